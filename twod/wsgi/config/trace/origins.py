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
    """A place that set or changed a setting."""

    #: ``"ini"``, ``"settings module"``, ``"twod.wsgi's default"`` or ``"Django's default"``.
    source: str
    #: The name as written there: the option with its keys and operator, or the name of the setting.
    key: str
    #: The text of an option, or else the value, with secrets hidden.
    value: object
    #: The absolute path of the ini, or the name of the settings module; None for Django's default.
    file: str | None = None
    #: The line, counted from 1; None if there is no line.
    line: int | None = None
    section: str | None = None
    #: The environment variables and secret files in the text. If a variable is not set and its default in the ini is in
    #: force, ``default; NAME is not set`` replaces the name of the variable.
    references: tuple[str, ...] = ()

    def __str__(self) -> str:
        place = self.source
        if self.source == INI:
            place = describe_place(self.file, self.line, self.section) or "the factory's arguments"
        elif self.source == MODULE:
            place = f"settings module {self.file}"
        return f"{place} ({', '.join(self.references)})" if self.references else place


class SettingReport(NamedTuple):
    """A setting in force, with its type and origins."""

    name: str
    #: The value in force, with secrets hidden.
    value: object
    #: The name of the value's type; ``unknown`` if the value could not be read.
    type: str
    #: The origins of the value, the last one first: each overrides or changes those after it.
    origins: tuple[Origin, ...]


def describe_source(option: IniOption | None, module_name: str) -> str:
    """Return the place of a setting.

    :param option: the option that set it; None for the settings module.
    :param module_name: the name of the settings module.
    """
    if option is not None:
        return describe_place(option.file, option.line, option.section)
    return f"{MODULE} {module_name}"
