"""The changes that the options of a ``use`` chain make, each to the result of the options before it."""

from __future__ import annotations

import copy
from collections.abc import Callable, MutableMapping
from typing import Any, NamedTuple

from twod.inifile.keys import Key
from twod.inifile.opaque import is_mapping, name_type
from twod.wsgi.config.kinds.base import Kind, OptionalKind
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.containers import is_dictionary, is_ordered, is_unordered, rebuild
from twod.wsgi.config.kinds.lists import ListKind
from twod.wsgi.config.kinds.maps import Map
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN, Marker
from twod.wsgi.config.kinds.untyped import Untyped
from twod.wsgi.config.merging.operators import operate
from twod.wsgi.exc import BadValueError

#: The most keys and indexes below a setting. Recursive functions need a few frames for each level.
MOST_SEGMENTS = 100


class Changed(NamedTuple):
    """The result of changing one part of a value."""

    value: object
    #: The value of the option's text: the new value of the part, or the items that an operator adds or removes.
    given: object
    #: The kind that read the text.
    kind: Kind
    #: The part before the change.
    before: object

    def inside(self, whole: object) -> Changed:
        """Return this change as a change of the value that contains the changed part."""
        return Changed(whole, self.given, self.kind, self.before)


Change = Callable[[Kind, object], Changed]


class Copies:
    """The containers that earlier changes copied, so that later changes may modify them in place.

    If each of thousands of keys copied the setting, time and memory would grow with the square of their number.
    """

    def __init__(self) -> None:
        # Keep the containers alive, or else another object could get the id of one.
        self._made: dict[int, object] = {}

    def open(self, container: Any) -> Any:
        """Return the container if it is such a copy, or else a new copy."""
        if id(container) in self._made:
            return container
        made = copy.copy(container)
        self._made[id(made)] = made
        return made


def apply_change(kind: Kind, value: object, path: tuple[str, ...], change: Change, copies: Copies) -> Changed:
    """Return a value with one part changed; containers that earlier changes did not copy stay unmodified.

    :param kind: the kind of the whole value.
    :param path: the keys and indexes that lead to the part.
    :param change: takes the kind and the present value of the part, and returns the change.
    :param copies: the containers that may be modified in place.
    :raises BadValueError: if there is no such part, or ``change`` raises it.
    """
    if not path:
        return change(kind, value)
    if len(path) > MOST_SEGMENTS:
        raise BadValueError(f"at most {MOST_SEGMENTS} keys below a setting; there are {len(path)}")
    segment, rest = path[0], path[1:]
    if isinstance(kind, OptionalKind):
        kind = kind.kind
    if isinstance(kind, Untyped) and _has_other_keys(value):
        kind = _refine(kind, value)
    child = kind.find_child(segment)
    if child is None:
        raise BadValueError(_explain_no_part(kind, segment))
    if value is UNKNOWN:
        return apply_change(child, UNKNOWN, rest, change, copies).inside(UNKNOWN)
    if value is MISSING or value is None:
        value = copies.open(kind.make_empty() if isinstance(kind, ListKind) else {})
    if is_ordered(value):
        return _change_item(value, segment, lambda item: apply_change(child, item, rest, change, copies), copies)
    if is_mapping(value) and isinstance(value, MutableMapping):
        key = kind.make_key(segment) if isinstance(kind, Map) else segment
        result = copies.open(value)
        changed = apply_change(child, result.get(key, MISSING), rest, change, copies)
        result[key] = changed.value
        return changed.inside(result)
    raise BadValueError(f"a setting with parts; a value of type {name_type(value)} has no part {segment!r}")


def _has_other_keys(value: object) -> bool:
    """Return whether a value is a dictionary with keys that are not texts, which a settings module may have."""
    return is_dictionary(value) and type(next(iter(value), "")) is not str  # type: ignore[call-overload]


def _change_item(value: Any, segment: str, change: Callable[[object], Changed], copies: Copies) -> Changed:
    if not segment.isdecimal() or len(segment) > len(str(len(value))) or int(segment) > len(value):
        has = f"it has {len(value)} items" if len(value) != 1 else "it has 1 item"
        raise BadValueError(f"an index of the list ({has}, counted from 0), not {segment!r}")
    index = int(segment)
    changed = change(value[index] if index < len(value) else MISSING)
    items = copies.open(value) if type(value) is list else list(value)
    items[index : index + 1] = [changed.value]
    return changed.inside(items if type(value) is list else rebuild(value, items))


def _explain_no_part(kind: Kind, segment: str) -> str:
    if isinstance(kind, Map):
        return kind.explain_unknown(segment)
    if isinstance(kind, ListKind):
        return f"an index such as 0, or append, prepend, remove, before(…) or after(…), not {segment!r}"
    return f"{kind.expected}, which has no parts such as {segment!r}"


def _refine(kind: Kind, value: object) -> Kind:
    """Return the kind to read a part with; if its kind is unknown, the kind for its present value."""
    if isinstance(kind, Untyped) and type(value) is not Marker:
        return find_kind_of_value(value) or kind
    return kind


def make_setter(text: str) -> Change:
    """Return a change that sets the value of a text."""

    def change(kind: Kind, value: object) -> Changed:
        kind = _refine(kind, value)
        read = kind.read(text)
        return Changed(read, read, kind, value)

    return change


def make_operation(key: Key, text: str) -> Change:
    """Return a change that applies the key's operator to a list or a set, with the items in a text."""

    def change(kind: Kind, value: object) -> Changed:
        kind = _refine(kind, value)
        present = kind.make_empty() if value is MISSING or value is None else value
        if not (present is UNKNOWN or is_ordered(present) or is_unordered(present)):
            kind.read_items(text)  # Raises a more precise error if the kind is not a list.
            raise BadValueError(f"a list to change; the setting is of type {name_type(value)}")
        result, items = operate(key, kind, present, text)
        return Changed(result, items, kind, value)

    return change
