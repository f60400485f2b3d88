"""The list ``tried`` of a URL match, filled only when code reads it, which is rare."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Any

from django.urls.resolvers import URLResolver


class TriedRoutes(list[list[Any]]):
    """The list ``tried`` of a match or a :exc:`~django.urls.Resolver404`, which fills itself at its first use.

    It is a list because code may require one, and each method of a list fills it first. The creator sets ``to_fill``:
    without an ``__init__``, a new object costs as little as any list.
    """

    __slots__ = ("to_fill",)

    #: A resolver, its routes, the number of routes tried, and the ``tried`` lists of the inner resolvers that matched,
    #: by the numbers of their routes; None when the list is filled.
    to_fill: tuple[URLResolver, Sequence[Any], int, Mapping[int, Sequence[Any] | None]] | None

    def __reduce_ex__(self, _protocol: Any) -> Any:
        return list, (list(self),)

    def __radd__(self, other: list[Any]) -> list[Any]:
        # A list on the left would read this list's memory without calling a method, so fill the list first.
        return other + list(self) if isinstance(other, list) else NotImplemented

    def fill(self) -> None:
        """Fill the list, unless it is filled already."""
        if self.to_fill is None:
            return
        resolver, routes, number, inside = self.to_fill
        filled: list[list[Any]] = []
        for place, route in enumerate(routes[:number]):
            resolver._extend_tried(filled, route, inside.get(place))  # type: ignore[attr-defined]
        list.__setitem__(self, slice(None), filled)
        self.to_fill = None


def _make_filling(method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method of a list that first fills the list and all lists of this class among its arguments."""

    @wraps(method)
    def fill_first(*arguments: Any, **options: Any) -> Any:
        for argument in arguments:
            if isinstance(argument, TriedRoutes):
                argument.fill()
        return method(*arguments, **options)

    return fill_first


_UNRELATED = {"__class_getitem__", "__doc__", "__getattribute__", "__hash__", "__init__", "__new__"}
for _name in vars(list).keys() - _UNRELATED:
    setattr(TriedRoutes, _name, _make_filling(getattr(list, _name)))
