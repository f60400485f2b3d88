"""The operators ``append``, ``prepend``, ``remove``, ``before`` and ``after`` for lists and sets."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from enum import Enum
from typing import Any

from twod.inifile.keys import Key
from twod.inifile.opaque import is_opaque
from twod.wsgi.config.kinds.base import Kind, Mention, show
from twod.wsgi.config.kinds.containers import is_dictionary, is_ordered, is_unordered, rebuild
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.exc import BadValueError


def operate(key: Key, kind: Kind, value: Any, text: str) -> tuple[object, list[object]]:
    """Return a list or a set after an operator has changed it, and the items that the operator added or removed.

    :param key: the key with the operator and its anchor, if any.
    :param kind: the kind of the whole value.
    :param value: the present value; if it is UNKNOWN, only the text is checked.
    :param text: the items.
    :raises BadValueError: if the text or the anchor does not name items, or the value does not allow the operator.
    """
    if key.operator == "remove":
        mentions = kind.read_mentions(text)
        items = [mention.value for mention in mentions]
        return (UNKNOWN if value is UNKNOWN else _remove(kind, value, mentions)), items
    items = kind.read_items(text)
    anchor = kind.get_item_kind().read_mention(key.anchor) if key.anchor is not None else Mention(MISSING)
    if value is UNKNOWN:
        return UNKNOWN, items
    if is_unordered(value):
        if key.operator != "append":
            raise BadValueError(f"append or remove instead of {key.operator}; a {type(value).__name__} has no order")
        return rebuild(value, [*value, *items]), items
    present = list(value)
    if key.operator == "append":
        return rebuild(value, [*present, *items]), items
    index = 0 if key.operator == "prepend" else _find_index(kind, present, anchor, key)
    return rebuild(value, [*present[:index], *items, *present[index:]]), items


def _remove(kind: Kind, value: Any, mentions: Sequence[Mention]) -> object:
    present = list(value)
    item_kind = kind.get_item_kind()
    found: set[int] = set()
    places = _find_places(item_kind, present)
    absent = []
    for mention in mentions:
        marks = [_freeze(mention.value), *([] if mention.name is None else [mention.name])]
        indexes = [index for mark in marks for index in places.get(mark, ())]
        found.update(indexes)
        if not indexes:
            absent.append(_show_mention(item_kind, mention))
    if absent:
        raise BadValueError("an item that is in the list", ", ".join(absent))
    return rebuild(value, [item for index, item in enumerate(present) if index not in found])


def _find_index(kind: Kind, present: list[object], anchor: Mention, key: Key) -> int:
    item_kind, frozen = kind.get_item_kind(), _freeze(anchor.value)
    if set(map(type, present)) == {str}:  # A list of texts is the usual case, and index() is much faster.
        indexes = [present.index(anchor.value)] if anchor.value in present else []
    else:
        names = [anchor.name] if anchor.name is not None else []
        indexes = [i for i, item in enumerate(present) if _freeze(item) == frozen or _has(item_kind, item, names)]
    if not indexes:
        raise BadValueError(f"an item that is in the list, in {key.operator}(…)", key.anchor)
    return indexes[0] + (key.operator == "after")


def _has(kind: Kind, item: object, names: list[str]) -> bool:
    """Return whether one of the names stands for an item."""
    return bool(names) and not set(names).isdisjoint(kind.find_names(item))


def _find_places(kind: Kind, items: Iterable[object]) -> dict[Hashable, list[int]]:
    """Return the indexes of items, by their values and by their names."""
    places: dict[Hashable, list[int]] = {}
    for index, item in enumerate(items):
        for mark in {_freeze(item), *kind.find_names(item)}:
            places.setdefault(mark, []).append(index)
    return places


def _freeze(value: Any) -> Hashable:
    """Return a hashable object that is equal for equal values; a list equals a tuple with the same items.

    A value of an unknown class equals no other value, and is never evaluated, except members of an enumeration.
    """
    frozen: Hashable = _Nothing()
    if type(value) is str:
        frozen = value
    elif issubclass(type(value), Enum):
        frozen = (type(value), value.name)
    elif is_opaque(value) or value is MISSING:
        pass
    elif is_ordered(value):
        frozen = tuple(map(_freeze, value))
    elif is_unordered(value):
        frozen = frozenset(map(_freeze, value))
    elif is_dictionary(value):
        frozen = frozenset((_freeze(key), _freeze(item)) for key, item in value.items())
    elif type(value).__hash__ is not None:
        frozen = value
    return frozen


class _Nothing:
    """An object that equals no other object."""


def _show_mention(kind: Kind, mention: Mention) -> str:
    return mention.name if mention.name is not None else show(kind.give(mention.value))
