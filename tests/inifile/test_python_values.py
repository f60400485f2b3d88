"""A value in a Python expression is a text or a number there, and never code."""

from __future__ import annotations

import ast
import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.python_values import write_python
from twod.inifile.seals import seal


@settings(max_examples=200)
@given(value=st.text())
def test_any_text_arrives_in_python_as_a_text(value):
    quoted = write_python(f"('a{seal(value)}', b'x', {{'k': \"{seal(value)}\"}}, [os.sep], r'''{seal(value)}''')")
    name, _, mapping, _, raw = eval(quoted, vars(logging))
    assert (name, mapping, raw) == (f"a{value}", {"k": value}, value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"('h', {seal('514')})", ("h", 514)),
        (f"('h', {seal('exit()')})", ("h", "exit()")),
        (f"('qref1x', '{seal('a')}')", ("qref1x", "a")),
        (rf"('a\{seal('b')}',)", (r"a\b",)),
    ],
)
@pytest.mark.filterwarnings("ignore::SyntaxWarning", "ignore::DeprecationWarning")
def test_what_a_reference_gives_is_never_python(text, expected):
    assert ast.literal_eval(write_python(text)) == expected


def test_python_that_is_none_keeps_its_references():
    assert write_python(f"('{seal('hunter2', '${file:x}')}'") == "('${file:x}'"
