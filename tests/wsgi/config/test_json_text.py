"""JSON in an ini: trailing commas are allowed, and what JSON leaves open is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.config.kinds import json_text
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize(("text", "value"), [("[1, 2,\n]", [1, 2]), ('{"a": ",]",}', {"a": ",]"}), ('"x"', "x")])
def test_trailing_commas_are_allowed(text, value):
    assert json_text.loads(text) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[1, 2", "expected JSON: expecting ',' delimiter (line 1, column 6 of the value)"),
        ("[\n1 2]", "expected JSON: expecting ',' delimiter (line 2, column 3 of the value)"),
        ("[,]", "expected JSON: expecting value (line 1, column 2 of the value)"),
        ('{"a": 1, "a": 2}', "expected JSON with each key once in an object; 'a' appears twice"),
        ("[NaN]", "expected JSON; NaN is not a JSON value"),
        ("[-Infinity]", "expected JSON; -Infinity is not a JSON value"),
        ("[1e999]", "expected JSON; a number is too large for a float"),
        ("[" * 100_000, "expected JSON with at most 100 levels of nesting"),
        ("9" * 5000, "expected JSON; a number has too many digits"),
    ],
    ids=range(9),
)
def test_what_is_wrong_is_located_and_not_repeated(text, message):
    with pytest.raises(BadValueError) as raised:
        json_text.loads(text)
    assert str(raised.value) == message


def test_only_what_is_open_at_once_counts_as_nested():
    assert json_text.loads("[" * 100 + "]" * 100)
    assert len(json_text.loads("[" + "[]," * 1000 + '"' + "[" * 1000 + '"]')) == 1001
    with pytest.raises(BadValueError, match="at most 100 levels of nesting"):
        json_text.loads('{"a": ' * 101 + "1" + "}" * 101)


@given(st.text())
def test_any_text_is_written_on_one_line_that_is_no_reference(text):
    written = json_text.dumps(text)
    assert len(written.splitlines()) == 1
    assert "${" not in written.replace("$${", "")
    assert json_text.loads(written.replace("$${", "${")) == text
