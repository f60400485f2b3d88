"""Pairs and longer tuples, and lists of them, one a line."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.base import Mention
from twod.wsgi.config.kinds.lists import WORDS
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.pairs import Pair, Pairs, PathsOrPairs, Row, Rows
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.exc import BadValueError

ROW = Row(TEXT, INTEGER, TEXT)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Pair(), "HTTP_X ; https", ("HTTP_X", "https")),
        (Pair(), '["a;b", "c"]', ("a;b", "c")),
        (Pairs(), "en ; English\nde;Deutsch", [("en", "English"), ("de", "Deutsch")]),
        (PathsOrPairs(), "/a b\nx ; /c", ["/a b", ("x", "/c")]),
        (ROW, "a ; 5 ; b ; c", ("a", 5, "b ; c")),
        (Rows(ROW, "rows"), "a ; 5 ; b\nc ; 6 ; d", [("a", 5, "b"), ("c", 6, "d")]),
        (Row(TEXT, WORDS), '["a", ["b", "c"]]', ("a", ["b", "c"])),
    ],
)
def test_notation_reads_as_documented(kind, text, value):
    assert kind.read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Pairs(), "en", "expected a pair: a ; b, got 'en'"),
        (ROW, "a ; 5", "expected a text ; an integer ; a text, got 'a ; 5'"),
        (ROW, '["a", "5", "b"]', "at 1: expected an integer, got '5'"),
        (Row(TEXT, WORDS), "a ; b c", "expected a JSON array: a text, words, got 'a ; b c'"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert message in str(raised.value)


def test_a_pair_is_meant_by_the_whole_of_it_or_by_its_first_half():
    assert Pair().read_mention("de ; Deutsch") == Mention(("de", "Deutsch"), "de ; Deutsch")
    assert Pair().read_mention("de") == Mention(MISSING, "de")
    assert Pair().find_names(("de", "Deutsch")) == ("de",)
