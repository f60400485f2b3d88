"""What an id of a request may be."""

from __future__ import annotations

import re

import pytest

from twod.inifile.request_id_syntax import VALID_REQUEST_ID


@pytest.mark.parametrize("text", ["7f3a", "Root=1-67891233-abcdef", "a" * 128, "a+/=@~"])
def test_ids_of_clouds_and_short_ones_are_ids(text):
    assert re.fullmatch(VALID_REQUEST_ID, text)


@pytest.mark.parametrize("text", ["", "a" * 129, "a b", "a\nb", 'a"', "a\\", "é", "$a", "{", "#"])
def test_what_could_forge_a_line_or_end_a_word_is_no_id(text):
    assert not re.fullmatch(VALID_REQUEST_ID, text)
