"""Kinds for types of the standard library that can be written as a text, for enumerations and for subclasses."""

from __future__ import annotations

import enum
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path, PurePath
from typing import Any

from twod.inifile.opaque import name_type
from twod.inifile.seals import unseal
from twod.wsgi.config.kinds.base import Kind, show
from twod.wsgi.config.kinds.number_kinds import DECIMALS, INTEGER
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import BOOLEAN, DECIMAL, DURATION, PATH, TEXT, Converted
from twod.wsgi.exc import BadValueError

_FRACTION = r"[+-]?[0-9]+(?:/[0-9]+|\.[0-9]+)?"
#: The most members of an enumeration that an error lists.
_MOST_NAMES = 12

TIME = Converted("a time such as 09:30", time.fromisoformat, time.isoformat)
DATE = Converted("a date such as 2026-01-31", date.fromisoformat, date.isoformat)
DATETIME = Converted("a date and time such as 2026-01-31T09:30", datetime.fromisoformat, datetime.isoformat)
PATTERN = Regex(compiled=True)
BINARY = Converted("a text, for bytes in UTF-8", str.encode, bytes.decode)


def _make_uuid(text: str) -> object:
    from uuid import UUID  # noqa: PLC0415 - rarely needed

    return UUID(text)


UUID_TEXT = Converted("a UUID", _make_uuid)

_KINDS: dict[type, Kind] = {
    bool: BOOLEAN,
    int: INTEGER,
    float: DECIMALS,
    complex: Converted("a complex number such as 1+2j", complex, json_types=(int, float)),
    str: TEXT,
    bytes: BINARY,
    bytearray: Converted("a text, for bytes in UTF-8", lambda text: bytearray(text.encode()), bytearray.decode),
    Decimal: DECIMAL,
    timedelta: DURATION,
    time: TIME,
    date: DATE,
    datetime: DATETIME,
    type(Path()): PATH,
    Path: PATH,
    re.Pattern: PATTERN,
}
#: The same for types by name, to avoid the import of modules that most sites do not need.
_CONVERTED = {
    "uuid.UUID": "a UUID",
    "fractions.Fraction": "a fraction such as 1/3",
    "zoneinfo.ZoneInfo": "a time zone such as Europe/London",
    "ipaddress.IPv4Address": "an IPv4 address",
    "ipaddress.IPv6Address": "an IPv6 address",
    "ipaddress.IPv4Network": "an IPv4 network such as 10.0.0.0/8",
    "ipaddress.IPv6Network": "an IPv6 network such as fd00::/8",
    "ipaddress.IPv4Interface": "an IPv4 interface such as 10.0.0.1/8",
    "ipaddress.IPv6Interface": "an IPv6 interface such as fd00::1/8",
}


def find_single_kind(class_: type) -> Kind | None:
    """Return the kind of a type's values; None if the type is a container or has no notation.

    Example::

        >>> find_single_kind(time).read("09:30")
        datetime.time(9, 30)
    """
    return _KINDS.get(class_) or _find_other_kind(class_)


@cache
def _find_other_kind(class_: type) -> Kind | None:
    if issubclass(class_, enum.Enum):
        return EnumMember(class_)
    if issubclass(class_, PurePath):
        return Converted("a path", class_)
    name = f"{class_.__module__}.{class_.__qualname__}"
    if name in _CONVERTED:
        return Converted(_CONVERTED[name], _make_fraction(class_) if name.endswith("Fraction") else class_)
    for base in class_.__mro__:
        if base in _KINDS:
            return _Subclassed(_KINDS[base], class_)
    return None


def _make_fraction(class_: Callable[[str], object]) -> Callable[[str], object]:
    def convert(text: str) -> object:
        if not re.fullmatch(_FRACTION, text):  # 1e999999999 would take hours.
            raise ValueError
        return class_(text)

    return convert


class EnumMember(Kind):
    """A member of an enumeration, by its name or its value; several flags are names separated by ``|``."""

    def __init__(self, class_: type[enum.Enum]) -> None:
        self._class = class_
        names = list(class_.__members__)
        shown = ", ".join(names[:_MOST_NAMES]) + (", …" if len(names) > _MOST_NAMES else "")
        self.expected = f"a {class_.__name__} ({shown})"

    def read(self, text: str) -> object:
        return self.take(TEXT.read(text))

    def take(self, value: object) -> object:
        members = self._class.__members__
        if isinstance(value, str):
            value = unseal(value)
            if value in members:
                return members[value]
            flags = self._find_flags(value)
            if flags is not None:
                return flags
        for member in self._class:
            if type(member.value) in (str, int) and show(member.value) == show(value):
                return member
        raise BadValueError(self.expected, show(value))

    def _find_flags(self, text: str) -> enum.Flag | None:
        names = [name.strip() for name in text.split("|") if name.strip()]
        if not issubclass(self._class, enum.Flag) or not all(name in self._class.__members__ for name in names):
            return None
        flags = self._class(0)
        for name in names:
            flags |= self._class[name]
        return flags

    def write(self, value: object) -> str:
        return TEXT.write(self.give(value))

    def give(self, value: object) -> object:
        return (value.name or "") if isinstance(value, enum.Enum) else value


class _Subclassed(Kind):
    """The values of a subclass, made from the values of another kind, such as a text marked as safe."""

    def __init__(self, kind: Kind, class_: Any) -> None:
        self._kind = kind
        self._class = class_
        self.expected = f"{kind.expected}, for a {_name_class(class_)}"

    def read(self, text: str) -> object:
        return self._make(self._kind.read(text))

    def take(self, value: object) -> object:
        return self._make(self._kind.take(value))

    def _make(self, value: object) -> object:
        try:
            made = self._class(value)
        except (TypeError, ValueError):
            made = None
        if type(made) is not self._class:
            raise BadValueError(f"{self.expected}, which rejects this value")
        return made

    def write(self, value: object) -> str:
        return self._kind.write(value)

    def give(self, value: object) -> object:
        return self._kind.give(value)


class Unwritable(Kind):
    """The values of a type for which an ini has no notation."""

    def __init__(self, example: object) -> None:
        name = name_type(example)
        if not name.startswith("lazy "):
            name = _name_class(type(example))
        self.expected = (
            f"a value of type {name}, for which an ini has no notation; keep it in the settings module,"
            " or declare another type: twod.types = NAME:TYPE"
        )

    def read(self, _text: str, /) -> object:
        raise BadValueError(self.expected)

    def take(self, _value: object, /) -> object:
        raise BadValueError(self.expected)

    def write(self, _value: object, /) -> str:
        raise BadValueError(self.expected)

    def give(self, _value: object, /) -> object:
        raise BadValueError(self.expected)


def _name_class(class_: type) -> str:
    """Return the name of a type for an error."""
    return f"{class_.__module__}.{class_.__qualname__}".removeprefix("builtins.")
