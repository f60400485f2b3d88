"""A setting of one's own is read by the type of its value, its annotation, or a declared word."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Annotated, Final

import pytest

from twod.wsgi.config.kinds.by_type import (
    KINDS_BY_WORD,
    find_kind_of_annotation,
    find_kind_of_value,
    find_kind_of_word,
)
from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    DECIMAL,
    DECIMALS,
    DURATION,
    INTEGER,
    PATH,
    TEXT,
)
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
        (PurePosixPath("/a"), PATH),
        (None, None),
        (object(), None),
        (b"a", None),
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
    with pytest.raises(BadValueError, match="words, or a JSON array, for a set"):
        find_kind_of_value(set()).read('[["a"]]')


def test_set_is_written_in_the_same_order_always():
    assert find_kind_of_value({"a"}).write({"c", "a", "b"}) == "\na\nb\nc"


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
