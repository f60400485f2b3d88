"""Expanding references in values: ``${name}``, ``${env:NAME}``, ``${file:PATH}`` and ``${cred:NAME}``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.environment_files import FileEnvironment, make_file_environment
from twod.inifile.nearest import find_nearest, hint_at_nearest
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.reference_sources import (
    CREDENTIALS_VARIABLE,
    ENVIRONMENT_VARIABLE,
    FoundText,
    ReferredFile,
    find_credential,
    read_referred_file,
)
from twod.inifile.reference_syntax import (
    REFERENCE_KINDS,
    Parts,
    Reference,
    find_plain_text,
    has_reference,
    parse_references,
)
from twod.inifile.seals import seal
from twod.inifile.variables import read_dialect

_NAME = "[A-Za-z_][A-Za-z0-9_]*"


class Expansion(NamedTuple):
    """A text with its references replaced, each by a seal: see :mod:`twod.inifile.seals`."""

    #: The text; None if a reference is wrong or has no value.
    text: str | None
    #: The sources of the inserted texts: ``environment variable X``, ``environment variable X of /path/.env:3``,
    #: ``file /path``, ``credential X``, ``default; X is not set``.
    sources: tuple[str, ...] = ()
    #: The references, as written, with texts from outside the ini; these texts count as secrets.
    secrets: frozenset[str] = frozenset()
    #: Whether every reference has its value; if an ini is only checked, some are still empty.
    is_known: bool = True


class References:
    """The values for an ini's references. Dialect 1 has no references.

    Example::

        >>> references = References({}, {"CDN": "cdn1"})
        >>> expansion = references.expand(IniOption("URL", "https://${env:CDN}/", None, None, None), Report())
        >>> unseal(expansion.text)
        'https://cdn1/'
    """

    def __init__(self, variables: Mapping[str, IniOption], environ: Mapping[str, str] | None) -> None:
        """Collect the values.

        :param variables: PasteDeploy's ``global_conf``.
        :param environ: the environment variables, to which the variables of the ini's files are added; None to read
            neither variables nor files, for an ini that is only checked.
        """
        self._variables = variables
        self._environ = environ
        self._is_dialect_one = read_dialect(variables, Report()) == 1
        #: The files that references have named so far.
        self.files: set[str] = set()
        self._contents: dict[str, ReferredFile] = {}
        self._found_environ: FileEnvironment | None = None

    def expand(self, option: IniOption, report: Report) -> Expansion:
        """Return an option's text with its references replaced; the inserted texts are not expanded again.

        :param report: collects references that are wrong or have no value.
        """
        if "${" not in option.text:
            return Expansion(option.text)
        if "${here}" in option.text and not self._is_dialect_one:
            self._judge_here(option, report)
        return self._expand(option, report, any_name=True)

    def expand_elsewhere(self, option: IniOption, report: Report) -> Expansion:
        """Return the same for an option that is not a setting; there, ``${name}`` is plain text.

        Example::

            >>> option = IniOption("format", "${name} ${env:HOST}", None, None, None)
            >>> unseal(References({}, {"HOST": "web1"}).expand_elsewhere(option, Report()).text)
            '${name} web1'
        """
        if not has_reference(option.text):
            return Expansion(option.text)
        return self._expand(option, report, any_name=False)

    def are_in(self, text: str) -> bool:
        """Return whether the text of an option that is not a setting has references; never in dialect 1."""
        return not self._is_dialect_one and has_reference(text)

    def _judge_here(self, option: IniOption, report: Report) -> None:
        here = self._variables.get("here")
        if here is not None and option.file is not None and Path(option.file).parent != Path(here.text):
            message = "${here} is the directory of the ini that was loaded, %(here)s that of the file that contains it"
            report.warn(option, message)

    def _expand(self, option: IniOption, report: Report, *, any_name: bool) -> Expansion:
        if self._is_dialect_one:
            message = "in dialect 1 '${…}' is plain text; add twod.dialect = 2 to [DEFAULT] to use it"
            report.warn(option, message)
            return Expansion(option.text)
        mistakes = Report()
        parsed = parse_references(option.text, any_name=any_name)
        for mistake in parsed.mistakes:
            mistakes.error(option, mistake)
        pieces: list[str] = []
        sources: list[str] = []
        secrets: set[str] = set()
        is_known = True
        for part in parsed.parts:
            if isinstance(part, str):
                pieces.append(part)
                continue
            found = self._look_up(part, option, mistakes)
            if found.absence:
                mistakes.error(option, found.absence)
            is_known = is_known and found.text is not None
            sources += found.sources
            if found.is_secret:
                secrets.add(part.spelling)
            pieces.append(seal(found.text or "", part.spelling))
        report.add(mistakes)
        text = None if mistakes.errors else "".join(pieces)
        return Expansion(text, tuple(sources), frozenset(secrets), is_known or text is None)

    def _look_up(self, reference: Reference, option: IniOption, report: Report) -> FoundText:
        if not reference.kind:
            return self._look_up_variable(reference, option, report)
        look_up = {"env": self._look_up_environment, "file": self._read_file, "cred": self._read_credential}
        found = look_up[reference.kind](reference, option, report)
        if reference.default is None or found.text:
            return found
        default = self._join(reference.default, option, report)
        if self._environ is None:
            return default._replace(sources=("default",))
        # As in a shell, the default also replaces an empty text.
        return default._replace(sources=(f"default; {found.lack}", *default.sources))

    def _join(self, parts: Parts, option: IniOption, report: Report) -> FoundText:
        """Return a part of a reference, with its nested references expanded."""
        found = [FoundText(part) if isinstance(part, str) else self._look_up(part, option, report) for part in parts]
        first_lacking = next((each for each in found if each.absence), _NOTHING)
        return FoundText(
            None if any(each.text is None for each in found) else "".join(each.text or "" for each in found),
            tuple(source for each in found for source in each.sources),
            any(each.is_secret for each in found),
            first_lacking.absence,
            first_lacking.lack,
        )

    def _look_up_variable(self, reference: Reference, option: IniOption, report: Report) -> FoundText:
        inside = reference.spelling[2:-1]
        if inside in self._variables:
            return FoundText(self._variables[inside].text)
        near = find_nearest(inside, self._variables, 0.8)
        if near:
            hint = f"did you mean ${{{near}}}?"
        elif ":" in inside:
            hint = f"the kinds of references are {', '.join(f'${{{kind}:…}}' for kind in REFERENCE_KINDS)}"
        else:
            hint = f"for an environment variable, write ${{env:{inside}}}"
        report.error(option, f"${{{inside}}}: no such option in [DEFAULT]; {hint}")
        return _NOTHING

    def _look_up_environment(self, reference: Reference, option: IniOption, report: Report) -> FoundText:
        name = find_plain_text(reference.name)
        if name is None or re.fullmatch(_NAME, name) is None:
            report.error(option, f"{reference.spelling}: expected ${{env:NAME}} or ${{env:NAME:-default}}")
            return _NOTHING
        source = (f"{ENVIRONMENT_VARIABLE}{name}",)
        if self._environ is None:
            return FoundText(None, source)
        environment = self._find_environment(self._environ, report)
        if (variable := environment.given.get(name)) is not None:
            source = (f"{ENVIRONMENT_VARIABLE}{name} of {variable.file}:{variable.line}",)
        value = environment.environ.get(name)
        if value is None:
            if environment.report.errors:
                return _NOTHING
            hint = hint_at_nearest(name, environment.environ, 0.8) if reference.default is None else ""
            absence = f"the environment variable {name} is not set{hint}"
            return FoundText(None, source, absence=absence, lack=f"{name} is not set")
        return FoundText(value, source, is_secret=True, lack=f"{name} is empty")

    def _find_environment(self, environ: Mapping[str, str], report: Report) -> FileEnvironment:
        """Return the environment variables, including those of the ini's files."""
        if self._found_environ is None:
            self._found_environ = make_file_environment(self._variables, environ)
            self.files.update(self._found_environ.files)
        report.add(self._found_environ.report)
        return self._found_environ

    def _read_file(self, reference: Reference, option: IniOption, report: Report) -> FoundText:
        named = self._join(reference.name, option, report)
        if named.text is None:
            return named
        if not named.text.strip():
            report.error(option, f"{reference.spelling}: expected ${{file:PATH}} or ${{file:PATH:-default}}")
            return _NOTHING
        # The recipe and PasteDeploy resolve the path in the same way: ".." is resolved, links are not.
        path = os.path.abspath(Path(option.file or "").parent / named.text.strip())  # noqa: PTH100 - see above
        content = self._read(path)
        if content.is_wrong:
            report.error(option, f"cannot read {_show(path)}: {content.mistake}")
        absence = f"cannot read {_show(path)}: {content.mistake}"
        return content.make_found((*named.sources, f"file {path}"), absence, path)

    def _read_credential(self, reference: Reference, option: IniOption, report: Report) -> FoundText:
        named = self._join(reference.name, option, report)
        name = named.text
        if name is None:
            return named
        if not name.strip() or "/" in name or name in (".", ".."):
            expected = "expected ${cred:NAME} or ${cred:NAME:-default}, where NAME is a file name, not a path"
            report.error(option, f"{reference.spelling}: {expected}")
            return _NOTHING
        environ = {} if self._environ is None else self._find_environment(self._environ, report).environ
        path = find_credential(name, environ)
        content = self._read(path)
        message = f"cannot read the credential {_show(name)}: {_show(path)}: {content.mistake}"
        if content.is_wrong:
            report.error(option, message)
        cure = _CURES[bool(environ.get(CREDENTIALS_VARIABLE))]
        absence = f"{message}; {cure.format(name=_show(name))}"
        return content.make_found((*named.sources, f"credential {name}"), absence, f"the credential {name}")

    def _read(self, path: str) -> ReferredFile:
        self.files.add(path)
        if self._environ is None:
            return ReferredFile()
        if path not in self._contents:
            self._contents[path] = read_referred_file(path)
        return self._contents[path]


#: The cure for a missing credential, by whether systemd has passed a directory of credentials.
_CURES = {
    True: "add LoadCredential={name}:PATH to the unit",
    False: f"mount the secret there, or set {CREDENTIALS_VARIABLE} to the directory that has it, as systemd does",
}


#: The result for a reference whose error has been reported.
_NOTHING = FoundText(None)


def _show(text: str) -> str:
    return text if text.isprintable() else repr(text)
