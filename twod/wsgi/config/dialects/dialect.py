"""The differences between the two notations of an ini."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

#: Returns the value of an option's text.
Reader = Callable[[str], object]


#: The possible faults of an option, apart from its value: the installed Django dropped the setting, or is going to, or
#: a later one is the first to read it; the setting is unknown and its name is near to a known one; or a line of the
#: value looks like an option that was indented by mistake.
Fault = Literal["removed", "deprecated", "too new", "misspelt", "swallowed"]


class Dialect(Protocol):
    """A notation of an ini."""

    #: The faults that are errors; the others are warnings.
    errors: frozenset[Fault]
    #: Whether the settings module is stronger than the ini.
    module_wins: bool

    def find_reader(self, name: str, /) -> Reader | None:
        """Return the reader for the whole of a setting; None when its kind decides."""
