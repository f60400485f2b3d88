"""Copies of collections and mappings with other items but the same type, which may be a class of the project."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Collection as AnyCollection
from collections.abc import Mapping, Sequence
from typing import Any

from twod.inifile.opaque import is_opaque
from twod.wsgi.exc import BadValueError

#: The types of collections with and without an order.
ORDERED = (list, tuple, deque)
UNORDERED = (set, frozenset)


def is_ordered(value: object) -> bool:
    """Return whether a value is a list, a tuple or a deque, without evaluating a lazy value."""
    return issubclass(type(value), ORDERED) and not is_opaque(value)


def is_unordered(value: object) -> bool:
    """Return whether a value is a set, without evaluating a lazy value."""
    return issubclass(type(value), UNORDERED) and not is_opaque(value)


def is_dictionary(value: object) -> bool:
    """Return whether a value is a dictionary, without evaluating a lazy value."""
    return issubclass(type(value), dict) and not is_opaque(value)


def rebuild(example: AnyCollection[object], items: Sequence[object]) -> object:
    """Return a collection of the same type as another one, with other items.

    Example::

        >>> rebuild(("a", "b"), ["c"])
        ('c',)

    :raises BadValueError: if the type does not accept these items.
    """
    class_: Any = type(example)
    if class_ is list:
        return list(items)
    if issubclass(class_, tuple) and hasattr(class_, "_fields"):  # a named tuple
        if len(items) != len(class_._fields):
            raise BadValueError(f"{len(class_._fields)} items for a {class_.__name__}: {', '.join(class_._fields)}")
        return class_._make(items)
    try:
        made = class_(items, example.maxlen) if isinstance(example, deque) else class_(items)
    except TypeError:  # A set cannot hold lists, and a class of the project may need other arguments.
        raise BadValueError(f"items that the type {class_.__name__} accepts") from None
    if type(made) is not class_ or (len(made) != len(items) and not is_unordered(made)):
        raise BadValueError(f"items that the type {class_.__name__} keeps; it kept {len(made)} of {len(items)}")
    return made


def rebuild_mapping(example: Mapping[Any, object], items: Mapping[Any, object]) -> Mapping[Any, object]:
    """Return a dictionary of the same type as another one, with other items.

    A class such as ``defaultdict`` keeps its other attributes.

    :raises BadValueError: if the type does not accept these items.
    """
    if type(example) is dict:
        return dict(items)
    made: Any = copy.copy(example)
    made.clear()
    made.update(items)
    if type(made) is not type(example):
        raise BadValueError(f"items that the type {type(example).__name__} accepts")
    return made
