"""``${name}``, ``${env:NAME}``, ``${env:NAME:-default}`` and ``${file:path}`` in values; ``$${`` gives ``${``."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.nearest import find_nearest, hint_at_nearest
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.regular_file import read_regular_file
from twod.inifile.seals import seal
from twod.inifile.secrets import HIDDEN
from twod.inifile.variables import read_dialect

_MARK = r"\$\$\{|\$\{(?P<inside>[^}]*)(?P<end>\}?)"
#: How many bytes the file of a ``${file:path}`` may have.
_FILE_LIMIT = 2**20
_ENVIRONMENT = r"(?s)env:(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>.*))?"


#: The beginning of a source that is an environment variable.
ENVIRONMENT_VARIABLE = "environment variable "


class Expansion(NamedTuple):
    """A text with its references replaced, each by a seal: see :mod:`twod.inifile.seals`."""

    #: None when a reference means nothing, or leads nowhere.
    text: str | None
    #: Where the replaced texts came from: ``environment variable X``, ``file /path``, ``default; X is not set``.
    sources: tuple[str, ...] = ()
    #: The references, as they are spelled, whose texts came from outside of the ini, and so are secrets.
    secrets: frozenset[str] = frozenset()
    #: Whether each reference has its value; in an ini that is only checked, some have none yet, and are empty.
    is_known: bool = True


class References:
    """The values that references of an ini can refer to; in dialect 1 there are none.

    Example::

        >>> references = References({}, {"CDN": "cdn1"})
        >>> expansion = references.expand(IniOption("URL", "https://${env:CDN}/", None, None, None), Report())
        >>> unseal(expansion.text)
        'https://cdn1/'
    """

    def __init__(self, variables: Mapping[str, IniOption], environ: Mapping[str, str] | None) -> None:
        """Make them.

        :param variables: PasteDeploy's ``global_conf``.
        :param environ: the environment variables; None to look at neither them nor files, when an ini is only checked.
        """
        self._variables = variables
        self._environ = environ
        self._is_dialect_one = read_dialect(variables, Report()) == 1
        #: The files that were referred to so far.
        self.files: set[str] = set()
        self._contents: dict[str, tuple[str | None, str]] = {}

    def expand(self, option: IniOption, report: Report) -> Expansion:
        """Return an option's text with the references in it replaced, once: their values are not expanded again.

        :param report: gets the references that mean nothing, or lead nowhere.
        """
        text = option.text
        if "${" not in text:
            return Expansion(text)
        if self._is_dialect_one:
            message = "in dialect 1 '${…}' is no reference but text; add twod.dialect = 2 to [DEFAULT] to use it"
            report.warn(option, message)
            return Expansion(text)
        if "${here}" in text:
            self._judge_here(option, report)
        return self._expand(option, report)

    def _judge_here(self, option: IniOption, report: Report) -> None:
        here = self._variables.get("here")
        if here is not None and option.file is not None and Path(option.file).parent != Path(here.text):
            message = "${here} is the directory of the ini that was loaded, %(here)s that of the file it stands in"
            report.warn(option, message)

    def _expand(self, option: IniOption, report: Report) -> Expansion:
        text = option.text
        pieces: list[str] = []
        sources: list[str] = []
        secrets: set[str] = set()
        is_known = True
        mistakes = Report()
        position = 0
        for match in re.finditer(_MARK, text):
            pieces.append(text[position : match.start()])
            position = match.end()
            inside = match["inside"]
            if inside is None:
                pieces.append("${")
            elif not match["end"]:
                mistakes.error(option, "'${' without '}'; write '$${' if no reference is meant")
            else:
                found = self._look_up(inside, option, mistakes)
                is_known = is_known and found.text is not None
                if found.source:
                    sources.append(found.source)
                if found.is_secret:
                    secrets.add(match[0])
                pieces.append(seal(found.text or "", match[0]))
        report.add(mistakes)
        if mistakes.errors:
            return Expansion(None, tuple(sources), frozenset(secrets))
        pieces.append(text[position:])
        return Expansion("".join(pieces), tuple(sources), frozenset(secrets), is_known)

    def _look_up(self, inside: str, option: IniOption, report: Report) -> _Found:
        if inside.startswith("env:"):
            return self._look_up_environment(inside, option, report)
        if inside.startswith("file:"):
            return self._read_file(inside[5:].strip(), option, report)
        if inside in self._variables:
            return _Found(self._variables[inside].text)
        near = find_nearest(inside, self._variables, 0.8)
        hint = f"; did you mean ${{{near}}}?" if near else " (${env:NAME} and ${file:path} are the other references)"
        report.error(option, f"${{{inside}}}: no such option in [DEFAULT]{hint}")
        return _Found(None)

    def _look_up_environment(self, inside: str, option: IniOption, report: Report) -> _Found:
        match = re.fullmatch(_ENVIRONMENT, inside)
        if match is None:
            report.error(option, f"${{{inside}}}: expected ${{env:NAME}} or ${{env:NAME:-default}}")
            return _Found(None)
        name, default = match["name"], match["default"]
        source = f"{ENVIRONMENT_VARIABLE}{name}"
        if self._environ is None:
            return _Found(default, source)
        value = self._environ.get(name)
        # As in a shell, the default also takes the place of an empty variable.
        if not value and default is not None:
            return _Found(default, f"default; {name} is {'not set' if value is None else 'empty'}")
        if value is None:
            hint = hint_at_nearest(name, self._environ, 0.8)
            report.error(option, f"the environment variable {name} is not set{hint}")
        return _Found(value, source, is_secret=True)

    def _read_file(self, name: str, option: IniOption, report: Report) -> _Found:
        if not name:
            report.error(option, "${file:}: expected ${file:path}")
            return _Found(None)
        # As the recipe, which writes such a path, and PasteDeploy see it: ".." goes, links stay.
        path = Path(os.path.abspath(Path(option.file or "").parent / name))  # noqa: PTH100 - ".." goes, links stay
        source = f"file {path}"
        self.files.add(str(path))
        if self._environ is None:
            return _Found(None, source)
        if str(path) not in self._contents:
            self._contents[str(path)] = _read_content(path)
        text, mistake = self._contents[str(path)]
        if mistake:
            report.error(option, mistake)
        return _Found(text, source, is_secret=True)


class _Found(NamedTuple):
    """The text that a reference stands for."""

    #: None when there is none.
    text: str | None
    source: str = ""
    is_secret: bool = False


def _read_content(path: Path) -> tuple[str | None, str]:
    """Return the text of a file without the newline at its end, or None and the reason why there is none."""
    try:
        text = read_regular_file(str(path), _FILE_LIMIT)
    except ValueError as error:
        shown = str(path) if str(path).isprintable() else repr(str(path))
        return None, f"cannot read {shown}: {error}"
    return text.removesuffix("\r\n" if text.endswith("\r\n") else "\n"), ""


def hide_references(text: str) -> str:
    """Return a text with ``<hidden>`` for each reference, or with the default that is there in clear.

    Example::

        >>> hide_references("smtp://shop:${env:PW}@${env:MX:-localhost}")
        'smtp://shop:<hidden>@localhost'
    """

    def hide(match: re.Match[str]) -> str:
        if match["inside"] is None or not match["end"]:
            return match[0]
        found = re.fullmatch(_ENVIRONMENT, match["inside"])
        return (found["default"] or HIDDEN) if found else HIDDEN

    return re.sub(_MARK, hide, text)
