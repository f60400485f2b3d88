"""Opaque values: lazy texts, lazy objects, and objects that run code of the site when compared or shown.

A settings module may contain such values. twod must not evaluate them while it loads or shows settings: a lazy text
needs Django's settings, which are not ready yet, and any other object may fail or read a database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from types import FunctionType
from typing import Any, TypeGuard

#: Modules whose classes can be compared, hashed and shown without running other code.
_TRUSTED = frozenset(
    {
        *("builtins", "collections", "datetime", "decimal", "fractions", "ipaddress", "pathlib", "re", "types", "uuid"),
        "zoneinfo",
    }
)
#: The methods that may be called when a value is compared, hashed, shown or its type is read.
_METHODS = ("__class__", "__eq__", "__getattribute__", "__hash__", "__repr__", "__str__")
#: The same for a container, whose items are checked one by one.
_CONTAINER_METHODS = ("__class__", "__getattribute__", "__getitem__", "__iter__", "__len__", "items")
#: The deepest nesting of containers in a value. Recursive functions need a few frames for each level.
MOST_LEVELS = 100
_SCALARS = frozenset({bool, bytes, float, int, str, type(None)})
_DATA = frozenset({bool, bytes, dict, float, frozenset, int, list, set, str, tuple, type(None)})


def is_opaque(value: object) -> bool:
    """Return whether a value is opaque: ``==``, ``hash``, ``repr``, ``str`` or ``isinstance`` might evaluate it.

    A container is not opaque, even if its items are. Example::

        >>> from django.utils.translation import gettext_lazy
        >>> is_opaque(gettext_lazy("German")), is_opaque("German"), is_opaque([gettext_lazy("German")])
        (True, False, False)
    """
    class_ = type(value)
    if class_ in _DATA:
        return False
    is_container = issubclass(class_, Mapping | list | tuple | set | frozenset)
    return not all(_is_trusted(class_, name) for name in (_CONTAINER_METHODS if is_container else _METHODS))


def _is_trusted(class_: type, method: str) -> bool:
    """Return whether a class has no such method, or inherits it from a trusted class."""
    owner = next((base for base in class_.__mro__ if method in vars(base)), object)
    return str(owner.__module__).partition(".")[0] in _TRUSTED


def is_mapping(value: object) -> TypeGuard[Mapping[Any, object]]:
    """Return whether a value is a mapping that is safe to iterate; the value is not evaluated."""
    return not is_opaque(value) and isinstance(value, Mapping)


def is_sequence(value: object) -> TypeGuard[list[object] | tuple[object, ...]]:
    """Return whether a value is a list or tuple that is safe to iterate; the value is not evaluated."""
    return not is_opaque(value) and isinstance(value, list | tuple)


def has_opaque(value: object) -> bool:
    """Return whether a value is opaque, or contains an opaque value at any depth."""
    if is_opaque(value):
        return True
    if isinstance(value, Mapping):
        return any(has_opaque(key) or has_opaque(item) for key, item in value.items())
    return isinstance(value, list | tuple | set | frozenset) and any(map(has_opaque, value))


def is_too_deep(value: object) -> bool:
    """Return whether a value is nested more than :data:`MOST_LEVELS` deep, such as a list that contains itself.

    Example::

        >>> endless = []
        >>> endless.append(endless)
        >>> is_too_deep(endless), is_too_deep([[1], [2]])
        (True, False)
    """
    try:
        _find_height(value, 0, {})
    except RecursionError:
        return True
    return False


def _find_height(value: object, depth: int, known: dict[int, int]) -> int:
    """Return how many levels of containers a value has.

    :param known: the heights found so far, by id; a value may contain the same container many times.
    :raises RecursionError: if the value ends below the deepest level.
    """
    if is_opaque(value) or not isinstance(value, Mapping | list | tuple | set | frozenset):
        return 0
    if id(value) not in known:
        if depth == MOST_LEVELS:
            raise RecursionError
        items = chain(value.keys(), value.values()) if isinstance(value, Mapping) else value
        known[id(value)] = 1 + max((_find_height(item, depth + 1, known) for item in items), default=0)
    if depth + known[id(value)] > MOST_LEVELS:
        raise RecursionError
    return known[id(value)]


def is_equal(one: object, other: object) -> bool:
    """Return whether two values are equal, without evaluating either.

    An opaque value equals itself. Lazy texts with the same arguments are equal, and so are functions with the same
    code: a module that is imported twice has two of each.

    Example::

        >>> from django.utils.translation import gettext_lazy
        >>> german = gettext_lazy("German")
        >>> is_equal(("de", german), ("de", german)), is_equal(german, "German")
        (True, False)
    """
    if one is other or _is_twin(one, other):
        return True
    if not has_opaque(one) and not has_opaque(other):
        return one == other
    if is_opaque(one) or is_opaque(other):
        return False
    for class_ in (list, tuple):
        if isinstance(one, class_) and isinstance(other, class_):
            return len(one) == len(other) and all(map(is_equal, one, other))
    if isinstance(one, Mapping) and isinstance(other, Mapping) and not any(map(has_opaque, (*one, *other))):
        return one.keys() == other.keys() and all(is_equal(item, other[key]) for key, item in one.items())
    return False


def _is_twin(one: object, other: object) -> bool:
    """Return whether two values are from the same line of a module that was imported twice."""
    class_ = type(one)
    if class_ is not type(other):
        return False
    if class_ is FunctionType:
        return all(getattr(one, name) == getattr(other, name) for name in ("__module__", "__qualname__", "__code__"))
    if not _is_lazy_text(class_):
        return False
    parts = (object.__getattribute__(value, "__dict__") for value in (one, other))
    (arguments, words), (others, other_words) = ((part.get("_args", ()), part.get("_kw", {})) for part in parts)
    return is_equal(arguments, others) and is_equal(words, other_words)


def _is_lazy_text(class_: type) -> bool:
    return any((base.__module__, base.__name__) == ("django.utils.functional", "Promise") for base in class_.__mro__)


def is_in(value: object, items: Iterable[object]) -> bool:
    """Return whether a value equals one of the items, without evaluating any."""
    return any(is_equal(value, item) for item in items)


class KnownValues:
    """A collection of values for ``in``, which evaluates no opaque value; texts and numbers are found by hash.

    Example::

        >>> "a" in KnownValues(["a", [1]]), [1] in KnownValues(["a", [1]]), 2 in KnownValues()
        (True, True, False)
    """

    def __init__(self, values: Iterable[object] = ()) -> None:
        self._scalars: set[object] = set()
        self._others: list[object] = []
        self.update(values)

    def update(self, values: Iterable[object]) -> None:
        """Add values."""
        for value in values:
            if type(value) in _SCALARS:
                self._scalars.add(value)
            else:
                self._others.append(value)

    def __contains__(self, value: object) -> bool:
        return value in self._scalars if type(value) in _SCALARS else is_in(value, self._others)


def describe_opaque(value: object) -> str:
    """Return a text to show for an opaque value.

    Example::

        >>> from django.utils.translation import gettext_lazy
        >>> describe_opaque(gettext_lazy("German"))
        '<lazy: German>'
    """
    class_ = type(value)
    if issubclass(class_, type):
        return _name_class(value)
    if issubclass(class_, str):
        return repr(str.__str__(value))
    origins = {f"{base.__module__}.{base.__name__}" for base in class_.__mro__}
    if "enum.Enum" in origins:
        return f"{_name_class(class_)}.{object.__getattribute__(value, '_name_')}"
    if _is_lazy_text(class_):
        arguments = object.__getattribute__(value, "__dict__").get("_args", ())
        texts = [text for text in arguments if type(text) is str]
        return f"<lazy: {', '.join(texts)}>" if texts else "<lazy text>"
    if "django.utils.functional.LazyObject" in origins:
        return "<lazy object>"
    return f"<{_name_class(class_)}>"


def write_value(value: object, write: Callable[[object], str] = repr) -> str:
    """Return a value that is not opaque as a text; Python refuses to write integers of more than 4,300 digits.

    Example::

        >>> write_value(5), write_value(16**4000) == "0x1" + 4000 * "0"
        ('5', True)
    """
    try:
        return write(value)
    except ValueError:
        return hex(value) if isinstance(value, int) else f"<{name_type(value)}>"


def name_type(value: object) -> str:
    """Return the name of a value's type; for lazy texts a readable one instead of Django's internal class."""
    text = describe_opaque(value) if is_opaque(value) else ""
    if text.startswith("<lazy"):
        return "lazy object" if text == "<lazy object>" else "lazy text"
    return type(value).__name__


def _name_class(class_: object) -> str:
    """Return the full name of a class, without calling its metaclass."""
    words = (type.__getattribute__(class_, name) for name in ("__module__", "__qualname__"))
    return ".".join(map(str, words)).removeprefix("builtins.")
