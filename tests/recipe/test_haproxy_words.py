"""Words of HAProxy's configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.engines.haproxy.haproxy_words import quote_argument, quote_format


def read_argument(text: str) -> str:
    """Return the one word of a line as HAProxy's parser does (parse_line)."""
    word, quote, characters = "", "", iter(text)
    for character in characters:
        if quote:
            if character == quote:
                quote = ""
                continue
            assert quote == "'" or character not in '\\$"'
        elif character in "\"'":
            quote = character
            continue
        else:
            assert character not in " \t\\#$"
        word += character
    assert not quote
    return word


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))) | st.text(" \"'\\#$%{}a"))
def test_a_word_is_read_as_it_was_written(text: str) -> None:
    assert read_argument(quote_argument(text)) == text
    assert read_argument(quote_format(text)) == text.replace("%", "%%")


@pytest.mark.parametrize("text", ["a\nb", "\0", "\x7f", "\ud800"])
def test_what_haproxy_cannot_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="has a control character"):
        quote_argument(text)
