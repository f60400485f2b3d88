"""The kinds of a project's own settings, from a value, an annotation, or a word in ``twod.types``."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path, PurePath

from twod.inifile.opaque import is_opaque
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.lists import LINES, WORDS, Lines, Pairs, Regex, Words
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    BYTES,
    DECIMAL,
    DECIMALS,
    DURATION,
    INTEGER,
    NUMBER,
    PATH,
    SECONDS,
    TEXT,
    FileMode,
)
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.exc import BadValueError

_MAP = Map()
_SCALARS: dict[type, Kind] = {
    bool: BOOLEAN,
    int: INTEGER,
    float: DECIMALS,
    str: TEXT,
    Decimal: DECIMAL,
    timedelta: DURATION,
    Path: PATH,
    PurePath: PATH,
}
#: The words for ``twod.types = NAME:WORD``, after the colon; with ``?`` at the end of a word None is allowed too.
KINDS_BY_WORD: dict[str, Kind] = {
    "bool": BOOLEAN,
    "int": INTEGER,
    "float": NUMBER,
    "seconds": SECONDS,
    "bytes": BYTES,
    "mode": FileMode(),
    "str": TEXT,
    "path": PATH,
    "list": WORDS,
    "lines": LINES,
    "pairs": Pairs(),
    "regexes": Lines(Regex(compiled=True), "regular expressions, one a line"),
    "dict": _MAP,
    "json": UNTYPED,
}


class Collection(Words):
    """Words, or a JSON array, that make a collection of one of Python's types."""

    def __init__(self, make: type, item: Kind) -> None:
        super().__init__(item, f"words, or a JSON array, for a {make.__name__}")
        self._make = make

    def read(self, text: str) -> object:
        return self._collect(super().read(text))

    def take(self, value: object) -> object:
        return self._collect(super().take(value))

    def _collect(self, items: object) -> object:
        try:
            return self._make(items)
        except TypeError:  # A set cannot hold lists or objects.
            raise BadValueError(self.expected) from None

    def write(self, value: object) -> str:
        return super().write(_in_order(value))

    def give(self, value: object) -> object:
        return super().give(_in_order(value))


def _in_order(value: object) -> object:
    return sorted(value, key=repr) if isinstance(value, set | frozenset) else value


def _find_kind_of_class(class_: type, item: Kind) -> Kind | None:
    for base in class_.__mro__:
        if base in _SCALARS:
            return _SCALARS[base]
        if base in (list, tuple, set, frozenset):
            return Collection(base, item)
        if base is dict:
            return _MAP
    return None


def find_kind_of_value(value: object) -> Kind | None:
    """Return the kind of values like this one; None when it is None, or an ini has no notation for such."""
    if value is None:
        return None
    item: Kind = UNTYPED
    if not is_opaque(value) and isinstance(value, list | tuple | set | frozenset):
        kinds = {find_kind_of_value(member) for member in value}
        only = kinds.pop() if len(kinds) == 1 else None
        # The items of an empty or mixed list, and of lists in lists, are read by their form.
        item = only if only in _SCALARS.values() and only is not None else UNTYPED
    return _find_kind_of_class(type(value), item)


def find_kind_of_annotation(annotation: object) -> Kind | None:
    """Return the kind that an annotation such as ``int``, ``list[str]`` or ``str | None`` asks for, if any."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Final, typing.Annotated, typing.ClassVar):
        return find_kind_of_annotation(arguments[0])
    if origin in (typing.Union, types.UnionType):
        others = [argument for argument in arguments if argument is not type(None)]
        kind = find_kind_of_annotation(others[0]) if len(others) == 1 else None
        return OptionalKind(kind) if kind is not None and len(others) < len(arguments) else kind
    class_ = origin or annotation
    if not isinstance(class_, type):
        return None
    if issubclass(class_, Mapping):
        value = find_kind_of_annotation(arguments[1]) if len(arguments) == 2 else None
        return Map(value) if value is not None else _MAP
    item = find_kind_of_annotation(arguments[0]) if arguments else None
    return _find_kind_of_class(class_, item if item in _SCALARS.values() and item is not None else UNTYPED)


def find_kind_of_word(word: str) -> Kind | None:
    """Return the kind that a word in ``twod.types`` stands for, None when there is no such word."""
    kind = KINDS_BY_WORD.get(word.removesuffix("?"))
    return OptionalKind(kind) if kind is not None and word.endswith("?") else kind
