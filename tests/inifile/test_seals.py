"""The text of a reference stays apart from the text around it until it is opened."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.seals import is_sealed, seal, spell, split_seals, unseal, unseal_whole

#: Everything that a ``str`` can hold, lone surrogates and so the characters of seals included.
every_text = st.text(st.characters())


@given(value=every_text, spelling=every_text)
def test_any_text_comes_out_of_its_seal(value, spelling):
    sealed = seal(value, spelling)
    assert unseal(sealed) == unseal_whole(sealed) == unseal(unseal(seal(sealed))) == value
    assert spell(sealed) == spelling
    assert unseal(f"a{sealed}{sealed}z") == f"a{value}{value}z"


@given(value=every_text)
def test_seal_means_nothing_to_any_notation(value):
    sealed = seal(value, value)
    assert sealed.split() == [sealed]
    assert sealed.strip() == sealed
    assert re.findall(r"[\x00-\u2fff]", sealed) == []
    assert json.loads(f'["{sealed}"]') == [sealed]
    assert unquote(sealed) == sealed


@given(value=every_text)
def test_only_a_seal_alone_is_opened_as_a_whole(value):
    sealed = seal(value)
    assert is_sealed(f" {sealed} ")
    for text in ("", "a", f"a{sealed}", f"{sealed}{sealed}", f"{sealed} a"):
        assert not is_sealed(text)
        assert unseal_whole(text) == text


def test_parts_of_a_text_alternate_with_what_was_sealed():
    assert split_seals(f"a{seal('b')}{seal('')}c") == ["a", "b", "", "", "c"]
    assert split_seals(seal("b")) == ["", "b", ""]
    assert split_seals("a") == ["a"]


@given(password=st.text())
def test_password_in_a_url_is_encoded_so_that_its_reader_finds_it(password):
    url = unseal(f"amqp://shop:{seal(password)}@mq.example.com/shop")
    match = re.fullmatch("amqp://shop:([A-Za-z0-9%_.~-]*)@mq.example.com/shop", url)
    assert unquote(match[1]) == password


@pytest.mark.parametrize(
    "text", ["https://{}/static/", "see https://a and {}@b", "https://a/{}@b", "{}@b", "a:{}@b", "https://a?b={}@"]
)
def test_elsewhere_a_text_is_opened_as_it_is(text):
    assert unseal(text.format(seal("/%@"))) == text.format("/%@")
