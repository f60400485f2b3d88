"""JSON with references, as django-pastedeploy-settings reads it."""

from __future__ import annotations

import pytest

from twod.inifile.reading import IniOption
from twod.wsgi.config.dialects.json_only import read_json_only
from twod.wsgi.exc import BadValueError

VARIABLES = {
    name: IniOption(name, text, None, None, None) for name, text in {"n": "5", "host": "a.b", "q": '"'}.items()
}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("5", 5),
        (" 0.50 ", 0.5),
        ('"text"', "text"),
        ("[1,\n null]", [1, None]),
        ('{"a": [1,\n ],}', {"a": [1]}),
        ('{"a": {"b": true}}', {"a": {"b": True}}),
        ("${n}", 5),
        ('["www.${host}", ${n}]', ["www.a.b", 5]),
        ('"$${host}"', "${host}"),
        ('"$$${host}"', "$${host}"),
        ('"${host"', "${host"),
        ('${q}text"', "text"),
        ('"$host {host}"', "$host {host}"),
    ],
)
def test_text_is_json_once_its_references_are_replaced(text, value):
    assert read_json_only(text, VARIABLES) == value


@pytest.mark.parametrize("text", ["", "text", "True", "[,]", "'a'", "${gone}", '"${env:HOME}"', "[" * 100_000])
def test_anything_else_is_an_error(text):
    with pytest.raises(BadValueError, match="expected "):
        read_json_only(text, VARIABLES)


def test_error_says_where():
    with pytest.raises(BadValueError, match=r"line 2, column 1: Expecting value"):
        read_json_only('["a",\nb]', VARIABLES)
    with pytest.raises(BadValueError, match="there is no option 'gone'"):
        read_json_only('"${gone}"', VARIABLES)
