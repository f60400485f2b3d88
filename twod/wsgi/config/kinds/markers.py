"""What stands in the place of a value that is not there or not known."""

from __future__ import annotations


class Marker:
    """What takes the place of a value that is not there or not known."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


#: There is no value yet.
MISSING = Marker("MISSING")
#: There is a value, but an ini that is only checked does not tell which.
UNKNOWN = Marker("UNKNOWN")
