"""A value is the same text in every process, however it is made."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from fractions import Fraction

import pytest
from django.urls import reverse_lazy
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.config.trace.shown import make_plain, show_lines, show_value

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda items: (
        st.lists(items, max_size=3) | st.tuples(items) | st.dictionaries(st.text(max_size=4), items, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(PLAIN)
def test_plain_values_are_shown_in_pythons_own_notation(value):
    assert show_value(value) == repr(value)
    assert "".join(line.strip() for line in show_lines(value, 0)).replace(",", "").replace(" ", "") == repr(
        value
    ).replace(",", "").replace(" ", "")
    json.dumps(make_plain(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (len, "len"),
        (json.dumps, "json.dumps"),
        (timedelta, "datetime.timedelta"),
        ({"b", "a"}, "{'a', 'b'}"),
        (frozenset(), "frozenset()"),
        ((1,), "(1,)"),
        (re.compile("a"), "re.compile('a')"),
    ],
)
def test_other_values_have_a_text_of_their_own(value, text):
    assert show_value(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([("de", gettext_lazy("German"))], "[('de', <lazy: German>)]"),
        (reverse_lazy("postgres://shop:hunter2@db"), "<lazy: postgres://shop:<hidden>@db>"),
        ({lazystr("a"): [SimpleLazyObject(list)]}, "{<lazy: a>: [<lazy object>]}"),
    ],
)
def test_what_is_no_data_is_shown_without_evaluating_it(value, text):
    assert show_value(value) == text
    assert show_lines(value, 200) == [text]
    assert show_lines(value, 0)
    json.dumps(make_plain(value))


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_numbers_that_json_does_not_have_are_texts_there(value):
    assert make_plain([float(value), 1.5]) == [value, 1.5]


def test_address_of_an_object_is_left_out():
    assert show_value(object()) == "<object object>"


def test_long_values_take_a_line_for_each_item():
    assert show_lines({"a": ["x" * 5, "y" * 5], "b": 1}, 20) == [
        "{",
        "  'a': [",
        "    'xxxxx',",
        "    'yyyyy',",
        "  ],",
        "  'b': 1,",
        "}",
    ]


def test_an_integer_that_python_does_not_write_in_decimal_is_shown_in_hexadecimal():
    huge = 10**5000
    assert show_value({"a": [huge], huge: -huge}) == f"{{'a': [{huge:#x}], {huge:#x}: {-huge:#x}}}"
    assert show_value(huge) != show_value(huge + 1)
    assert show_value(Fraction(huge, 3)) == "<Fraction>"
    assert json.loads(json.dumps(make_plain({huge: [huge]}))) == {f"{huge:#x}": [f"{huge:#x}"]}
