"""Numbers: integers, decimals, durations and sizes."""

from __future__ import annotations

import re

from twod.inifile.durations import find_whole_seconds
from twod.inifile.opaque import write_value
from twod.inifile.seals import unseal
from twod.wsgi.config.kinds.base import (
    REFERENCE_SCHEMA,
    JsonSchema,
    Kind,
    OptionalKind,
    is_reference,
    show,
)
from twod.wsgi.exc import BadValueError

_INTEGER = r"[+-]?[0-9]+(?:_[0-9]+)*"
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_SIZE = r"([0-9]+) ?(KiB|MiB|GiB|TiB)"
_BYTES = {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
#: The constants of ``django.contrib.messages``.
_MESSAGE_LEVELS = {"DEBUG": 10, "INFO": 20, "SUCCESS": 25, "WARNING": 30, "ERROR": 40}


class _Integer(Kind):
    """An integer; its digits may be grouped with ``_``."""

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
        except ValueError:  # Python rejects thousands of digits.
            raise BadValueError("an integer with fewer digits") from None

    def read_unit(self, _text: str, /) -> int | None:
        """Return the value of a number with a unit, such as ``5m``; None for any other text."""
        return None

    def take(self, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if is_reference(value):
            return self.read(value)
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "integer"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return write_value(value, str)


class Seconds(_Integer):
    """A number of seconds, also written ``90s``, ``5m``, ``1h30m``, ``14d``, ``2w``."""

    expected = "seconds (such as 90, 90s, 5m, 1h30m, 14d, 2w)"

    def read_unit(self, text: str) -> int | None:
        return find_whole_seconds(text)


class Bytes(_Integer):
    """A number of bytes, also written ``512KiB``, ``10MiB``, ``1GiB``."""

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
        return self.read(value) if is_reference(value) else self.take_number(value)

    def take_number(self, value: object) -> int | float:
        """Return a JSON number unchanged.

        :raises BadValueError: if the JSON value is not a number.
        """
        if isinstance(value, int | float) and not isinstance(value, bool):
            return value
        raise BadValueError(self.expected, show(value))

    def describe_json(self) -> JsonSchema:
        return {"anyOf": [{"type": "number"}, REFERENCE_SCHEMA]}

    def write(self, value: object) -> str:
        return repr(value)


class NumberOfSeconds(Number):
    """A number of seconds that may have a fraction, also written ``1h30m``."""

    expected = "seconds (such as 2.5, 90, 90s, 5m)"

    def read(self, text: str) -> object:
        duration = find_whole_seconds(unseal(text).strip())
        return super().read(text) if duration is None else duration


class _Decimals(Number):
    """A floating-point number."""

    def read(self, text: str) -> object:
        return self.take(super().read(text))

    def take(self, value: object) -> object:
        if is_reference(value):
            return self.read(value)
        try:
            return float(self.take_number(value))
        except OverflowError:
            raise BadValueError("a number in the range of a float") from None


INTEGER = _Integer()
SECONDS = Seconds()
BYTES = Bytes()
NUMBER = Number()
DECIMALS = _Decimals()
OPTIONAL_SECONDS = OptionalKind(SECONDS)
