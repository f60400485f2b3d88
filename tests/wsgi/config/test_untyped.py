"""A value of which nobody said the type is JSON when it looks so, and else a text."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.untyped import UNDECLARED, UNTYPED
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        ("05", "05"),
        ("1.5", 1.5),
        ("1.10", "1.10"),
        ("1e5", "1e5"),
        ("true", True),
        ("null", None),
        ("True", "True"),
        ('{"a": [1,],}', {"a": [1]}),
        ('"5"', "5"),
        ("a b", "a b"),
        ("", ""),
    ],
)
def test_notation_reads_as_documented(text, value):
    assert UNTYPED.read(text) == value
    assert type(UNTYPED.read(text)) is type(value)


@pytest.mark.parametrize(("text", "message"), [("[1, 2", "expected JSON: "), ('"a" and "b"', "expected a JSON string")])
def test_what_begins_as_json_has_to_be_json(text, message):
    with pytest.raises(BadValueError) as raised:
        UNTYPED.read(text)
    assert message in str(raised.value)


@pytest.mark.parametrize(("value", "text"), [("5", '"5"'), ("a b", "a b"), ("true", '"true"'), ((1, "a"), '[1, "a"]')])
def test_text_that_would_read_as_something_else_is_written_in_quotes(value, text):
    assert UNTYPED.write(value) == text


def test_decimal_of_a_whole_setting_is_a_text():
    assert UNDECLARED.read("1.5") == "1.5"
    assert UNDECLARED.read("[1.5]") == [1.5]
    assert UNDECLARED.find_child("a") is UNTYPED


@pytest.mark.parametrize("text", ["True", "off", "1.10", " no "])
def test_text_that_looks_like_something_else_is_found(text):
    assert list(UNTYPED.find_ambiguous(text)) == [text.strip()]


@pytest.mark.parametrize("text", ["true", "null", "5", "1.5", '"True"', "True or not", "1.2.3", "[0.5]", "nothing"])
def test_text_that_looks_like_nothing_else_or_is_no_text_is_not(text):
    assert list(UNTYPED.find_ambiguous(text)) == []


def test_operator_takes_words_an_array_or_one_object():
    assert UNTYPED.read_items("5 a") == [5, "a"]
    assert UNTYPED.read_items("[5]") == [5]
    assert UNTYPED.read_items('{"a": 1}') == [{"a": 1}]
