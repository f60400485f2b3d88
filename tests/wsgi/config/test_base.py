"""What all kinds have in common, and the kind that allows None."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.base import OptionalKind, is_json, is_plain, is_quoted, join_lines, show, unquote
from twod.wsgi.config.kinds.lists import WORDS
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize("text", ["", "none", "NULL", " None "])
def test_optional_kind_reads_none(text):
    assert OptionalKind(INTEGER).read(text) is None


def test_optional_kind_writes_a_text_that_would_be_none_in_quotes():
    assert OptionalKind(TEXT).write(None) == "none"
    assert OptionalKind(TEXT).write("None") == '"None"'


def test_error_of_an_optional_kind_says_that_none_is_right_too():
    with pytest.raises(BadValueError, match="expected an integer or none, got 'x'"):
        OptionalKind(INTEGER).read("x")
    with pytest.raises(BadValueError, match="expected an integer or none, got 'true'"):
        OptionalKind(INTEGER).take(True)


def test_error_in_a_part_of_an_optional_value_stays_as_it_is():
    with pytest.raises(BadValueError, match=r"^at 1: expected a text, got '5'$"):
        OptionalKind(WORDS).read('["a", 5]')


def test_single_value_has_no_parts_and_takes_no_items():
    assert INTEGER.find_child("0") is None
    with pytest.raises(BadValueError, match="expected a setting that is a list; this one takes an integer"):
        INTEGER.read_items("5")


def test_optional_kind_has_the_parts_of_its_kind():
    assert OptionalKind(WORDS).find_child("0") is TEXT
    assert OptionalKind(WORDS).read_items("a b") == ["a", "b"]


def test_looks_of_a_text():
    assert [is_json(text) for text in (" [", "{}", "a[", '"')] == [True, True, False, False]
    assert [is_quoted(text) for text in ('"a"', ' "" ', '"', 'a"')] == [True, True, False, False]
    assert [is_plain(text) for text in ("a b", " a", "a\nb", "${a}")] == [True, False, False, False]


def test_quotes_are_those_of_json():
    assert unquote(r'"a\"b"') == 'a"b'
    with pytest.raises(BadValueError, match="a JSON string, because it begins and ends with"):
        unquote('"a" and "b"')


def test_lines_stand_below_the_name_when_there_are_several():
    assert [join_lines(lines) for lines in ([], ["a"], ["a", "b"])] == ["", "a", "\na\nb"]


def test_json_value_is_shown_as_json_and_a_text_without_quotes():
    assert [show(value) for value in ("a", None, [1])] == ["a", "null", "[1]"]
