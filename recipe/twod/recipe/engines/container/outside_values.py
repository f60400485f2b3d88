"""Values that an ini takes from its surroundings: environment variables, credentials and files.

An image contains none of the values. Their names come from the references in the ini.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.inifile.environment_files import list_environment_files
from twod.inifile.problems import HasPlace, Report
from twod.inifile.reading import IniOption
from twod.inifile.reference_sources import CREDENTIALS_VARIABLE
from twod.inifile.reference_syntax import Reference, find_plain_text, find_references, parse_references
from twod.inifile.text import HERE, Entry, Section
from twod.inifile.variables import ENVIRONMENT_FILE_OPTION


class OutsideValue(NamedTuple):
    """A value that must exist when the site starts.

    :param kind: ``env``, ``cred`` or ``file``.
    :param name: name of the variable or the credential; absolute path of the file.
    :param is_needed: whether the site cannot start without it.
    :param place: the place of the first reference.
    """

    kind: str
    name: str
    is_needed: bool
    place: HasPlace

    @property
    def secret_key(self) -> str:
        """The value's key in a Secret."""
        return re.sub("[^A-Za-z0-9._-]", "-", self.name.strip("/"))


def find_outside_values(sections: Iterable[Section], settings: str, ini: Path, report: Report) -> list[OutsideValue]:
    """Return the values that an ini refers to, by kind and name.

    :param sections: the sections of the ini.
    :param settings: header of the section with Django's settings.
    :param ini: path of the ini in the image; relative paths of files begin in its folder.
    :param report: collects a warning of each reference to a file or credential that is unknown before the start.
    """
    found: dict[tuple[str, str], OutsideValue] = {}
    has_variables = False
    for section in sections:
        for entry in section.entries:
            if entry.name == ENVIRONMENT_FILE_OPTION:
                for file in _list_environment_files(entry, ini):
                    found.setdefault(file[:2], file)
                    has_variables = has_variables or file.is_needed
                continue
            parts = parse_references(entry.value, any_name=section.header == settings).parts
            for reference, is_needed in find_references(parts):
                if not reference.kind:
                    continue
                value = _make_value(reference, is_needed=is_needed, ini=ini, place=entry)
                if value is None:
                    report.warn(
                        entry, f"{reference.spelling}: mount the file yourself; twod knows its name only at the start"
                    )
                elif value.name != CREDENTIALS_VARIABLE:
                    known = found.setdefault(value[:2], value)
                    found[value[:2]] = known._replace(is_needed=known.is_needed or is_needed)
    # The file may define each variable.
    kinds = {"cred", "file"} if has_variables else {"cred", "env", "file"}
    values = [found[key] for key in sorted(found)]
    return [value._replace(is_needed=value.is_needed and value.kind in kinds) for value in values]


def _list_environment_files(entry: Entry, ini: Path) -> Iterator[OutsideValue]:
    """Yield the required files of environment variables that an ini names."""
    option = IniOption(entry.name, entry.value.replace(HERE, str(ini.parent)), str(ini), None, None)
    for file in list_environment_files({entry.name: option}, Report()):
        yield OutsideValue("file", file.path, not file.is_optional, entry)


def judge_outside_values(values: Iterable[OutsideValue], report: Report) -> None:
    """Report each credential with a name that a Secret rejects, and two values with the same key in the Secret."""
    keys: dict[str, str] = {}
    for value in values:
        if value.kind == "cred" and value.name != value.secret_key:
            message = f"a Secret cannot have the credential {value.name!r}; use letters, digits, '.', '_' and '-'"
            report.error(value.place, message)
        elif keys.setdefault(value.secret_key, value.name) != value.name:
            report.error(
                value.place, f"{value.name} and {keys[value.secret_key]} have one key in the Secret; rename one"
            )


def _make_value(reference: Reference, *, is_needed: bool, ini: Path, place: HasPlace) -> OutsideValue | None:
    """Return the value that a reference needs, or None if its name contains other references."""
    kind, name = reference.kind, find_plain_text(reference.name)
    if kind == "file" and name is None:
        kind, name = "cred", _get_credential(reference.name)
    if name is None:
        return None
    if kind == "file":
        name = posixpath.normpath(posixpath.join(ini.parent, name.strip().replace(HERE, str(ini.parent))))
    return OutsideValue(kind, name, is_needed, place)


def _get_credential(parts: Sequence[str | Reference]) -> str | None:
    """Return the credential's name from ``${file:${env:CREDENTIALS_DIRECTORY}/name}``, or None for another path."""
    match parts:
        case (Reference(kind="env", name=(name,)), str(rest)) if name == CREDENTIALS_VARIABLE and rest.startswith("/"):
            return rest[1:] if "/" not in rest[1:] else None
    return None
