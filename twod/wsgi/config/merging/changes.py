"""Merging the options of a ``use`` chain: each changes the result of the options before it."""

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

#: The most keys and indexes below a setting. Whatever walks through a value later needs a few frames for each.
MOST_SEGMENTS = 100


class Changed(NamedTuple):
    """A value, or a part of one, with one part changed."""

    value: object
    #: What the text of the option stands for: the part's new value, or the items that an operator adds or removes.
    given: object
    #: The kind that the text was read with.
    kind: Kind
    #: The value, or the part, as it was before.
    before: object

    def inside(self, whole: object) -> Changed:
        """Return the same for a value that the changed one is a part of."""
        return Changed(whole, self.given, self.kind, self.before)


Change = Callable[[Kind, object], Changed]


class Copies:
    """The containers that earlier changes made, and that later ones may therefore change in place.

    With a copy for each of thousands of keys of one setting, time and memory would grow by the square of their number.
    """

    def __init__(self) -> None:
        # They are kept, or another object could get the id of one.
        self._made: dict[int, object] = {}

    def open(self, container: Any) -> Any:
        """Return the container if it is such a copy, else a new copy of it."""
        if id(container) in self._made:
            return container
        made = copy.copy(container)
        self._made[id(made)] = made
        return made


def apply_change(kind: Kind, value: object, path: tuple[str, ...], change: Change, copies: Copies) -> Changed:
    """Return a value with one part changed; what earlier changes did not make stays as it is.

    :param kind: the kind of the whole value.
    :param path: the keys and indexes of the part.
    :param change: gets the kind and the present value of the part and returns the new one.
    :param copies: the containers that may be changed in place.
    :raises BadValueError: when the path leads nowhere, or ``change`` raises it.
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
    raise BadValueError(f"a setting with parts; it is of type {name_type(value)}, so there is no {segment!r} in it")


def _has_other_keys(value: object) -> bool:
    """Return whether a value is a dictionary whose keys are no texts, as in one of the settings module's."""
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
        return f"an index such as 0 instead of {segment!r}: this is a list"
    return f"{kind.expected}, which has no parts such as {segment!r}"


def _refine(kind: Kind, value: object) -> Kind:
    """Return the kind to read with: where nothing is known of a part, the type of its present value decides."""
    if isinstance(kind, Untyped) and type(value) is not Marker:
        return find_kind_of_value(value) or kind
    return kind


def make_setter(text: str) -> Change:
    """Return a change that sets the value a text stands for."""

    def change(kind: Kind, value: object) -> Changed:
        kind = _refine(kind, value)
        read = kind.read(text)
        return Changed(read, read, kind, value)

    return change


def make_operation(key: Key, text: str) -> Change:
    """Return a change that applies the key's operator to a list or a set, with the items that a text stands for."""

    def change(kind: Kind, value: object) -> Changed:
        kind = _refine(kind, value)
        present = kind.make_empty() if value is MISSING or value is None else value
        if not (present is UNKNOWN or is_ordered(present) or is_unordered(present)):
            kind.read_items(text)  # It knows better why this is no list.
            raise BadValueError(f"a list to change; the setting is of type {name_type(value)}")
        result, items = operate(key, kind, present, text)
        return Changed(result, items, kind, value)

    return change
