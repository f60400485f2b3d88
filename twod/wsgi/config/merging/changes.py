"""Merging the options of a ``use`` chain: each changes the result of the options before it."""

from __future__ import annotations

import copy
from collections.abc import Callable, MutableMapping

from twod.inifile.keys import Key
from twod.inifile.opaque import has_opaque, is_in, is_mapping, is_sequence, name_type
from twod.wsgi.config.kinds.base import Kind
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.lists import ListKind
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN, Marker
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.exc import BadValueError

Change = Callable[[Kind, object], object]


def apply_change(kind: Kind, value: object, path: tuple[str, ...], change: Change) -> object:
    """Return a value with one part changed; the value itself and what is not on the path stay as they are.

    :param kind: the kind of the whole value.
    :param path: the keys and indexes of the part.
    :param change: gets the kind and the present value of the part and returns the new one.
    :raises BadValueError: when the path leads nowhere, or ``change`` raises it.
    """
    if not path:
        return change(kind, value)
    segment, rest = path[0], path[1:]
    child = kind.find_child(segment)
    if child is None:
        raise BadValueError(_explain_no_part(kind, segment))
    if value is UNKNOWN:
        apply_change(child, UNKNOWN, rest, change)
        return UNKNOWN
    if value is MISSING or value is None:
        value = [] if isinstance(kind, ListKind) else {}
    if is_sequence(value):
        return _change_item(child, value, segment, rest, change)
    if is_mapping(value) and isinstance(value, MutableMapping):
        key = kind.make_key(segment) if isinstance(kind, Map) else segment
        result = copy.copy(value)
        result[key] = apply_change(child, value.get(key, MISSING), rest, change)
        return result
    raise BadValueError(f"a setting with parts; it is of type {name_type(value)}, so there is no {segment!r} in it")


def _change_item(
    kind: Kind, value: list[object] | tuple[object, ...], segment: str, rest: tuple[str, ...], change: Change
) -> object:
    items = list(value)
    if not segment.isdecimal() or int(segment) > len(items):
        has = f"it has {len(items)} items" if len(items) != 1 else "it has 1 item"
        raise BadValueError(f"an index of the list ({has}, counted from 0), not {segment!r}")
    index = int(segment)
    if index == len(items):
        items.append(apply_change(kind, MISSING, rest, change))
    else:
        items[index] = apply_change(kind, items[index], rest, change)
    return items if isinstance(value, list) else tuple(items)


def _explain_no_part(kind: Kind, segment: str) -> str:
    if isinstance(kind, Map):
        return kind.explain_unknown(segment)
    if isinstance(kind, ListKind):
        return f"an index such as 0 instead of {segment!r}: this is a list"
    return f"{kind.expected}, which has no parts such as {segment!r}"


def _refine(kind: Kind, value: object) -> Kind:
    """Return the kind to read with: where nothing is known of a part, the type of its present value decides."""
    if isinstance(kind, Untyped) and type(value) is not Marker:
        return find_kind_of_value(value) or kind
    return kind


def make_setter(text: str) -> Change:
    """Return a change that sets the value a text stands for."""
    return lambda kind, value: _refine(kind, value).read(text)


def make_operation(key: Key, text: str) -> Change:
    """Return a change that applies the key's operator to a list, with the items that a text stands for."""

    def change(kind: Kind, value: object) -> object:
        items = _refine(kind, value).read_items(text)
        if value is UNKNOWN:
            return UNKNOWN
        if value is MISSING or value is None:
            value = []
        if not is_sequence(value):
            raise BadValueError(f"a list to change; the setting is of type {name_type(value)}")
        result = _operate(key, list(value), items)
        return result if isinstance(value, list) else type(value)(result)

    return change


def _operate(key: Key, present: list[object], items: list[object]) -> list[object]:
    match key.operator:
        case "append":
            return [*present, *items]
        case "prepend":
            return [*items, *present]
        case "remove":
            absent = [item for item in items if not is_in(item, present)]
            if absent:
                raise BadValueError("an item that is in the list", ", ".join(map(str, absent)))
            return [item for item in present if not is_in(item, items)]
    names = ["" if has_opaque(item) else str(item) for item in present]
    if key.anchor not in names:
        raise BadValueError(f"an item that is in the list, in {key.operator}(…)", key.anchor)
    index = names.index(key.anchor) + (key.operator == "after")
    return [*present[:index], *items, *present[index:]]
