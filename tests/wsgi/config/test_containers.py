"""A collection or a mapping is made anew with other items, and keeps its type."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from typing import NamedTuple

import pytest

from twod.wsgi.config.kinds.containers import rebuild, rebuild_mapping
from twod.wsgi.exc import BadValueError


class Point(NamedTuple):
    x: int
    y: int


class Single(list[object]):
    """A list that wants other arguments than a list does."""

    def __init__(self, one: object, two: object) -> None:
        super().__init__([one, two])


@pytest.mark.parametrize("example", [[1, 2], (1, 2), {1, 2}, frozenset({1}), deque([1, 2], 2), Point(1, 2)])
def test_collection_keeps_its_type(example):
    made = rebuild(example, [3, 4])
    assert type(made) is type(example)
    assert list(made) == [3, 4]


def test_deque_keeps_its_limit_and_holds_no_more():
    assert rebuild(deque([1], 2), [3, 4]).maxlen == 2
    with pytest.raises(BadValueError, match="items that the type deque keeps; it kept 2 of 3"):
        rebuild(deque([1], 2), [3, 4, 5])


@pytest.mark.parametrize(
    ("example", "items", "message"),
    [
        (Point(1, 2), [3], "2 items for a Point: x, y"),
        (Single(1, 2), [3], "items that the type Single accepts"),
        ({1}, [[2]], "items that the type set accepts"),
    ],
)
def test_items_that_make_no_such_collection_are_refused(example, items, message):
    with pytest.raises(BadValueError, match=message):
        rebuild(example, items)


@pytest.mark.parametrize("example", [{"a": 1}, OrderedDict(a=1), defaultdict(list, a=[]), Counter("a")])
def test_mapping_keeps_its_type_and_what_it_has_besides_its_items(example):
    made = rebuild_mapping(example, {"b": 2})
    assert type(made) is type(example)
    assert dict(made) == {"b": 2}
    assert getattr(made, "default_factory", None) is getattr(example, "default_factory", None)
    assert "a" in example
