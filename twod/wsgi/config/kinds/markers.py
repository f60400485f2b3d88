"""Placeholders for missing and unknown values."""

from __future__ import annotations


class Marker:
    """A placeholder for a missing or unknown value."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __repr__(self) -> str:
        return self._name


#: The setting or part has no value.
MISSING = Marker("MISSING")
#: There is a value, but a mere check of the ini cannot know it.
UNKNOWN = Marker("UNKNOWN")
