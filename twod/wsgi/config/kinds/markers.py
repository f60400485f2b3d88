"""Placeholders for values that are missing or not known."""

from __future__ import annotations


class Marker:
    """A placeholder for a value that is missing or not known."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


#: There is no value yet.
MISSING = Marker("MISSING")
#: There is a value, but it cannot be known while an ini is only checked.
UNKNOWN = Marker("UNKNOWN")
