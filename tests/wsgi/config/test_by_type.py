"""A setting of one's own is read by the type of its value, its annotation, or a declared word."""

from __future__ import annotations

import dataclasses
import enum
import re
from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from ipaddress import IPv4Address, IPv4Interface, IPv4Network, IPv6Address, IPv6Interface, IPv6Network
from itertools import chain
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from typing import Annotated, Any, Final, NamedTuple, Never
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from twod.wsgi.config.kinds.by_type import (
    KINDS_BY_WORD,
    find_kind_of_annotation,
    find_kind_of_value,
    find_kind_of_word,
)
from twod.wsgi.config.kinds.number_kinds import DECIMALS, INTEGER
from twod.wsgi.config.kinds.scalars import BOOLEAN, DECIMAL, DURATION, PATH, TEXT
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (True, BOOLEAN),
        (5, INTEGER),
        (5.5, DECIMALS),
        ("a", TEXT),
        (Decimal(1), DECIMAL),
        (timedelta(1), DURATION),
        (Path("/a"), PATH),
        (None, None),
    ],
)
def test_single_value_tells_its_kind(value, kind):
    assert find_kind_of_value(value) is kind


@pytest.mark.parametrize(
    ("value", "text", "read"),
    [
        (["a"], "5 b", ["5", "b"]),
        ([1], "5 6", [5, 6]),
        ([], "5 b", [5, "b"]),
        ([1, "a"], "5 b", [5, "b"]),
        ([[1]], "[[2]]", [[2]]),
        (("a",), "b c", ("b", "c")),
        ({"a"}, "b b", {"b"}),
        (frozenset({1}), "2", frozenset({2})),
        ({"a": 1}, "b = 2", {"b": 2}),
        (OrderedDict(a=1), "b = x", {"b": "x"}),
    ],
)
def test_collection_is_of_the_same_type_and_its_items_of_their_common_kind(value, text, read):
    assert find_kind_of_value(value).read(text) == read


def test_set_of_what_cannot_be_in_a_set_is_refused():
    with pytest.raises(BadValueError, match="expected items that the type set accepts"):
        find_kind_of_value(set()).read('[["a"]]')


@pytest.mark.parametrize(
    ("word", "text", "value"),
    [
        ("tuple", "1 b", (1, "b")),
        ("set", "1 b", {1, "b"}),
        ("frozenset", "1", frozenset({1})),
        ("uuid", "00000000-0000-0000-0000-000000000002", UUID(int=2)),
        ("binary", "b\u00e9", b"b\xc3\xa9"),
        ("regex", "(?i)a", re.compile("(?i)a")),
    ],
)
def test_word_stands_for_a_type_of_python(word, text, value):
    kind = find_kind_of_word(word)
    assert kind.read(text) == value
    assert kind.read(kind.write(value)) == value


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (re.compile("a"), "a"),
        (re.compile("a", re.IGNORECASE | re.MULTILINE), "(?im)a"),
        (re.compile("(?i)a"), "(?i)a"),
        (re.compile("(?i)a", re.IGNORECASE), "(?i)a"),
        (re.compile("a", re.ASCII | re.DOTALL | re.VERBOSE), "(?asx)a"),
    ],
)
def test_flags_of_a_regular_expression_stand_in_its_text(pattern, text):
    kind = find_kind_of_value(pattern)
    assert kind.write(pattern) == text
    assert kind.read(text).flags == pattern.flags


def test_regular_expression_for_bytes_has_no_text():
    with pytest.raises(BadValueError):
        KINDS_BY_WORD["regex"].write(re.compile(b"a"))


def test_set_is_written_in_the_same_order_always():
    assert find_kind_of_value({"a"}).write({"c", "a", "b"}) == "\na\nb\nc"


class Colour(enum.Enum):
    RED = "r"
    DARK_RED = 7


class Access(enum.Flag):
    READ = 1
    WRITE = 2


class Marked(str):
    """A text of a class of the project's."""


class Point(NamedTuple):
    x: int
    y: int


@dataclasses.dataclass(frozen=True)
class Money:
    amount: int


@pytest.mark.parametrize(
    ("value", "text", "read"),
    [
        (time(9), "10:30", time(10, 30)),
        (date(2026, 1, 1), "2026-12-31", date(2026, 12, 31)),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-12-31T10:00:00+00:00", datetime(2026, 12, 31, 10, tzinfo=UTC)),
        (UUID(int=1), "00000000-0000-0000-0000-000000000002", UUID(int=2)),
        (b"a", "b\u00e9", b"b\xc3\xa9"),
        (bytearray(b"a"), "b", bytearray(b"b")),
        (Fraction(1, 2), "1/3", Fraction(1, 3)),
        (1j, "1+2j", 1 + 2j),
        (re.compile("a"), "[b-z]+", re.compile("[b-z]+")),
        (re.compile("a"), "(?i)b", re.compile("(?i)b")),
        (PurePosixPath("/a"), "/b c", PurePosixPath("/b c")),
        (PureWindowsPath("c:/a"), "d:/b", PureWindowsPath("d:/b")),
        (IPv4Address("10.0.0.1"), "10.0.0.2", IPv4Address("10.0.0.2")),
        (IPv6Network("fd00::/8"), "fd00::/16", IPv6Network("fd00::/16")),
        (ZoneInfo("UTC"), "Europe/London", ZoneInfo("Europe/London")),
        (Colour.RED, "DARK_RED", Colour.DARK_RED),
        (Colour.RED, "r", Colour.RED),
        (Colour.RED, "7", Colour.DARK_RED),
        (Access.READ, "READ | WRITE", Access.READ | Access.WRITE),
        (Marked("a"), "b", Marked("b")),
        (Point(1, 2), "3 4", Point(3, 4)),
        (deque(["a"], maxlen=2), "b c", deque(["b", "c"], maxlen=2)),
        ([("a", 1), ("b", 2)], "c ; 3\nd ; 4", [("c", 3), ("d", 4)]),
        ([("a", "b")], "c ; d", [("c", "d")]),
        ([["a", "b"]], '[["c", "d", "e"]]', [["c", "d", "e"]]),
        ([time(9)], "10:00 11:00", [time(10), time(11)]),
        ([re.compile("a")], "b c\nd", [re.compile("b c"), re.compile("d")]),
        ([1, None], "2 none", [2, None]),
        ([time(9), 1], "10:00 2", [time(10), 2]),
        ({1: "a"}, "2 = b", {2: "b"}),
        ({Colour.RED: 1}, "DARK_RED = 2", {Colour.DARK_RED: 2}),
        ({(1, 2): "a"}, '{"[3, 4]": "b"}', {(3, 4): "b"}),
        ({"a": time(9), "b": 1}, '{"a": "10:00", "b": 2, "c": 3}', {"a": time(10), "b": 2, "c": 3}),
        ({"a": Decimal(1)}, "b = 1.10", {"b": Decimal("1.10")}),
        ({"a": {"ttl": timedelta(1)}}, '{"a": {"ttl": 90}}', {"a": {"ttl": timedelta(seconds=90)}}),
        ([{"at": time(9)}, {"at": time(9)}], '[{"at": "10:00"}]', [{"at": time(10)}]),
        (defaultdict(list, a=["x"]), "a = y z", defaultdict(list, a=["y", "z"])),
    ],
)
def test_value_is_read_as_one_of_the_type_that_the_module_has(value, text, read):
    found = find_kind_of_value(value).read(text)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (time(9), "ten"),
        (date(2026, 1, 1), "2026-01-01T10:00"),
        (UUID(int=1), "5"),
        (Fraction(1, 2), "1e999999999"),
        (IPv4Address("10.0.0.1"), "::1"),
        (ZoneInfo("UTC"), "Europe"),
        (ZoneInfo("UTC"), "Europe/Nowhere"),
        (Colour.RED, "BLUE"),
        (Access.READ, "READ | BLUE"),
        (Point(1, 2), "3"),
        (deque(["a"], maxlen=1), "b c"),
        ([("a", 1)], "c ; d"),
        ([["a"]], "b c"),
        ({1: "a"}, "b = c"),
        (re.compile(b"a"), "b"),
        (Money(1), "5"),
        (len, "5"),
        (Money, "5"),
        (object(), "5"),
        (range(3), "5"),
        (SimpleNamespace(), "{}"),
        (lambda: 1, "5"),
        ([Money(1)], "5"),
        ({"a": Money(1)}, "a = 5"),
        ({"a": Money(1)}, "b = 5"),
    ],
)
def test_text_that_makes_no_value_of_that_type_is_refused(value, text):
    with pytest.raises(BadValueError):
        find_kind_of_value(value).read(text)


@pytest.mark.parametrize(
    ("value", "name"),
    [(gettext_lazy("a"), "lazy text"), (SimpleLazyObject(object), "lazy object"), (len, "builtin_function_or_method")],
)
def test_type_without_a_notation_is_named(value, name):
    with pytest.raises(BadValueError, match=f"expected a value of type {name}, for which"):
        find_kind_of_value(value).read("5")


def test_type_without_a_notation_is_refused_with_the_cure():
    with pytest.raises(BadValueError) as raised:
        find_kind_of_value(range(3)).read("5")
    assert str(raised.value) == (
        "expected a value of type range, for which an ini has no notation; keep it in the settings module,"
        " or declare another type: twod.types = NAME:TYPE"
    )


class Lazy:
    """A value that must not be evaluated."""

    def fail(self, *args: object) -> Never:
        raise AssertionError("evaluated")

    __class__ = property(fail)
    __str__ = __repr__ = __eq__ = __hash__ = __len__ = __iter__ = __bool__ = fail


@pytest.mark.parametrize(
    "wrap", [lambda it: it, lambda it: [it], lambda it: [("en", it)], lambda it: {"a": it}, lambda it: {"a": [it, 1]}]
)
def test_type_of_a_lazy_value_is_found_without_evaluating_it(wrap):
    assert find_kind_of_value(wrap(Lazy())) is not None


SINGLE_TYPES = [
    bool, int, float, complex, str, bytes, bytearray, Decimal, Fraction, timedelta, time, date, datetime, UUID,
    IPv4Address, IPv6Address, IPv4Network, IPv6Network, IPv4Interface, IPv6Interface, ZoneInfo, Colour, Access,
]  # fmt: skip
UNWRITABLE = st.sampled_from([object(), len, Money, Money(1), range(3), re.compile(b"a"), SimpleNamespace(), slice(1)])
single_values = st.one_of(
    *map(st.from_type, SINGLE_TYPES),
    st.text().map(Marked),
    st.builds(Path, st.sampled_from(["/a", "b"])),
    st.sampled_from(["a+", "[b-d]"]).map(re.compile),
)
hashable_values = st.one_of(
    *map(st.from_type, [bool, int, str, bytes, date, UUID, IPv4Address, Colour]),
    st.decimals(allow_nan=False),
    st.none(),
)
module_values = st.recursive(
    single_values | UNWRITABLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.lists(inner, max_size=3).map(deque),
        st.frozensets(hashable_values, max_size=3),
        st.sets(hashable_values, max_size=3),
        st.lists(st.tuples(inner, inner), max_size=3),
        st.lists(st.tuples(hashable_values, hashable_values), max_size=3),
        st.dictionaries(hashable_values, inner, max_size=3),
        st.dictionaries(hashable_values, inner, max_size=3).map(OrderedDict),
    ),
    max_leaves=6,
)
texts = st.text(max_size=20) | st.sampled_from(
    ["5", "1.10", "true", "none", "10:00", "2026-01-01", "a b", "a ; b", "a = b", "[1, [2]]", '{"a": {"b": 1}}', "1/2"]
)


def list_types(values: Iterable[object]) -> set[type]:
    return {type(value) for value in values}


def has_no_type(values: Iterable[object]) -> bool:
    """Return whether nothing is known of the type of items: there are none, or they are None."""
    return list_types(values) <= {type(None)}


def assert_same_types(found: Any, value: Any) -> None:
    """Fail when a value has another type than one of the module's, or its keys or items have."""
    assert type(found) is type(value)
    if isinstance(value, dict):
        assert has_no_type(value) or list_types(found) <= list_types(value)
        for key in found.keys() & value.keys():
            assert_same_types(found[key], value[key])
    elif isinstance(value, list | tuple | set | frozenset | deque) and not has_no_type(value):
        assert list_types(found) <= list_types(value)
        for item in found:
            alike = [other for other in value if type(other) is type(item)]
            if len(alike) == 1 == len(value) and not isinstance(item, dict):
                assert_same_types(item, alike[0])


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(value=module_values, text=texts)
@pytest.mark.filterwarnings("ignore::FutureWarning")  # of a regular expression that is legal and doubtful
def test_any_text_over_a_value_of_any_type_has_that_type_or_is_refused(value, text):
    try:
        found = find_kind_of_value(value).read(text)
    except BadValueError:
        return
    assert_same_types(found, value)


@settings(max_examples=400, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(data=st.data())
def test_value_of_any_type_is_written_so_that_it_reads_back_equal_or_refused(data):
    value = data.draw(module_values)
    kind = find_kind_of_value(value)
    try:
        text = kind.write(value)
    except (BadValueError, ValueError):
        return  # It has no notation: a function, bytes that are no text, NaN in a list.
    found = kind.read(text)
    assert_same_types(found, value)
    # In a list of texts and UUIDs, a text that looks like a UUID may come out as one.
    assert has_mixture(value) or repr(found) == repr(value) or found == value


def has_mixture(*values: Any) -> bool:
    """Return whether the items of a list, the keys of a dictionary and so on are of several types."""
    values = tuple(value for value in values if value is not None)
    if len(list_types(values)) > 1:
        return True
    if values and isinstance(values[0], dict):
        return has_mixture(*chain(*values)) or any(has_mixture(item) for value in values for item in value.values())
    return (
        bool(values) and isinstance(values[0], list | tuple | set | frozenset | deque) and has_mixture(*chain(*values))
    )


@pytest.mark.parametrize(
    ("annotation", "text", "read"),
    [
        (int, "5", 5),
        (int | None, "none", None),
        (Final[bool], "on", True),
        (Annotated[str, "x"], "5", "5"),
        (list[int], "5 6", [5, 6]),
        (tuple[str, ...], "5 6", ("5", "6")),
        (dict[str, int], "a = 5", {"a": 5}),
        (Mapping[str, str], "a = 5", {"a": "5"}),
        (dict, "a = 5", {"a": 5}),
    ],
)
def test_annotation_tells_a_kind(annotation, text, read):
    assert find_kind_of_annotation(annotation).read(text) == read


@pytest.mark.parametrize("annotation", [int | str, object, "int", type])
def test_other_annotation_tells_nothing(annotation):
    assert find_kind_of_annotation(annotation) is None


def test_word_stands_for_a_kind_and_with_a_question_mark_allows_none():
    assert find_kind_of_word("int") is KINDS_BY_WORD["int"]
    assert find_kind_of_word("int?").read("none") is None
    assert find_kind_of_word("integer") is None


@pytest.mark.parametrize(
    ("word", "text", "value"),
    [
        ("list[date]", "2026-12-24 2026-12-25", [date(2026, 12, 24), date(2026, 12, 25)]),
        ("dict[decimal]", "a = 0.10", {"a": Decimal("0.10")}),
        ("tuple[path]?", "none", None),
        ("frozenset[int]", "1 2", frozenset({1, 2})),
    ],
)
def test_word_with_the_type_of_items(word, text, value):
    assert find_kind_of_word(word).read(text) == value


@pytest.mark.parametrize("word", ["list[", "list[x]", "list[list[int]]", "int[int]", "list[int?]", "[int]"])
def test_word_with_brackets_that_mean_nothing(word):
    assert find_kind_of_word(word) is None
