"""A file that twod.recipe wrote knows its part, and whether it was edited since."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.checksum import add_checksum, find_part, is_edited, make_marker


@given(st.text(st.characters(codec="utf-8")))
def test_an_ini_knows_its_part_and_whether_it_was_edited(value: str) -> None:
    text = add_checksum(f"{make_marker('twod', 'buildout.cfg')}\n\n[DEFAULT]\n{value}\n")
    assert find_part(text) == "twod"
    assert not is_edited(text)
    assert is_edited(text + "\n")


@pytest.mark.parametrize("text", ["", "[app:main]\nuse = egg:x\n", "# Checksum of nothing\n"])
def test_a_text_of_somebody_else_has_no_part_and_no_checksum(text: str) -> None:
    assert find_part(text) is None
    assert not is_edited(text)
