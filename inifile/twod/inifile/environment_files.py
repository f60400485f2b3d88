"""The files of environment variables that an ini names, in the grammar of python-dotenv; nothing is put in force.

``twod.environment_file`` of ``[DEFAULT]`` has a path a line. A variable that the process has stays as it is, and one
that two files have is that of the later file. python-dotenv is imported when there is a file to read.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.problems import Place, Report
from twod.inifile.reading import IniOption
from twod.inifile.regular_file import read_regular_file
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION

#: The environment variable that tells which others came from such a file: their names and the digests of their texts,
#: by the ini that named the file.
MARK_VARIABLE = "TWOD_ENVIRONMENT_FILE"
#: Variables that twod sets itself wherever an ini is in force. ``.env`` files of Django projects often have the first.
OWN_VARIABLES = ("DJANGO_SETTINGS_MODULE", "TWOD_CONFIG_URI", "TWOD_CONFIG_VARIABLES", MARK_VARIABLE)
#: How many bytes a file may have.
_LIMIT = 2**20
_OPTIONAL_SIGN = "-"


class EnvironmentFile(NamedTuple):
    """A file that an ini names."""

    #: Absolute.
    path: str
    #: Whether the site does without it when it is not there.
    is_optional: bool
    #: The option that names it.
    option: IniOption

    def describe_lack(self, reason: str) -> str:
        """Return the message about a file that cannot be read."""
        cure = ""
        if not os.path.exists(self.path):  # noqa: PTH110 - it is a text, as in the ini
            cure = "; make the file, or put a hyphen before its path if the site can do without it"
        return f"cannot read {self.path}: {reason}{cure}"


class FileVariable(NamedTuple):
    """A variable, and where it stands."""

    text: str
    file: str
    line: int


class FileEnvironment(NamedTuple):
    """The environment variables of an ini: those of the process, and those that only the ini's files have."""

    environ: Mapping[str, str]
    #: The variables among them that the files have given.
    given: Mapping[str, FileVariable]
    #: The files, whether they are there or not; absolute paths.
    files: tuple[str, ...]
    #: All that is wrong with the files.
    report: Report


def list_environment_files(variables: Mapping[str, IniOption], report: Report) -> tuple[EnvironmentFile, ...]:
    """Return the files that an ini names, in their order.

    A relative path begins at the ini that has the option.

    :param variables: PasteDeploy's ``global_conf``.
    :param report: gets the lines that are no path.
    """
    option = variables.get(ENVIRONMENT_FILE_OPTION)
    if option is None:
        return ()
    base = Path(option.file).parent if option.file else Path.cwd()
    found = []
    for line in filter(None, map(str.strip, option.text.splitlines())):
        path = line.removeprefix(_OPTIONAL_SIGN).strip()
        if not path:
            report.error(option, f"expected PATH, or {_OPTIONAL_SIGN}PATH for a file that may be missing; got {line!r}")
            continue
        # As for ${file:PATH}.
        full = os.path.abspath(base / path)  # noqa: PTH100 - ".." goes, links stay
        found.append(EnvironmentFile(full, line.startswith(_OPTIONAL_SIGN), option))
    return tuple(found)


def make_file_environment(variables: Mapping[str, IniOption], environ: Mapping[str, str]) -> FileEnvironment:
    """Return the environment variables of an ini.

    What a file has given to `environ` before is read again, so that a changed file counts.

    :param variables: PasteDeploy's ``global_conf``.
    :param environ: those of the process, which win.
    """
    if ENVIRONMENT_FILE_OPTION not in variables and MARK_VARIABLE not in environ:
        return FileEnvironment(environ, {}, (), Report())
    report = Report()
    own = take_off(environ)
    files = list_environment_files(variables, report)
    given: dict[str, FileVariable] = {}
    for file in files:
        given |= _read_file(file, own, given, report)
    texts = {name: variable.text for name, variable in given.items()}
    return FileEnvironment({**texts, **own}, given, tuple(file.path for file in files), report)


def _read_file(
    file: EnvironmentFile, environ: Mapping[str, str], before: Mapping[str, FileVariable], report: Report
) -> dict[str, FileVariable]:
    """Return the variables of a file that `environ` does not have.

    :param before: those of the files before it.
    """
    try:
        text = read_regular_file(file.path, _LIMIT)
    except ValueError as error:
        if not (file.is_optional and isinstance(error.__cause__, FileNotFoundError)):
            report.error(file.option, file.describe_lack(str(error)))
        return {}
    try:
        return read_variables(file.path, text, environ, before, report)
    except ImportError:
        cure = "needs python-dotenv, which is not installed; add twod.wsgi[dotenv] to what is installed"
        report.error(file.option, cure)
        return {}


def read_variables(
    path: str, text: str, environ: Mapping[str, str], before: Mapping[str, FileVariable], report: Report
) -> dict[str, FileVariable]:
    """Return the variables of the text of a file that `environ` does not have.

    In a text, ``${NAME}`` is looked up in `environ`, else in the lines above, else in the files before, as
    ``dotenv.load_dotenv()`` does it.

    :param before: the variables of the files before it.
    :param report: gets the lines that python-dotenv cannot parse, and what no environment can have.
    :raises ImportError: when python-dotenv is not installed.
    """
    # Without such a file, nothing needs them.
    from dotenv.parser import parse_stream  # noqa: PLC0415
    from dotenv.variables import parse_variables  # noqa: PLC0415

    texts: dict[str, str | None] = {name: variable.text for name, variable in before.items()}
    found: dict[str, FileVariable] = {}
    for binding in parse_stream(io.StringIO(text.removeprefix("\ufeff"), newline=None)):
        line = binding.original.line + _count_blank_lines(binding.original.string)
        if binding.error:
            expected = "expected NAME=value, NAME='value', NAME=\"value\" or a comment behind '#'"
            report.error(Place(path, line), f"python-dotenv cannot parse this line; {expected}")
        name = binding.key
        if name is None:
            continue
        scope = {**texts, **environ}
        value = binding.value and "".join(atom.resolve(scope) for atom in parse_variables(binding.value))
        texts[name] = value
        if value is None:
            report.warn(Place(path, line, None, name), f"this line sets nothing; write {name}= for an empty text")
            found.pop(name, None)
        elif mistake := _find_mistake(name, value):
            report.error(Place(path, line), mistake)
        elif name not in environ and name not in OWN_VARIABLES:
            found[name] = FileVariable(value, path, line)
    return found


def _count_blank_lines(text: str) -> int:
    """Return how many lines python-dotenv passes over before a binding, whose text begins with them."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _find_mistake(name: str, text: str) -> str | None:
    """Return why a variable cannot be one of a process."""
    if "=" in name:
        return "the name of a variable cannot have '=' in it"
    if "\0" in name or "\0" in text:
        return "a variable cannot have a null character in it"
    try:
        os.fsencode(name + text)
    except UnicodeEncodeError:
        return "the locale has no such character; set LANG to one with UTF-8, such as C.UTF-8"
    return None


def take_off(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of a process as its caller has set them, without those that files have given.

    One that has another text by now belongs to whoever has set it since.
    """
    marks = dict(list_marks(environ))
    return {name: text for name, text in environ.items() if name not in marks and name != MARK_VARIABLE}


def list_marks(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each variable that a file has given, and the ini that names the file."""
    try:
        marked = json.loads(environ.get(MARK_VARIABLE, "{}"))
        for ini, digests in marked.items():
            for name, digest in digests.items():
                if name in environ and make_digest(environ[name]) == digest:
                    yield name, ini
    except (ValueError, AttributeError):  # not ours: then nothing is marked
        return


def make_marks(marks: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Return the text of the variable that :func:`list_marks` reads.

    :param marks: the ini by the name of each variable.
    :param environ: has their texts.
    """
    by_ini: dict[str, dict[str, str]] = {}
    for name, ini in sorted(marks.items()):
        by_ini.setdefault(ini, {})[name] = make_digest(environ[name])
    return json.dumps(by_ini)


def make_digest(text: str) -> str:
    """Return a digest that shows whether a text has changed."""
    # Without such a file, nothing needs it.
    from hashlib import blake2b  # noqa: PLC0415

    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
