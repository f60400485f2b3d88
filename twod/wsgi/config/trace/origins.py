"""The origins of each setting."""

from __future__ import annotations

from typing import NamedTuple

from twod.inifile.problems import describe_place
from twod.inifile.reading import IniOption

INI = "ini"
MODULE = "settings module"
DJANGO_DEFAULT = "Django's default"
TWOD_DEFAULT = "twod.wsgi's default"


class Origin(NamedTuple):
    """One place that set or changed a setting."""

    #: ``"ini"``, ``"settings module"``, ``"twod.wsgi's default"`` or ``"Django's default"``.
    source: str
    #: The name as written there: the option with its keys and operator, or the setting's name.
    key: str
    #: The text of an option, else the value; secrets hidden.
    value: object
    #: Absolute path; the name of the module when the source is the settings module; None for Django's default.
    file: str | None = None
    #: Counted from 1; None where there is no line.
    line: int | None = None
    section: str | None = None
    #: The environment variables and secret files that the text refers to. Where the default in the ini is in force,
    #: ``default; NAME is not set`` takes the place of the variable.
    references: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = self.source
        if self.source == INI:
            place = describe_place(self.file, self.line, self.section) or "the factory's arguments"
        elif self.source == MODULE:
            place = f"settings module {self.file}"
        return f"{place} ({', '.join(self.references)})" if self.references else place


class SettingReport(NamedTuple):
    """A setting as it is in force."""

    name: str
    #: The value in force, secrets hidden.
    value: object
    #: The name of the value's type; ``unknown`` when the value could not be read.
    type: str
    #: The origins of the value, the last one first: each overrode, or changed, those after it.
    origins: tuple[Origin, ...]


def describe_source(option: IniOption | None, module_name: str) -> str:
    """Return the place of a setting.

    :param option: None when it is in the settings module of that name.
    """
    if option is not None:
        return describe_place(option.file, option.line, option.section)
    return f"{MODULE} {module_name}"
