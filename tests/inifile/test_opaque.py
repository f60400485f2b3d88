"""Values that are no data are known by their types and never evaluated."""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import json
import pathlib
import re
import uuid
import zoneinfo
from collections import OrderedDict, defaultdict, namedtuple
from types import MappingProxyType

import pytest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, pgettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.opaque import (
    MOST_LEVELS,
    KnownValues,
    describe_opaque,
    has_opaque,
    is_equal,
    is_in,
    is_opaque,
    is_too_deep,
)


def fail(*_: object) -> None:
    raise AssertionError("it was evaluated")


class Hostile:
    __repr__ = __eq__ = __hash__ = __str__ = __bool__ = __len__ = __iter__ = __lt__ = __getattr__ = fail  # type: ignore[assignment]


class HostileText(str):
    __slots__ = ()
    __repr__ = __eq__ = __hash__ = __str__ = __contains__ = __len__ = fail  # type: ignore[assignment]


class HostileList(list[object]):
    __repr__ = __eq__ = __iter__ = __len__ = __getitem__ = fail  # type: ignore[assignment]


class HostileDict(dict[object, object]):
    __repr__ = __eq__ = __iter__ = __len__ = __getitem__ = items = keys = fail  # type: ignore[assignment]


class Meta(type):
    __repr__ = __eq__ = __hash__ = __str__ = fail  # type: ignore[assignment]


class Colour(enum.Enum):
    RED = 1


OPAQUE = [
    (gettext_lazy("German"), "<lazy: German>"),
    (pgettext_lazy("month", "May"), "<lazy: month, May>"),
    (reverse_lazy("login"), "<lazy: login>"),
    (lazystr(5), "<lazy text>"),
    (SimpleLazyObject(fail), "<lazy object>"),
    (Hostile(), f"<{__name__}.Hostile>"),
    (HostileText("a"), "'a'"),
    (mark_safe("<b>"), "'<b>'"),
    (HostileList(), f"<{__name__}.HostileList>"),
    (HostileDict(), f"<{__name__}.HostileDict>"),
    (Meta("Shop", (), {}), f"{__name__}.Shop"),
    (Colour.RED, f"{__name__}.Colour.RED"),
    (Colour, f"{__name__}.Colour"),
]
Point = namedtuple("Point", "x y")
DATA = [
    *(None, True, 1, 1.5, 1j, "a", b"a", bytearray(b"a"), ..., range(3)),
    *([], (), {}, set(), frozenset(), OrderedDict(a=1), defaultdict(list), MappingProxyType({}), Point(1, 2)),
    *(dt.date(2026, 1, 1), dt.time(9), dt.timedelta(1), dt.UTC, zoneinfo.ZoneInfo("UTC")),
    *(decimal.Decimal(1), uuid.UUID(int=1), pathlib.Path("a"), pathlib.PurePosixPath("a"), re.compile("a")),
    *(json.loads, len, json, dict, json.JSONDecoder, lambda: None),
]


@pytest.mark.parametrize(("value", "text"), OPAQUE, ids=[text for _, text in OPAQUE])
def test_what_runs_code_of_the_site_is_opaque_and_has_a_text(value: object, text: str) -> None:
    assert is_opaque(value)
    assert describe_opaque(value) == text
    assert has_opaque([{"a": (value,)}])


@pytest.mark.parametrize("value", DATA, ids=map(str, range(len(DATA))))
def test_data_is_not(value: object) -> None:
    assert not is_opaque(value)
    assert not has_opaque([value])
    assert is_equal(value, value)


PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
VALUES = st.recursive(
    PLAIN,
    lambda items: (
        st.lists(items, max_size=3)
        | st.tuples(items, items)
        | st.dictionaries(st.text(max_size=2), items, max_size=3)
        | st.frozensets(PLAIN, max_size=2)
    ),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_data_is_compared_as_python_does(one: object, other: object) -> None:
    assert is_equal(one, other) == (one == other)


@given(VALUES, st.integers(0, len(OPAQUE) - 1))
def test_what_is_no_data_equals_itself_alone(data: object, index: int) -> None:
    value, _ = OPAQUE[index]
    assert is_equal([data, {"a": (value,)}], [data, {"a": (value,)}])
    assert not is_equal([data, {"a": (value,)}], [data, {"a": (Hostile(),)}])
    assert not is_equal(data, value)
    assert is_in(value, [data, value])
    assert value in KnownValues([data, value])
    assert data in KnownValues([value, data])
    assert value not in KnownValues([data])
    assert not is_in(value, (data,))


def test_the_keys_of_a_mapping_are_not_evaluated_either() -> None:
    class Key:
        def __hash__(self) -> int:
            return 1

        __repr__ = __eq__ = __str__ = fail  # type: ignore[assignment]

    key = Key()
    assert has_opaque({key: 1})
    assert not is_equal({key: 1}, {key: 1})


def make_function() -> object:
    def first(request: object) -> object:
        return request

    return first


def test_what_a_module_makes_anew_on_its_second_import_is_equal() -> None:
    assert is_equal(gettext_lazy("German"), gettext_lazy("German"))
    assert is_equal([("de", gettext_lazy("German"))], [("de", gettext_lazy("German"))])
    assert not is_equal(gettext_lazy("German"), gettext_lazy("English"))
    assert not is_equal(gettext_lazy("German"), pgettext_lazy("language", "German"))
    assert not is_equal(reverse_lazy("one"), reverse_lazy("two"))
    assert is_equal(make_function(), make_function())
    assert not is_equal(make_function(), make_function)


@given(
    levels=st.integers(0, MOST_LEVELS + 20),
    wrap=st.sampled_from([lambda a: [a, a], lambda a: (1, a), lambda a: {"k": a}]),
)
def test_a_value_is_too_deep_beyond_the_deepest_level(levels, wrap):
    value: object = 1
    for _ in range(levels):
        value = wrap(value)
    assert is_too_deep(value) == (levels > MOST_LEVELS)


def test_a_container_in_two_places_is_measured_from_the_deeper_one():
    shared: object = 1
    for _ in range(MOST_LEVELS - 2):
        shared = [shared]
    assert not is_too_deep([shared, [shared]])
    assert is_too_deep([shared, [[shared]]])
