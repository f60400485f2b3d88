"""A list of what was tried is like any list, although it is made when it is read."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.urls.resolvers import RegexPattern, URLResolver

from twod.wsgi.fast.tried_routes import TriedRoutes

RESOLVER = URLResolver(RegexPattern("^/"), [])


def make_list() -> TriedRoutes:
    """Return a list of one that was tried, one that has two inside, one that has none inside."""
    tried = TriedRoutes()
    tried.to_fill = (RESOLVER, ["a", "b", "c", "d"], 3, {1: [["x"], ["y", "z"]], 2: []})
    return tried


FULL = [["a"], ["b", "x"], ["b", "y", "z"]]


def unpack(tried: list[Any]) -> Any:
    first, *others = tried
    return first, others


@pytest.mark.parametrize(
    "read",
    [
        len,
        bool,
        list,
        tuple,
        repr,
        sorted,
        copy.copy,
        copy.deepcopy,
        json.dumps,
        unpack,
        lambda tried: pickle.loads(pickle.dumps(tried)),
        lambda tried: [*tried],
        lambda tried: [["0"]] + tried,  # noqa: RUF005 - the operator is the matter
        lambda tried: tried + [["0"]],  # noqa: RUF005 - as above
        lambda tried: tried * 2,
        lambda tried: 2 * tried,
        lambda tried: tried == FULL,
        lambda tried: FULL == tried,  # noqa: SIM300 - as above
        lambda tried: tried != FULL,
        lambda tried: tried < FULL,
        lambda tried: FULL <= tried,  # noqa: SIM300 - as above
        lambda tried: ["a"] in tried,
        lambda tried: tried[0],
        lambda tried: tried[-1:],
        lambda tried: list(reversed(tried)),
        lambda tried: tried.index(["b", "x"]),
        lambda tried: tried.count(["a"]),
        lambda tried: [y for x in tried for y in x],
        lambda tried: tried.copy(),
    ],
)
def test_it_reads_as_a_full_list(read: Callable[[list[Any]], Any]) -> None:
    expected = read(copy.deepcopy(FULL))
    found = read(make_list())
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    "change",
    [
        lambda tried: tried.append(["0"]),
        lambda tried: tried.extend([["0"]]),
        lambda tried: tried.insert(0, ["0"]),
        lambda tried: tried.pop(),
        lambda tried: tried.remove(["a"]),
        lambda tried: tried.reverse(),
        lambda tried: tried.sort(reverse=True),
        lambda tried: tried.clear(),
        lambda tried: tried.__setitem__(0, ["0"]),
        lambda tried: tried.__delitem__(0),
        lambda tried: tried.__iadd__([["0"]]),
    ],
)
def test_it_changes_as_a_full_list(change: Callable[[list[Any]], Any]) -> None:
    full, tried = copy.deepcopy(FULL), make_list()
    assert change(tried) == change(full)
    assert tried == full


def test_two_of_them_compare_and_add() -> None:
    assert make_list() == make_list()
    assert make_list() + make_list() == FULL + FULL
    assert [*make_list(), *make_list()] == FULL + FULL
    one = make_list()
    one.extend(make_list())
    assert one == FULL + FULL
    with pytest.raises(TypeError):
        () + make_list()  # type: ignore[operator] # noqa: RUF005 - as above


def test_one_inside_of_another_is_filled_with_it() -> None:
    outer = TriedRoutes()
    outer.to_fill = (RESOLVER, ["r"], 1, {0: make_list()})
    assert outer == [["r", *tried] for tried in FULL]
    assert isinstance(outer, list)
