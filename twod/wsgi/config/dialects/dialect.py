"""What the two notations of an ini differ in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

from twod.inifile.problems import Report
from twod.inifile.reading import IniOption

#: Returns the value of an option's text.
Reader = Callable[[str], object]


class Fault(Enum):
    """What may be wrong with an option, apart from its value."""

    #: It is ``DEBUG``, which only ``debug`` sets.
    DEBUG = auto()
    #: The installed Django dropped the setting.
    REMOVED = auto()
    #: Nobody knows the setting, and its name is near to one that is known.
    MISSPELT = auto()
    #: A line of the value looks like an option that was indented by mistake.
    SWALLOWED = auto()
    #: A later Django is the first to read the setting.
    TOO_NEW = auto()
    #: The installed Django is going to drop the setting.
    DEPRECATED = auto()


class Dialect(Protocol):
    """A notation of an ini."""

    #: The faults that are errors; the others are warnings.
    errors: frozenset[Fault]
    #: Whether ``${…}`` is a reference.
    expands_references: bool
    #: Whether the settings module is stronger than the ini.
    module_wins: bool

    def find_reader(self, name: str, /) -> Reader | None:
        """Return how to read the whole of a setting; None when its kind says."""

    def judge_text(self, option: IniOption, report: Report, /) -> None:
        """Report what in a text may mean another thing than was meant."""
