"""Text as PEP 3333 has it: bytes, each as the character of that number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.wsgi_text import decode_wsgi, encode_wsgi, is_wsgi_string


@given(st.text())
def test_a_text_is_its_bytes_each_as_the_character_of_that_number(text: str) -> None:
    try:
        expected = [chr(byte) for byte in text.encode()]
    except UnicodeEncodeError:
        with pytest.raises(UnicodeEncodeError):
            encode_wsgi(text)
        return
    encoded = encode_wsgi(text)
    assert list(encoded) == expected
    assert is_wsgi_string(encoded)
    assert decode_wsgi(encoded) == text


@given(st.binary())
def test_any_bytes_are_a_wsgi_string_and_a_text_if_they_are_utf_8(data: bytes) -> None:
    string = data.decode("latin-1")
    assert is_wsgi_string(string)
    try:
        text = data.decode()
    except UnicodeDecodeError:
        with pytest.raises(UnicodeDecodeError):
            decode_wsgi(string)
    else:
        assert decode_wsgi(string) == text


@given(st.text())
def test_a_text_is_a_wsgi_string_if_all_its_characters_are_bytes(text: str) -> None:
    assert is_wsgi_string(text) == all(ord(character) < 256 for character in text)
