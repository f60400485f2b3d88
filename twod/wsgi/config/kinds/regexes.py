"""Regular expressions as values."""

from __future__ import annotations

import re
from typing import Any

from twod.inifile.seals import unseal
from twod.wsgi.config.kinds.base import (
    JsonSchema,
    Kind,
    show,
)
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError

_FLAGS = {"a": re.ASCII, "i": re.IGNORECASE, "m": re.MULTILINE, "s": re.DOTALL, "x": re.VERBOSE}


class Regex(Kind):
    """A regular expression, as a text or, where Django expects that, compiled."""

    expected = "a regular expression"

    def __init__(self, *, compiled: bool) -> None:
        self._compiled = compiled

    def read(self, text: str) -> object:
        return self.take(TEXT.read(text))

    def take(self, value: object) -> object:
        if not isinstance(value, str):
            raise BadValueError(self.expected, show(value))
        value = unseal(value)
        try:
            pattern = re.compile(value)
        except re.error as error:
            at = "" if error.pos is None else f" at position {error.pos}"
            raise BadValueError(f"{self.expected} ({error.msg}{at})", value) from None
        except (RecursionError, OverflowError):
            raise BadValueError(f"{self.expected} that is less deeply nested", value) from None
        return pattern if self._compiled else value

    def describe_json(self) -> JsonSchema:
        return {"type": "string", "format": "regex"}

    def write(self, value: object) -> str:
        return TEXT.write(self.give(value))

    def give(self, value: object) -> object:
        return _write_pattern(value) if isinstance(value, re.Pattern) else value


def _write_pattern(pattern: re.Pattern[Any]) -> object:
    """Return a text that compiles to the pattern and includes its flags."""
    if not isinstance(pattern.pattern, str):
        raise BadValueError("a regular expression for texts")
    letters = "".join(letter for letter, flag in _FLAGS.items() if pattern.flags & flag)
    # The text of the pattern may already begin with its flags.
    is_whole = not letters or re.compile(pattern.pattern).flags == pattern.flags
    return pattern.pattern if is_whole else f"(?{letters}){pattern.pattern}"
