"""Single values: booleans, numbers, texts, and the values that Django makes of texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeGuard

from twod.inifile.booleans import read_boolean
from twod.inifile.durations import find_whole_seconds
from twod.inifile.seals import is_sealed, unseal
from twod.wsgi.config.kinds import json_text
from twod.wsgi.config.kinds.base import (
    REFERENCE_SCHEMA,
    JsonSchema,
    Kind,
    OptionalKind,
    is_plain,
    is_quoted,
    show,
    unquote,
)
from twod.wsgi.exc import BadValueError

_INTEGER = r"[+-]?[0-9]+(?:_[0-9]+)*"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIZE = r"([0-9]+) ?(KiB|MiB|GiB|TiB)"
_BYTES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
#: The constants of ``django.contrib.messages``.
_MESSAGE_LEVELS = {"DEBUG": 10, "INFO": 20, "SUCCESS": 25, "WARNING": 30, "ERROR": 40}


class _Boolean(Kind):
    """``true yes on 1`` or ``false no off 0``, in any case."""

    expected = "true or false"

    def read(self, text: str) -> object:
        return read_boolean(unseal(text))

    def take(self, value: object) -> object:
        if isinstance(value, bool):
            return value
        if _is_reference(value):
            return self.read(value)
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "boolean"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return "true" if value else "false"


class _Integer(Kind):
    """An integer, ``_`` between its digits allowed."""

    expected = "an integer"

    def read(self, text: str) -> object:
        text = unseal(text).strip()
        if re.fullmatch(_INTEGER, text):
            return self._convert(text)
        value = self.read_unit(text)
        if value is None:
            raise BadValueError(self.expected, text)
        return value

    def _convert(self, text: str) -> int:
        try:
            return int(text)
        except ValueError:  # Python refuses thousands of digits.
            raise BadValueError("an integer of reasonable length") from None

    def read_unit(self, _text: str, /) -> int | None:
        """Return the value of a text with a unit; None for any other text."""
        return None

    def take(self, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if _is_reference(value):
            return self.read(value)
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "integer"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return str(value)


class Seconds(_Integer):
    """A number of seconds; also ``90s``, ``5m``, ``1h30m``, ``14d``, ``2w``."""

    expected = "seconds (such as 90, 90s, 5m, 1h30m, 14d, 2w)"

    def read_unit(self, text: str) -> int | None:
        return find_whole_seconds(text)


def _is_reference(value: object) -> TypeGuard[str]:
    """Return whether a JSON value is a string that is one reference and nothing else, and so is read like a text."""
    return isinstance(value, str) and is_sealed(value)


class Bytes(_Integer):
    """A number of bytes; also ``512KiB``, ``10MiB``, ``1GiB``."""

    expected = "bytes (such as 2621440, 512KiB, 10MiB)"

    def read_unit(self, text: str) -> int | None:
        match = re.fullmatch(_SIZE, text)
        return None if match is None else self._convert(match[1]) * _BYTES[match[2]]


class MessageLevel(_Integer):
    """A level of ``django.contrib.messages``, by number or by name."""

    expected = f"a message level (an integer or {', '.join(_MESSAGE_LEVELS)})"

    def read_unit(self, text: str) -> int | None:
        return _MESSAGE_LEVELS.get(text.upper())

    def take(self, value: object) -> object:
        return self.read(value) if isinstance(value, str) else super().take(value)

    def describe_json(self) -> JsonSchema:
        return {"type": ["integer", "string"]}


class Number(Kind):
    """An integer or a decimal number."""

    expected = "a number"

    def read(self, text: str) -> object:
        text = unseal(text).strip()
        if re.fullmatch(_INTEGER, text):
            return INTEGER.read(text)
        if re.fullmatch(_NUMBER, text) and (value := float(text)) not in (float("inf"), float("-inf")):
            return value
        raise BadValueError(self.expected, text)

    def take(self, value: object) -> object:
        return self.read(value) if _is_reference(value) else self.take_number(value)

    def take_number(self, value: object) -> int | float:
        """Return a JSON value that is a number.

        :raises BadValueError: when it is something else.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "number"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return repr(value)


class NumberOfSeconds(Number):
    """Seconds that may have a fraction; also ``1h30m`` and the like."""

    expected = "seconds (such as 2.5, 90, 90s, 5m)"

    def read(self, text: str) -> object:
        duration = find_whole_seconds(unseal(text).strip())
        return super().read(text) if duration is None else duration


class _Decimals(Number):
    """A floating-point number."""

    def read(self, text: str) -> object:
        return self.take(super().read(text))

    def take(self, value: object) -> object:
        if _is_reference(value):
            return self.read(value)
        try:
            return float(self.take_number(value))
        except OverflowError:
            raise BadValueError("a number that a float can hold") from None


class Text(Kind):
    """A text as it is written; ``"…"`` around the whole of it makes it a JSON string."""

    expected = "a text"

    def read(self, text: str) -> object:
        # Quotes that a reference gives are part of the text, and it may be a password.
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
    """A text that a class of Python's takes, such as a path."""

    def __init__(
        self,
        expected: str,
        convert: Callable[[str], object],
        revert: Callable[..., str] = str,
        *,
        json_types: tuple[type, ...] = (),
    ) -> None:
        """Make the kind.

        :param convert: makes the value, or raises an error that says that the text stands for none.
        :param revert: makes the text again.
        :param json_types: the types of JSON values, besides texts, that stand for their own notation.
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
        except (TypeError, ValueError):  # another type, or bytes that are no text
            raise BadValueError(self.expected) from None


class Choice(Kind):
    """One of a few texts, in any case; some stand for a value that is not a text."""

    def __init__(self, *texts: str, others: Mapping[str, object] | None = None) -> None:
        """Make the kind.

        :param others: the values of further words.
        """
        self._others = dict(others or {})
        #: The words as they are usually written.
        self.words = [*texts, *self._others]
        self._values: dict[str, object] = {text.lower(): text for text in texts} | self._others
        self.expected = " or ".join([*texts, *(word for word in self._others if word)])

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
        # JSON Schema cannot ignore the case of letters, and a program that completes a value wants the words.
        words: JsonSchema = {"anyOf": [{"enum": [word for word in self.words if word]}, {"type": "string"}]}
        others = [value for value in self._others.values() if not isinstance(value, str)]
        return {"anyOf": [words, *({"const": value} for value in others)]} if others else words

    def write(self, value: object) -> str:
        return next((word for word, other in self._others.items() if other is value), str(value))


class FileMode(Kind):
    """The permissions of a file, written ``0o644`` only: 644, 0644 and 420 are too easily confused."""

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
    """Return the correct notation of the mode that was meant; None when that is not clear."""
    if not re.fullmatch(r"[0-9]{2,5}", text):
        return None
    digits = text.lstrip("0")
    as_decimal = f"0o{int(text):o}"
    candidates = [mode for mode in (f"0o{digits}", as_decimal) if _is_mode(mode)]
    # Of two readings the one that lets the owner read and write is meant: 420 is 0o644 and hardly 0o420.
    usual = [mode for mode in candidates if int(mode, 8) & 0o600 == 0o600]
    return next(iter(usual or candidates), None)


def _read_timedelta(text: str) -> timedelta:
    seconds = NumberOfSeconds().read(text)
    # A float cannot hold the microseconds of a long time.
    exact = Decimal(text.strip()) if isinstance(seconds, float) else Decimal(str(seconds))
    return timedelta(microseconds=round(exact * 10**6))


def _write_timedelta(value: timedelta) -> str:
    seconds, microseconds = divmod(value // timedelta(microseconds=1), 10**6)
    if seconds < 0 and microseconds:
        seconds, microseconds = seconds + 1, 10**6 - microseconds
        return f"-{-seconds}.{microseconds:06}"
    return f"{seconds}.{microseconds:06}" if microseconds else str(seconds)


BOOLEAN = _Boolean()
INTEGER = _Integer()
SECONDS = Seconds()
BYTES = Bytes()
NUMBER = Number()
DECIMALS = _Decimals()
TEXT = Text()
PATH = Converted("a path", Path)
DECIMAL = Converted("a decimal number", Decimal, json_types=(int,))
DURATION = Converted("a duration such as 90s, 1h30m or 2.5", _read_timedelta, _write_timedelta, json_types=(int, float))
OPTIONAL_TEXT = OptionalKind(TEXT)
OPTIONAL_SECONDS = OptionalKind(SECONDS)
#: The SameSite attribute of a cookie; the text "None" is a legal value, distinct from None.
SAME_SITE = Choice("Strict", "Lax", "None", others={"false": False, "null": None, "": None})
