"""What the two notations of an ini differ in."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto
from typing import Protocol

#: Returns the value of an option's text.
Reader = Callable[[str], object]


class Fault(Enum):
    """What may be wrong with an option, apart from its value."""

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
    #: Whether the settings module is stronger than the ini.
    module_wins: bool

    def find_reader(self, name: str, /) -> Reader | None:
        """Return how to read the whole of a setting; None when its kind says."""
