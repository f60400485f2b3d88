"""The kinds of a project's own settings, found by a value, an annotation, or a word in ``twod.types``."""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from twod.inifile.opaque import is_opaque
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.containers import ORDERED, UNORDERED, is_dictionary
from twod.wsgi.config.kinds.lists import LINES, WORDS, Lines
from twod.wsgi.config.kinds.literal import Literal
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.number_kinds import BYTES, INTEGER, NUMBER, SECONDS
from twod.wsgi.config.kinds.pairs import Pairs, Row
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import BOOLEAN, DECIMAL, DURATION, PATH, TEXT, FileMode
from twod.wsgi.config.kinds.shaped import Collection, Fields, KeyKind, Mixed
from twod.wsgi.config.kinds.standard_types import (
    BINARY,
    DATE,
    DATETIME,
    PATTERN,
    TIME,
    UUID_TEXT,
    Unwritable,
    find_single_kind,
)
from twod.wsgi.config.kinds.untyped import UNTYPED

_MAP = Map()
#: The words that accept the type of their items, or of the values of a dictionary, in brackets.
NESTING: dict[str, type] = {class_.__name__: class_ for class_ in (list, tuple, set, frozenset, dict)}
_NESTED_WORD = re.compile(rf"({'|'.join(NESTING)})\[(\w+)\]")
#: The words after the colon in ``twod.types = NAME:WORD``; a word with ``?`` at its end also allows None.
KINDS_BY_WORD: dict[str, Kind] = {
    "bool": BOOLEAN,
    "int": INTEGER,
    "float": NUMBER,
    "decimal": DECIMAL,
    "seconds": SECONDS,
    "duration": DURATION,
    "date": DATE,
    "time": TIME,
    "datetime": DATETIME,
    "bytes": BYTES,
    "mode": FileMode(),
    "str": TEXT,
    "path": PATH,
    "uuid": UUID_TEXT,
    "binary": BINARY,
    "regex": PATTERN,
    "regexes": Lines(Regex(compiled=True), "regular expressions, one per line"),
    "list": WORDS,
    "lines": LINES,
    "pairs": Pairs(),
    "tuple": Collection((), UNTYPED),
    "set": Collection(set(), UNTYPED),
    "frozenset": Collection(frozenset(), UNTYPED),
    "dict": _MAP,
    "json": UNTYPED,
    "literal": Literal(),
}


def find_kind_of_value(value: object) -> Kind | None:
    """Return the kind of values like this one; None for the value None.

    This function never evaluates a lazy value: it uses its type only.
    """
    return None if value is None else _find_kind_of_members(type(value), [value], are_items=False)


def find_common_kind(values: Iterable[object]) -> Kind:
    """Return the kind of values like these: their kind if they have one type, or else a mixture of their kinds."""
    by_type: dict[type, list[object]] = {}
    for value in values:
        by_type.setdefault(type(value), []).append(value)
    has_none = by_type.pop(types.NoneType, None) is not None
    if not by_type:
        return UNTYPED
    kinds = {class_: _find_kind_of_members(class_, members, are_items=True) for class_, members in by_type.items()}
    kind = Mixed(kinds) if len(kinds) > 1 else next(iter(kinds.values()))
    return OptionalKind(kind) if has_none else kind


def _find_kind_of_members(class_: type, members: Sequence[typing.Any], *, are_items: bool) -> Kind:
    """Return the kind of values of one type."""
    if class_ is re.Pattern and not all(isinstance(member.pattern, str) for member in members):
        return Unwritable(members[0])
    if any(map(is_opaque, members)):
        return find_single_kind(class_) or Unwritable(members[0])
    if issubclass(class_, ORDERED + UNORDERED):
        return _find_kind_of_collections(class_, members, are_items=are_items)
    if is_dictionary(members[0]):
        return Fields(members, _find_kind_of_field)
    return find_single_kind(class_) or Unwritable(members[0])


def _find_kind_of_field(values: Sequence[object]) -> Kind:
    """Return the kind of the values that one key has in one or more dictionaries."""
    return (find_kind_of_value(values[0]) or UNTYPED) if len(values) == 1 else find_common_kind(values)


def _find_kind_of_collections(class_: type, members: Sequence[typing.Any], *, are_items: bool) -> Kind:
    """Return the kind of lists, tuples, sets and similar collections.

    :param are_items: whether they are items of another collection. Then tuples of one length are the rows of a table.
    """
    lengths = {len(member) for member in members}
    if are_items and class_ is tuple and len(lengths) == 1 and lengths.isdisjoint({0, 1}):
        return Row(*map(find_common_kind, zip(*members, strict=True)))
    return Collection(members[0], find_common_kind(chain.from_iterable(members)))


def find_kind_of_annotation(annotation: object) -> Kind | None:
    """Return the kind for an annotation such as ``int``, ``list[str]`` or ``str | None``; None if there is no kind."""
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Final, typing.Annotated, typing.ClassVar):
        return find_kind_of_annotation(arguments[0])
    if origin in (typing.Union, types.UnionType):
        others = [argument for argument in arguments if argument is not types.NoneType]
        kind = find_kind_of_annotation(others[0]) if len(others) == 1 else None
        return OptionalKind(kind) if kind is not None and len(others) < len(arguments) else kind
    class_ = origin or annotation
    if not isinstance(class_, type):
        return None
    if issubclass(class_, Mapping):
        kinds = [find_kind_of_annotation(argument) for argument in arguments]
        return Map(kinds[1] or UNTYPED, KeyKind(kinds[0] or TEXT)) if len(kinds) == 2 else _MAP
    if class_ in ORDERED + UNORDERED:
        item = find_kind_of_annotation(arguments[0]) if arguments else None
        return Collection(class_(), item or UNTYPED)
    return find_single_kind(class_)


def find_kind_of_word(word: str) -> Kind | None:
    """Return the kind for a word in ``twod.types``; None if there is no such word.

    Example::

        >>> find_kind_of_word("list[date]").read("2026-12-24 2026-12-25")
        [datetime.date(2026, 12, 24), datetime.date(2026, 12, 25)]
    """
    plain = word.removesuffix("?")
    found = _NESTED_WORD.fullmatch(plain)
    kind = _make_nested(found[1], found[2]) if found else KINDS_BY_WORD.get(plain)
    return OptionalKind(kind) if kind is not None and word.endswith("?") else kind


def _make_nested(outer: str, inner: str) -> Kind | None:
    item = KINDS_BY_WORD.get(inner)
    if item is None:
        return None
    return Map(item) if outer == "dict" else Collection(NESTING[outer](), item)
