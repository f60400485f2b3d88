"""Secrets and the directory of a site have stand-ins, which become references."""

from __future__ import annotations

import json

import pytest

from twod.inifile.masking import mask
from twod.inifile.secrets import HIDDEN
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.transcription.standins import Standins, find_here

HERE = "/srv/shop"


def write(value, name, standins=None, here="%(here)s"):
    standins = standins or Standins(HERE, {})
    made = standins.put_in(value, mask(value, (name,)), (name,))
    text = json.dumps(made.decode() if isinstance(made, bytes) else made)
    return standins.write_references(text, here)


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("SECRET_KEY", "abc", '"${env:SECRET_KEY}"'),
        ("PIN_TOKEN", 55, "${env:PIN_TOKEN}"),
        ("FERNET_KEY", b"ab", '"${env:FERNET_KEY}"'),
        ("BROKER", "amqp://a:b@c/", '"${env:BROKER}"'),
        ("API_KEYS", ["a", "b"], '["${env:API_KEYS_0}", "${env:API_KEYS_1}"]'),
        ("MEDIA", "/srv/shop/media", '"%(here)s/media"'),
        ("MEDIA", "/srv/shop", '"%(here)s"'),
        ("MEDIA", "/srv/shopping", '"/srv/shopping"'),
        ("SECRET_KEY", None, "null"),
        ("SECRET_KEY", "", '""'),
        ("TOKEN_ON", True, "true"),
    ],
)
def test_secret_becomes_a_reference_and_a_path_moves_with_the_ini(name, value, text):
    assert write(value, name) == text


def test_parts_of_a_dictionary_get_the_names_of_their_keys():
    standins = Standins(HERE, {})
    value = {"default": {"HOST": "db", "PASSWORD": "a"}}
    made = standins.put_in(value, mask(value, ("DATABASES",)), ("DATABASES",))
    (secret,) = standins.find_secrets(str(made))
    assert (secret.variable, secret.text, secret.path) == (
        "DATABASES_DEFAULT_PASSWORD",
        "a",
        ("DATABASES", "default", "PASSWORD"),
    )
    assert made["default"]["HOST"] == "db"


def test_variable_that_the_module_reads_is_the_reference():
    standins = Standins(None, {"SHOP_KEY": "abc", "OTHER": "abc", "SECRET_KEY": "else"}, ["OTHER", "SHOP_KEY"])
    assert "env:SHOP_KEY" in write("abc", "SECRET_KEY", standins)
    # A variable that has another text is no place for this one.
    assert "env:SECRET_KEY_2" in write("xyz", "SECRET_KEY", standins)


def test_number_in_json_is_a_reference_in_quotes():
    standins = Standins(None, {})
    made = standins.put_in([5], [HIDDEN], ("PINS",))
    assert standins.write_references(str(made), "") == '["${env:PINS_0}"]'


def test_secret_of_another_type_is_refused():
    with pytest.raises(BadValueError, match="of type float"):
        write(1.5, "API_KEY")


def test_key_that_is_a_secret_is_refused():
    with pytest.raises(BadValueError, match="a key without a secret"):
        write({"postgres://a:b@c/": 1}, "SHARDS")


def test_directory_of_an_ini():
    assert find_here("/srv/shop/prod.ini") == "/srv/shop"
    assert find_here(None) is None
