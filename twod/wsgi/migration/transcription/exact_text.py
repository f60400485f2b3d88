"""Texts for values, which are equal if value and type are, in this process or in another."""

from __future__ import annotations

import enum
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from enum import IntEnum
from pathlib import PurePath
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from twod.inifile.masking import name_key
from twod.inifile.opaque import describe_opaque, is_mapping, is_opaque, write_value
from twod.wsgi.config.kinds.containers import is_ordered, is_unordered
from twod.wsgi.config.kinds.standard_types import find_single_kind

_INLINE_FLAGS = r"\A\(\?[aimsx]+\)"
_FUNCTIONS = (FunctionType, BuiltinFunctionType, MethodType, type)


class Likeness(IntEnum):
    """The degree to which two values are equal; a greater one includes the smaller ones."""

    #: Different values.
    NONE = 0
    #: Django makes no difference: a path or a marked text equals a text, a dictionary of a class a plain one.
    DATA = 1
    #: Equal, except for lists instead of tuples or tuples instead of lists.
    SEQUENCES = 2
    #: Equal values and types.
    WHOLE = 3


_LIKENESSES = (Likeness.WHOLE, Likeness.SEQUENCES, Likeness.DATA)


def compare_values(one: object, other: object) -> Likeness:
    """Return the degree to which two values of this process are equal; an object that is no data equals only itself.

    Example::

        >>> compare_values((1, 2), [1, 2]).name, compare_values(1, True).name
        ('SEQUENCES', 'NONE')
    """
    return compare_texts(spell_all(one, by_identity=True), spell_all(other, by_identity=True))


def compare_texts(one: list[str], other: list[str]) -> Likeness:
    """Return the degree to which two values are equal, from their texts by :func:`spell_all`, even of two processes."""
    same = [likeness for likeness, left, right in zip(_LIKENESSES, one, other, strict=True) if left == right]
    return same[0] if same else Likeness.NONE


def spell_all(value: object, *, by_identity: bool = False) -> list[str]:
    """Return the texts of a value, strictest first, for the comparison with those of another value.

    :param by_identity: whether objects that are no data get different texts, which is only possible in one process.
    """
    return [_spell(value, likeness, by_identity=by_identity) for likeness in _LIKENESSES]


def spell_exactly(value: object) -> str:
    """Return a text that is equal in this process for values of equal value and type.

    Example::

        >>> spell_exactly({"a": (1, 2.0)})
        "{'a': (1, 2.0,)}"
    """
    return _spell(value, Likeness.WHOLE, by_identity=True)


def _spell(value: Any, likeness: Likeness, *, by_identity: bool) -> str:
    def spell(inner: object) -> str:
        return _spell(inner, likeness, by_identity=by_identity)

    class_ = type(value)
    if is_mapping(value):
        items = [f"{spell(key)}: {spell(item)}" for key, item in value.items()]
        is_plain = class_ is dict or likeness is Likeness.DATA
        joined = ", ".join(sorted(items) if is_plain or not isinstance(value, OrderedDict) else items)
        return f"{'' if is_plain else _name(class_)}{{{joined}}}"
    if is_ordered(value) or is_unordered(value):
        texts = [spell(item) for item in value]
        return _spell_collection(class_, sorted(texts) if is_unordered(value) else texts, likeness)
    return _spell_single(value, is_loose=likeness is Likeness.DATA, by_identity=by_identity)


def _spell_single(value: Any, *, is_loose: bool, by_identity: bool) -> str:
    class_ = type(value)
    if issubclass(class_, enum.Enum):
        return describe_opaque(value)
    if issubclass(class_, str):
        text = repr(str.__str__(value))
        return text if class_ is str or is_loose else f"{_name(class_)}:{text}"
    if is_opaque(value) or issubclass(class_, _FUNCTIONS):
        return f"<{_name(class_)} {describe_type(value)}{f' {id(value)}' if by_identity else ''}>"
    if issubclass(class_, re.Pattern):
        return f"{_name(class_)}:{_spell_pattern(value, is_loose=is_loose)}"
    if is_loose and issubclass(class_, PurePath):
        return repr(str(value))
    text = write_value(value)
    return text if class_.__module__ == "builtins" else f"{_name(class_)}:{text}"


def _spell_pattern(pattern: re.Pattern[Any], *, is_loose: bool) -> str:
    text = pattern.pattern
    # The flags may be in the pattern as well.
    return f"{re.sub(_INLINE_FLAGS, '', text) if is_loose and isinstance(text, str) else text!r}:{pattern.flags}"


def _spell_collection(class_: type, texts: list[str], likeness: Likeness) -> str:
    joined = "".join(f"{text}, " for text in texts).removesuffix(" ")
    if class_ is list or (class_ is tuple and likeness is not Likeness.WHOLE):
        return f"[{joined.removesuffix(',')}]"
    return f"({joined})" if class_ is tuple else f"{_name(class_)}({joined})"


def _name(class_: Any) -> str:
    """Return the full name of a class or a function."""
    return f"{class_.__module__}.{class_.__qualname__}".removeprefix("builtins.")


def copy_containers(value: Any) -> Any:
    """Return a value with copies of every plain list, tuple, set and dictionary, which share their items.

    Later changes of the original containers do not affect the copy.
    """
    class_ = type(value)
    if class_ is dict or (issubclass(class_, dict) and not is_opaque(value)):
        made = value.copy()
        made.update({key: copy_containers(item) for key, item in value.items()})
        return made
    if class_ is list or class_ is tuple:
        return class_(map(copy_containers, value))
    return value.copy() if class_ is set else value


def make_plain_data(value: Any) -> Any:
    """Return a value with paths and special texts replaced by plain texts, and with plain lists and dictionaries.

    Example::

        >>> make_plain_data([PurePath("/srv"), ("a", 1)])
        ['/srv', ('a', 1)]
    """
    class_ = type(value)
    if is_mapping(value):
        return {make_plain_data(key): make_plain_data(item) for key, item in value.items()}
    if class_ is list or class_ is tuple:
        return class_(map(make_plain_data, value))
    if issubclass(class_, str) and not issubclass(class_, enum.Enum):
        return str.__str__(value)
    return str(value) if issubclass(class_, PurePath) else value


def describe_type(value: object) -> str:
    """Return a short description of a value without a notation.

    Example::

        >>> from django.utils.translation import gettext_lazy
        >>> describe_type(gettext_lazy("German")), describe_type(len)
        ('a lazy text', 'a callable, len')
    """
    text = describe_opaque(value) if is_opaque(value) else ""
    if text.startswith("<lazy"):
        return "a lazy object" if text == "<lazy object>" else "a lazy text"
    class_ = type(value)
    if issubclass(class_, _FUNCTIONS):
        return f"a callable, {_name(value)}"
    return f"of type {_name(class_)}"


Found = tuple[tuple[str, ...], object]


def find_unwritten(value: object) -> Found | None:
    """Return the first part of a value without a notation in an ini, with the keys that lead to it, or None.

    Example::

        >>> find_unwritten({"a": [1, print]})
        (('a', '1'), <built-in function print>)
    """
    return _find_part(value, lambda part: part is not None and find_single_kind(type(part)) is None)


def find_typed(value: object) -> Found | None:
    """Return the first part of a value of a type that JSON cannot represent, with the keys that lead to it, or None."""
    return _find_part(value, lambda part: type(part) not in (str, int, float, bool, type(None)))


def _find_part(value: Any, is_meant: Callable[[object], bool], path: tuple[str, ...] = ()) -> Found | None:
    parts: Iterable[tuple[object, object]] = ()
    if is_mapping(value):
        parts = value.items()
    elif is_ordered(value) or is_unordered(value):
        parts = enumerate(value)
    elif is_meant(value):
        return path, value
    found = (_find_part(item, is_meant, (*path, name_key(segment))) for segment, item in parts)
    return next(filter(None, found), None)
