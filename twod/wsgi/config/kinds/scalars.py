"""Single values: booleans, texts, and types that are written as texts; numbers are in ``number_kinds``."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from twod.inifile.booleans import read_boolean
from twod.inifile.seals import unseal
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import (
    REFERENCE_SCHEMA,
    JsonSchema,
    Kind,
    OptionalKind,
    is_plain,
    is_quoted,
    is_reference,
    show,
    unquote,
)
from twod.wsgi.config.kinds.number_kinds import NumberOfSeconds
from twod.wsgi.exc import BadValueError


class _Boolean(Kind):
    """A boolean, written ``true yes on 1`` or ``false no off 0`` in upper or lower case."""

    expected = "true or false"

    def read(self, text: str) -> object:
        return read_boolean(unseal(text))

    def take(self, value: object) -> object:
        if isinstance(value, bool):
            return value
        if is_reference(value):
            return self.read(value)
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "boolean"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return "true" if value else "false"


class Text(Kind):
    """A text, read literally; a text entirely in double quotes is a JSON string."""

    expected = "a text"

    def read(self, text: str) -> object:
        # Quotes in the text of a reference are part of the text, which may be a password.
        return unseal(unquote(text) if is_quoted(text) else text)

    def take(self, value: object) -> object:
        if isinstance(value, str):
            return unseal(value)
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"type": "string"}

    def write(self, value: object) -> str:
        text = str(value)
        return text if is_plain(text) and not is_quoted(text) else json_text.dumps(text)

    def give(self, value: object) -> object:
        return str(value)


class Converted(Text):
    """A value of a Python class that is made from a text, such as a path."""

    def __init__(
        self,
        expected: str,
        convert: Callable[[str], object],
        revert: Callable[..., str] = str,
        *,
        json_types: tuple[type, ...] = (),
    ) -> None:
        """Make the kind.

        :param convert: returns the value for a text, or raises an error if the text is not valid.
        :param revert: returns the text for a value.
        :param json_types: the types of JSON values, besides texts, that are converted by way of their JSON text.
        """
        self.expected = expected
        self._convert = convert
        self._revert = revert
        self._json_types = json_types

    def read(self, text: str) -> object:
        return self.take(super().read(text))

    def take(self, value: object) -> object:
        if type(value) not in (str, *self._json_types):
            raise BadValueError(self.expected, show(value))
        try:
            return self._convert(unseal(str(value)))
        except (ValueError, ArithmeticError, LookupError, OSError):
            raise BadValueError(self.expected, show(value)) from None

    def describe_json(self) -> JsonSchema:
        return {"type": ["string", *(["number"] if self._json_types else [])]}

    def write(self, value: object) -> str:
        return super().write(self.give(value))

    def give(self, value: object) -> object:
        try:
            return self._revert(value)
        except (TypeError, ValueError):  # a value of another type, or bytes that are not UTF-8
            raise BadValueError(self.expected) from None


class Choice(Kind):
    """One of a few words, in upper or lower case; a word may stand for a value that is not a text."""

    def __init__(self, *texts: str, others: Mapping[str, object] | None = None) -> None:
        """Make the kind.

        :param others: additional words with their values.
        """
        self._others = dict(others or {})
        #: The words as they are usually written.
        self.words = [*texts, *self._others]
        self._values: dict[str, object] = {text.lower(): text for text in texts} | self._others
        *firsts, last = [*texts, *(word for word in self._others if word)]
        self.expected = f"{', '.join(firsts)} or {last}" if firsts else last

    def read(self, text: str) -> object:
        word = str(TEXT.read(text)).strip().lower()
        if word not in self._values:
            raise BadValueError(self.expected, text)
        return self._values[word]

    def take(self, value: object) -> object:
        if isinstance(value, str):
            return self.read(json_text.dumps(unseal(value)))
        if any(value is other for other in self._others.values()):
            return value
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        # JSON Schema cannot ignore case, so accept any string; list the words for programs that complete values.
        words: JsonSchema = {"anyOf": [{"enum": [word for word in self.words if word]}, {"type": "string"}]}
        others = [value for value in self._others.values() if not isinstance(value, str)]
        return {"anyOf": [words, *({"const": value} for value in others)]} if others else words

    def write(self, value: object) -> str:
        return next((word for word, other in self._others.items() if other is value), str(value))


class FileMode(Kind):
    """The permissions of a file, written only as ``0o644``, because 644, 0644 and 420 are easily confused."""

    expected = "a file mode such as 0o644"

    def read(self, text: str) -> object:
        text = unseal(text).strip()
        if _is_mode(text):
            return int(text, 8)
        hint = _spell_mode(text)
        raise BadValueError(f"{self.expected}; write {hint}" if hint else self.expected, text)

    def take(self, value: object) -> object:
        return self.read(show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "string", "pattern": "^ *0o[0-7]{3,4} *$"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return f"0o{value:03o}"

    def give(self, value: object) -> object:
        return self.write(value)


def _is_mode(text: str) -> bool:
    return text.startswith("0o") and len(text) in (5, 6) and not text[2:].strip("01234567")


def _spell_mode(text: str) -> str | None:
    """Return the correct notation of the mode that was meant; None if the meaning is not clear."""
    if not re.fullmatch(r"[0-9]{2,5}", text):
        return None
    digits = text.lstrip("0")
    as_decimal = f"0o{int(text):o}"
    candidates = [mode for mode in (f"0o{digits}", as_decimal) if _is_mode(mode)]
    # Prefer the reading that lets the owner read and write: 420 means 0o644 and hardly 0o420.
    usual = [mode for mode in candidates if int(mode, 8) & 0o600 == 0o600]
    return next(iter(usual or candidates), None)


def _read_timedelta(text: str) -> timedelta:
    seconds = NumberOfSeconds().read(text)
    # A float is too imprecise for the microseconds of a long duration.
    exact = Decimal(text.strip()) if isinstance(seconds, float) else Decimal(str(seconds))
    return timedelta(microseconds=round(exact * 10**6))


def _write_timedelta(value: timedelta) -> str:
    seconds, microseconds = divmod(value // timedelta(microseconds=1), 10**6)
    if seconds < 0 and microseconds:
        seconds, microseconds = seconds + 1, 10**6 - microseconds
        return f"-{-seconds}.{microseconds:06}"
    return f"{seconds}.{microseconds:06}" if microseconds else str(seconds)


BOOLEAN = _Boolean()
TEXT = Text()
PATH = Converted("a path", Path)
DECIMAL = Converted("a decimal number", Decimal, json_types=(int,))
DURATION = Converted("a duration such as 90s, 1h30m or 2.5", _read_timedelta, _write_timedelta, json_types=(int, float))
OPTIONAL_TEXT = OptionalKind(TEXT)
#: The SameSite attribute of a cookie. The text "None" is a valid value and differs from Python's None.
SAME_SITE = Choice("Strict", "Lax", "None", others={"false": False, "null": None, "": None})
