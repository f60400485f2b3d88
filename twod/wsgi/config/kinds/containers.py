"""Collections and mappings of the same type as another one, whichever type the project chose for it."""

from __future__ import annotations

import copy
from collections import deque
from collections.abc import Collection as AnyCollection
from collections.abc import Mapping, Sequence
from typing import Any

from twod.inifile.opaque import is_opaque
from twod.wsgi.exc import BadValueError

#: The types that hold items in an order, and those that hold them in none.
ORDERED = (list, tuple, deque)
UNORDERED = (set, frozenset)


def is_ordered(value: object) -> bool:
    """Return whether a value is a list, a tuple or a deque to walk through, without evaluating it."""
    return issubclass(type(value), ORDERED) and not is_opaque(value)


def is_unordered(value: object) -> bool:
    """Return whether a value is a set to walk through, without evaluating it."""
    return issubclass(type(value), UNORDERED) and not is_opaque(value)


def is_dictionary(value: object) -> bool:
    """Return whether a value is a dictionary to walk through, without evaluating it."""
    return issubclass(type(value), dict) and not is_opaque(value)


def rebuild(example: AnyCollection[object], items: Sequence[object]) -> object:
    """Return a collection like another one, with other items.

    Example::

        >>> rebuild(("a", "b"), ["c"])
        ('c',)

    :raises BadValueError: when its type cannot be made of these items.
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
    except TypeError:  # A set cannot hold lists, and a class of the project's may want other arguments.
        raise BadValueError(f"items that a {class_.__name__} can be made of") from None
    if type(made) is not class_ or (len(made) != len(items) and not is_unordered(made)):
        raise BadValueError(f"items that a {class_.__name__} can hold; it came out with {len(made)} of {len(items)}")
    return made


def rebuild_mapping(example: Mapping[Any, object], items: Mapping[Any, object]) -> Mapping[Any, object]:
    """Return a dictionary like another one, of the same type, with other items.

    A class such as ``defaultdict`` keeps what it has besides its items.

    :raises BadValueError: when its type cannot be made of these items.
    """
    if type(example) is dict:
        return dict(items)
    made: Any = copy.copy(example)
    made.clear()
    made.update(items)
    if type(made) is not type(example):
        raise BadValueError(f"items that a {type(example).__name__} can be made of")
    return made
