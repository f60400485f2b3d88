"""The words for true and false."""

from __future__ import annotations

import pytest

from twod.inifile.booleans import read_boolean
from twod.inifile.problems import BadValueError


@pytest.mark.parametrize("text", ["true", "True", "TRUE", "yes", "on", "1", " On "])
def test_each_word_for_true_is_taken_in_any_case(text: str) -> None:
    assert read_boolean(text) is True


@pytest.mark.parametrize("text", ["false", "False", "no", "off", "0", "OFF\n"])
def test_each_word_for_false_is_taken_in_any_case(text: str) -> None:
    assert read_boolean(text) is False


@pytest.mark.parametrize("text", ["", "2", "t", "yess", "truefalse", "none"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadValueError) as raised:
        read_boolean(text)
    assert str(raised.value) == f"expected true or false, got {text!r}"
