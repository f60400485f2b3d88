"""Lists: of words, of lines, of one kind of items."""

from __future__ import annotations

import re

import pytest

from twod.inifile.seals import seal
from twod.wsgi.config.kinds.lists import INTEGERS, LINES, SECRET_KEYS, WORDS, Lines, ListKind, OneOrMore
from twod.wsgi.config.kinds.mail_addresses import MailAddress
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.config.kinds.scalars import TEXT
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.exc import BadValueError

COMPILED, PATTERNS = Lines(Regex(compiled=True)), Lines(Regex(compiled=False))
ADDRESSES = Lines(MailAddress(lambda: False), "addresses, one per line")


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (WORDS, 'a, b\n"c d" e', ["a", "b", "c d", "e"]),
        (WORDS, "'self'", ["'self'"]),
        (WORDS, '["a", "b",]', ["a", "b"]),
        (WORDS, " , ", []),
        (LINES, "%d %b %Y\n\n  %b %d, %Y", ["%d %b %Y", "%b %d, %Y"]),
        (INTEGERS, "3 4 2", (3, 4, 2)),
        (COMPILED, r"\.php$", [re.compile(r"\.php$")]),
        (PATTERNS, "^a", ["^a"]),
        (OneOrMore(INTEGER), "3", 3),
        (OneOrMore(INTEGER), "3 2 0", [3, 2, 0]),
        (OneOrMore(TEXT), "", ""),
        (ListKind(UNTYPED), "[1, [2]]", [1, [2]]),
    ],
)
def test_notation_reads_as_documented(kind, text, value):
    assert kind.read(text) == value
    assert type(kind.read(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        f"{seal('')} {seal('former')}",
        f"{seal('')}\n{seal('former')}\n{seal('')}",
        f'["{seal("")}", "former"]',
        seal('\n"" former\n'),
        seal('["former", ""]'),
    ],
)
def test_an_empty_key_with_which_anybody_can_sign_is_none(text):
    assert SECRET_KEYS.read(text) == ["former"]
    assert SECRET_KEYS.read_items(text) == ["former"]
    assert SECRET_KEYS.read(seal("")) == []


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (WORDS, '["a"', "expected JSON: "),
        (WORDS, '["a", 5]', "at 1: expected a text, got '5'"),
        (WORDS, '"a', "is not closed, or is not followed by a space"),
        (WORDS, '"a"b', "is not closed, or is not followed by a space"),
        (COMPILED, "a[", "expected a regular expression (unterminated character set at position 1), got 'a['"),
        (ADDRESSES, "nobody", "expected an address (a@example.com, "),
        (ListKind(UNTYPED, "a list of template engines"), "a", "expected a list of template engines, as JSON, got 'a'"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert message in str(raised.value)


def test_operator_takes_items_in_the_notation_of_the_list_or_one_object():
    assert WORDS.read_items("a b") == ["a", "b"]
    assert ListKind(UNTYPED).read_items('{"a": 1}') == [{"a": 1}]


def test_index_leads_to_an_item_and_nothing_else_does():
    assert WORDS.find_child("3") is TEXT
    assert WORDS.find_child("first") is None
