"""The files of environment variables that an ini names, in python-dotenv's grammar; nothing here changes os.environ.

``twod.environment_file`` in ``[DEFAULT]`` has one path a line. A variable of the process wins over the files, and a
later file wins over an earlier one. python-dotenv is imported only when there is a file to read.
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

#: The environment variable that lists the variables that came from such a file: for each ini, their names and the
#: digests of their texts.
MARK_VARIABLE = "TWOD_ENVIRONMENT_FILE"
#: Variables that twod sets itself when it activates an ini. ``.env`` files of Django projects often have the first.
OWN_VARIABLES = ("DJANGO_SETTINGS_MODULE", "TWOD_CONFIG_URI", "TWOD_CONFIG_VARIABLES", MARK_VARIABLE)
#: The largest size of a file, in bytes.
_LIMIT = 2**20
_OPTIONAL_SIGN = "-"


class EnvironmentFile(NamedTuple):
    """A file that an ini names."""

    #: The absolute path.
    path: str
    #: Whether the file may be missing.
    is_optional: bool
    #: The option that names it.
    option: IniOption

    def describe_lack(self, reason: str) -> str:
        """Return the message about a file that cannot be read."""
        cure = ""
        if not os.path.exists(self.path):  # noqa: PTH110 - a plain string, as in the ini
            cure = "; create the file, or put a hyphen before its path to make it optional"
        return f"cannot read {self.path}: {reason}{cure}"


class FileVariable(NamedTuple):
    """A variable from a file, and its place."""

    text: str
    file: str
    line: int


class FileEnvironment(NamedTuple):
    """The environment variables for an ini: those of the process, and those of the ini's files."""

    environ: Mapping[str, str]
    #: The variables that came from the files.
    given: Mapping[str, FileVariable]
    #: The absolute paths of the files, missing ones included.
    files: tuple[str, ...]
    #: The problems of the files.
    report: Report


def list_environment_files(variables: Mapping[str, IniOption], report: Report) -> tuple[EnvironmentFile, ...]:
    """Return the environment files that an ini names, in their order.

    A relative path is relative to the directory of the ini that has the option.

    :param variables: PasteDeploy's ``global_conf``.
    :param report: collects the lines that are not a path.
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
        # ${file:PATH} resolves paths in the same way.
        full = os.path.abspath(base / path)  # noqa: PTH100 - ".." is resolved, links are not
        found.append(EnvironmentFile(full, line.startswith(_OPTIONAL_SIGN), option))
    return tuple(found)


def make_file_environment(variables: Mapping[str, IniOption], environ: Mapping[str, str]) -> FileEnvironment:
    """Return the environment variables for an ini.

    Variables that a file set in `environ` earlier are read again, so that changes of the file take effect.

    :param variables: PasteDeploy's ``global_conf``.
    :param environ: the variables of the process; they win over those of the files.
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
    """Return the variables of a file that are not in `environ`.

    :param before: the variables of the files before this one.
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
        cure = "needs python-dotenv, which is not installed; install twod.wsgi[dotenv]"
        report.error(file.option, cure)
        return {}


def read_variables(
    path: str, text: str, environ: Mapping[str, str], before: Mapping[str, FileVariable], report: Report
) -> dict[str, FileVariable]:
    """Return the variables in the text of a file that are not in `environ`.

    ``${NAME}`` in a value takes the variable from `environ`, else from the lines above, else from the files before, as
    ``dotenv.load_dotenv()`` does.

    :param before: the variables of the files before this one.
    :param report: collects lines that python-dotenv cannot parse, and variables that no environment can hold.
    :raises ImportError: if python-dotenv is not installed.
    """
    # Only an ini with such a file needs them.
    from dotenv.parser import parse_stream  # noqa: PLC0415
    from dotenv.variables import parse_variables  # noqa: PLC0415

    texts: dict[str, str | None] = {name: variable.text for name, variable in before.items()}
    found: dict[str, FileVariable] = {}
    for binding in parse_stream(io.StringIO(text.removeprefix("\ufeff"), newline=None)):
        line = binding.original.line + _count_blank_lines(binding.original.string)
        if binding.error:
            expected = "expected NAME=value, NAME='value', NAME=\"value\" or a comment after '#'"
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
    """Return the number of blank lines at the beginning of a binding; python-dotenv counts them as its text."""
    return text[: len(text) - len(text.lstrip())].count("\n")


def _find_mistake(name: str, text: str) -> str | None:
    """Return the reason why a process cannot have this variable; None if it can."""
    if "=" in name:
        return "the name of a variable cannot contain '='"
    if "\0" in name or "\0" in text:
        return "a variable cannot contain a null character"
    try:
        os.fsencode(name + text)
    except UnicodeEncodeError:
        return "the locale cannot encode this text; set LANG to a UTF-8 locale, such as C.UTF-8"
    return None


def take_off(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the environment variables of a process as its caller set them, without those that came from files.

    A variable with another text by now stays: something else has set it.
    """
    marks = dict(list_marks(environ))
    return {name: text for name, text in environ.items() if name not in marks and name != MARK_VARIABLE}


def list_marks(environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each variable that came from a file, and the ini that names the file."""
    try:
        marked = json.loads(environ.get(MARK_VARIABLE, "{}"))
        for ini, digests in marked.items():
            for name, digest in digests.items():
                if name in environ and make_digest(environ[name]) == digest:
                    yield name, ini
    except (ValueError, AttributeError):  # not written by twod: nothing is marked
        return


def make_marks(marks: Mapping[str, str], environ: Mapping[str, str]) -> str:
    """Return the text of the variable that :func:`list_marks` reads.

    :param marks: the ini, by the name of each variable.
    :param environ: the variables with their texts.
    """
    by_ini: dict[str, dict[str, str]] = {}
    for name, ini in sorted(marks.items()):
        by_ini.setdefault(ini, {})[name] = make_digest(environ[name])
    return json.dumps(by_ini)


def make_digest(text: str) -> str:
    """Return a digest that shows whether a text has changed."""
    # Only an ini with such a file needs it.
    from hashlib import blake2b  # noqa: PLC0415

    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
