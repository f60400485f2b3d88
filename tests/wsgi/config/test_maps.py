"""Mappings: free ones, and those of which some keys are known."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.lists import OneOrMore
from twod.wsgi.config.kinds.maps import TEXTS, Located, Map, Struct, Tags
from twod.wsgi.config.kinds.number_kinds import INTEGER
from twod.wsgi.config.kinds.scalars import OPTIONAL_TEXT, TEXT
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.config.kinds.urls import UrlItem
from twod.wsgi.exc import BadValueError

ENGINE = Struct("a template engine", {"DIRS": OneOrMore(TEXT), "LIMIT": INTEGER})
PLACE = Located("a cache", {"LOCATION": TEXT}, lambda url: UrlItem({"LOCATION": url}, {}))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Map(), "a = 1\nb = x = y", {"a": 1, "b": "x = y"}),
        (Map(), '{"a": [1,],}', {"a": [1]}),
        (TEXTS, "a = 1", {"a": "1"}),
        (TEXTS, '" a" = 1', {" a": "1"}),
        (Map(OPTIONAL_TEXT), "blog = none\nshop = a.b", {"blog": None, "shop": "a.b"}),
        (
            Map(OneOrMore(UNTYPED)),
            "script-src = 'self' https://example.com\nupgrade-insecure-requests = true",
            {"script-src": ["'self'", "https://example.com"], "upgrade-insecure-requests": True},
        ),
        (Tags(), "ERROR = danger\n25 = ok", {40: "danger", 25: "ok"}),
        (Tags(), '{"10": "d"}', {10: "d"}),
        (ENGINE, "LIMIT = 5\nOTHER = 5", {"LIMIT": 5, "OTHER": 5}),
        (PLACE, "redis://h/1", {"LOCATION": "redis://h/1"}),
        (PLACE, "LOCATION = redis://h/1", {"LOCATION": "redis://h/1"}),
    ],
)
def test_notation_reads_as_documented(kind, text, value):
    assert kind.read(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (Map(), "a", "expected lines of k = v, or a JSON object, got 'a'"),
        (Map(), "= 1", "expected lines of k = v, or a JSON object, got '= 1'"),
        (Map(), "[1]", "expected lines of k = v, or a JSON object, got '[1]'"),
        (Map(), "a = 1\na = 2", "expected lines of k = v, or a JSON object; the key 'a' appears twice"),
        (Map(key=INTEGER), '{"x": 1}', "expected an integer, got 'x'"),
        (ENGINE, "DIR = a", "expected a known key, got 'DIR'; did you mean DIRS?"),
        (ENGINE, "LIMIT = x", "at LIMIT: expected an integer, got 'x'"),
        (ENGINE, '{"LIMIT": "x"}', "at LIMIT: expected an integer, got 'x'"),
        (Map(Map(INTEGER)), '{"a": {"b": true}}', "at a.b: expected an integer, got 'true'"),
    ],
)
def test_what_is_wrong_is_said_with_its_key(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert str(raised.value) == message


def test_key_of_a_mapping_is_of_its_own_kind():
    assert Tags().make_key("ERROR") == 40
    with pytest.raises(BadValueError):
        Tags().make_key("LOUD")


def test_misspelt_key_has_no_kind_and_a_foreign_one_any():
    assert ENGINE.find_child("LIMIT") is INTEGER
    assert ENGINE.find_child("LIMTI") is None
    assert ENGINE.find_child("POOL") is UNTYPED


def test_mapping_that_lines_cannot_hold_is_written_as_json():
    assert Map().write({"a": "1", "b": ""}) == '{"a": "1", "b": ""}'
    assert TEXTS.write({"a": "x", "b": "y"}) == "\na = x\nb = y"
