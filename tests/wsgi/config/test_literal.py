from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.seals import seal
from twod.wsgi.config.kinds.literal import Literal
from twod.wsgi.exc import BadValueError

keys = st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.binary(max_size=8)
singles = keys | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    singles,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(keys | st.tuples(keys, keys), inner, max_size=3)
        | st.sets(keys, max_size=3)
    ),
    max_leaves=8,
)


def undouble(text: str) -> str:
    """Do what the ini's references do with a doubled dollar sign."""
    return text.replace("$${", "${")


@settings(max_examples=200)
@given(value=values)
def test_every_value_of_these_types_comes_back(value):
    text = Literal().write(value)
    assert text.isprintable()
    assert repr_in_order(Literal().read(undouble(text))) == repr_in_order(value)


def repr_in_order(value: object) -> str:
    """Return the value and the types in it as a text; True is not 1 there."""
    match value:
        case set():
            return f"set{sorted(map(repr, value))}"
        case dict():
            return f"dict{[(repr_in_order(key), repr_in_order(item)) for key, item in value.items()]}"
        case list() | tuple():
            return f"{type(value).__name__}{list(map(repr_in_order, value))}"
    return repr(value)


@given(text=st.text(max_size=8))
def test_a_reference_in_a_text_gives_what_it_gives(text):
    assert Literal().read(f"('a{seal(text)}', 1)") == (f"a{text}", 1)


def test_a_reference_may_be_the_whole():
    assert Literal().read(seal("(1, b'x')")) == (1, b"x")


@pytest.mark.parametrize("value", [object(), float("inf"), 1j, [frozenset()], (print,), {1: {2: object()}}])
def test_a_value_without_a_literal_is_refused(value):
    with pytest.raises(BadValueError, match="with a Python literal"):
        Literal().write(value)


@pytest.mark.parametrize(
    "text",
    ["", "a", "print(1)", "(1", "[x for x in y]", "f'{1}'", r"'\d'", "__import__('os')", "{[]: 1}", "1 2", "{**{}}"],
)
def test_what_is_no_literal_is_refused(text):
    with pytest.raises(BadValueError, match="Python literal"):
        Literal().read(text)


def test_nothing_is_lost_to_a_key_that_is_there_twice():
    with pytest.raises(BadValueError, match="each key once"):
        Literal().read("[{1: 'a', True: 'b'}]")
    with pytest.raises(BadValueError, match="a reference repeats a key"):
        Literal().read(f"{{'a': 1, '{seal('a')}': 2}}")


def test_a_reference_outside_of_a_text_is_refused():
    with pytest.raises(BadValueError, match="Python literal"):
        Literal().read(f"[{seal('1')}, 2]")


def test_an_error_does_not_show_the_text():
    with pytest.raises(BadValueError) as raised:
        Literal().read("('secret', x)")
    assert "secret" not in str(raised.value)


def test_deep_values_are_refused():
    with pytest.raises(BadValueError, match="at most 100 levels of nesting"):
        Literal().read("[" * 150 + "]" * 150)
