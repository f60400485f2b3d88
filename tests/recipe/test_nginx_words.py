"""Words of nginx's configuration."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.engines.nginx.nginx_words import check_word, make_block, quote_word


def read_word(text: str) -> str:
    """Return the one word of a text as nginx's parser does (ngx_conf_read_token)."""
    if not text.startswith('"'):
        assert not any(character in text for character in " \t\r\n;{}\"'\\$#")
        return text
    word, characters = "", iter(text[1:])
    for character in characters:
        if character == "\\":
            following = next(characters)
            word += following if following in "\"'\\" else f"\\{following}"
        elif character == '"':
            break
        else:
            word += character
    assert next(characters, None) is None, "something follows the closing quote"
    return word


WORDS = st.text(st.characters(exclude_characters="$", exclude_categories=("Cc", "Cs")), min_size=1)


@given(WORDS | st.text(" ;{}\"'\\#~=/an", min_size=1))
def test_a_word_is_read_as_it_was_written(text: str) -> None:
    assert read_word(quote_word(text)) == text


@given(WORDS.map(lambda text: f"/{text}"))
def test_a_path_is_no_operator_of_location(text: str) -> None:
    assert quote_word(text)[0] in '/"'


@pytest.mark.parametrize("text", ["", "/srv/$x", "a\nb", "a\0", "\x7f", "\ud800"])
def test_what_nginx_cannot_have_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is empty|has a"):
        quote_word(text)
    with pytest.raises(ValueError, match=r"is empty|has a"):
        check_word(text)


def test_a_block_is_indented_without_blanks_in_empty_lines() -> None:
    assert make_block("server", ["a;", "", "b;"]) == ["server {", "    a;", "", "    b;", "}"]
