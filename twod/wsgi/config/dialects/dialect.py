"""The interface of the two notations of an ini."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

#: Converts the text of an option to its value.
Reader = Callable[[str], object]


#: The possible faults of an option apart from its value. The installed Django has removed or deprecated the setting, or
#: is too old for it; the setting is unknown and its name is similar to a known one; or a line of the value looks like
#: an option that was indented by mistake.
Fault = Literal["removed", "deprecated", "too new", "misspelt", "swallowed"]


class Dialect(Protocol):
    """A notation of an ini."""

    #: The faults that are errors; all other faults are warnings.
    errors: frozenset[Fault]
    #: Whether the settings module overrides the ini.
    module_wins: bool

    def find_reader(self, name: str, /) -> Reader | None:
        """Return the function that reads a whole setting; None if the kind of the setting decides."""
