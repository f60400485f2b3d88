"""Values without their secrets, and whether a text has a secret in clear."""

from __future__ import annotations

import json

import pytest
from django.utils.functional import SimpleLazyObject, lazystr
from django.utils.safestring import mark_safe
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.masking import mask, name_key, shows_secret
from twod.inifile.opaque import KnownValues

SECRET = "hunter2"


@pytest.mark.parametrize("value", ["", None, [], (), {}, False, True])
def test_an_empty_secret_is_shown_as_empty_and_a_switch_as_it_is(value: object) -> None:
    assert mask(value, ("SECRET_KEY",)) == value


@pytest.mark.parametrize(
    ("value", "masked"),
    [
        ({"stripe": "x", "url": "y"}, "<hidden>"),
        (["x", "y"], "<hidden>"),
        (12345, "<hidden>"),
    ],
)
def test_all_below_a_secret_is_hidden(value: object, masked: object) -> None:
    assert mask(value, ("API_KEYS",)) == masked


def test_of_a_mapping_that_is_named_after_its_subject_the_parts_are_judged() -> None:
    value = {"ENGINE": "sqlite3", "PASSWORD": SECRET, "TEST": {"NAME": None}}
    assert mask({"auth": value}, ("DATABASES",)) == {"auth": {**value, "PASSWORD": "<hidden>"}}
    assert mask({"bob": SECRET, "timeout": 5, "on": True}, ("BASIC_AUTH",)) == {
        "bob": "<hidden>",
        "timeout": 5,
        "on": True,
    }
    assert mask(("bob", SECRET), ("BASIC_AUTH",)) == ("<hidden>", "<hidden>")


def test_of_two_items_the_first_may_be_the_name_of_the_second() -> None:
    headers = [("Authorization", SECRET), ["X-Api-Key", SECRET], ("Accept", "text/html")]
    assert mask(headers, ("SHOP_HEADERS",)) == [
        ("Authorization", "<hidden>"),
        ["X-Api-Key", "<hidden>"],
        ("Accept", "text/html"),
    ]
    assert mask([("Pass Manager", "x@y.org")], ("ADMINS",)) == [("Pass Manager", "x@y.org")]


def test_what_came_from_elsewhere_is_hidden_by_its_path() -> None:
    value = {"HOST": "db", "OPTIONS": {"a": 1}, "LIST": ["x", "y"]}
    assert mask(value, ("SHOP",), {("SHOP", "HOST"), ("SHOP", "OPTIONS")}, KnownValues(["y"])) == {
        "HOST": "<hidden>",
        "OPTIONS": "<hidden>",
        "LIST": ["x", "<hidden>"],
    }


def test_texts_are_hidden_by_their_form_wherever_they_are() -> None:
    url, hidden = f"postgres://shop:{SECRET}@db", "postgres://shop:<hidden>@db"
    assert mask({url: {url}, b"a": [url.encode()]}, ("SHOP",)) == {hidden: {hidden}, b"a": [hidden.encode()]}
    assert mask(mark_safe(url), ("SHOP",)) == hidden


def test_what_is_no_data_is_never_evaluated() -> None:
    def fail(*_: object) -> None:
        raise AssertionError("it was evaluated")

    lazy, thing = lazystr(SECRET), SimpleLazyObject(fail)
    value = {"a": [thing, (lazy, 1)], "b": {"PASSWORD": thing}}
    masked = mask(value, ("SHOP",), {("SHOP", "c")}, KnownValues(["x"]))
    assert isinstance(masked, dict)
    assert masked["a"][0] is thing
    assert masked["a"][1][0] is lazy
    assert masked["b"] == {"PASSWORD": "<hidden>"}
    assert mask(thing, ("SECRET_KEY",)) == "<hidden>"


SHOWN = [
    ("SECRET_KEY", "abc"),
    ("SECRET_KEY", "12345"),
    ("SECRET_KEY", '"abc"'),
    ("SECRET_KEY", "YWJj="),
    ("SECRET_KEY", "${env:KEY:-abc}"),
    ("SECRET_KEY", "abc${env:KEY}"),
    ("SECRET_KEY", "$${env:KEY}"),
    ("SECRET_KEY_FALLBACKS", "${env:OLD} abc"),
    ("SECRET_KEY_FALLBACKS", '["${env:OLD}", "abc"]'),
    ("DATABASES.default.PASSWORD", "abc"),
    ("DATABASES.default", "postgres://user:abc@host/db"),
    ("DATABASES.default", "postgres://user:abc${env:PW}@host/db"),
    ("DATABASES.default", "${env:URL:-postgres://user:abc@host/db}"),
    ("DATABASES.default", "ENGINE = x\nPASSWORD = abc"),
    ("DATABASES", '{"default": {"PASSWORD": "abc"}}'),
    ("DATABASES", '{"default": {"PASSWORD": 12345}}'),
    ("DATABASES", '{"default": {"PORT": ${env:PORT}, "PASSWORD": "abc"}}'),
    ("API_KEYS", "stripe = ${env:STRIPE}\nmaps = abc"),
    ("SHOP_HEADERS", '[["Authorization", "abc"]]'),
    ("SHOP", '{"dsn": "https://abc@sentry.io/1"}'),
    ("SHOP", '{"nested": "{\\"password\\": \\"abc\\"}"}'),
]

NOT_SHOWN = [
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "none"),
    ("SECRET_KEY", "${file:../key}"),
    ("SECRET_KEY", '"${file:../key}"'),
    ("SECRET_KEY", "${env:KEY}"),
    ("SECRET_KEY", "${env:KEY:-}"),
    ("SECRET_KEY", "${key}"),
    ("SECRET_KEY_FALLBACKS", "${env:OLD} ${env:OLDER}"),
    ("SECRET_KEY_FALLBACKS", "${env:OLD},${env:OLDER}"),
    ("SECRET_KEY_FALLBACKS", "\n${env:OLD}\n${env:OLDER}"),
    ("SECRET_KEY_FALLBACKS", '["${env:OLD}", "${env:OLDER}"]'),
    ("USE_API_KEY", "yes"),
    ("CORS_ALLOW_CREDENTIALS", "true"),
    ("STRIPE_KEY", '{"enabled": true, "live": null}'),
    ("DATABASES.default", "${env:DATABASE_URL:-sqlite:////srv/db.sqlite3}"),
    ("DATABASES.default", "postgres://user@host/db"),
    ("DATABASES.default", "postgres://user:${env:PW}@host/db"),
    ("DATABASES.default", "https://${env:TOKEN}@host/db?token=${file:key}"),
    ("DATABASES.default", "ENGINE = x\nPASSWORD = ${env:PW}"),
    ("DATABASES", '{"default": {"PASSWORD": "${env:PW}", "NAME": "x"}}'),
    ("DATABASES", '{"default": {"PORT": ${env:PORT}, "PASSWORD": "${env:PW}"}}'),
    ("API_KEYS", "stripe = ${env:STRIPE}\nmaps = ${file:maps}"),
    ("AUTH_PASSWORD_VALIDATORS", '[{"NAME": "a.B"}]'),
    ("PASSWORD_RESET_TIMEOUT", "3d"),
    ("SHOP", "[" * 10_000),
]


@pytest.mark.parametrize(("key", "text"), SHOWN)
def test_a_secret_in_clear_is_noticed(key: str, text: str) -> None:
    assert shows_secret(tuple(key.split(".")), text)


@pytest.mark.parametrize(("key", "text"), NOT_SHOWN)
def test_a_reference_alone_shows_no_secret(key: str, text: str) -> None:
    assert not shows_secret(tuple(key.split(".")), text)


NAMES = st.sampled_from(["a", "PASSWORD", "auth", "NAME"])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab:/@=", max_size=8),
    lambda items: st.lists(items, max_size=3) | st.dictionaries(NAMES, items, max_size=3),
    max_leaves=6,
)


@given(VALUES.filter(lambda value: isinstance(value, dict | list)))
def test_a_json_text_shows_no_secret_where_nothing_in_its_value_is_hidden(value: object) -> None:
    assert not shows_secret(("SHOP",), json.dumps(value)) or mask(value, ("SHOP",)) != value


def test_two_modules_side_by_side_are_no_name_and_its_secret() -> None:
    apps = ["django.contrib.auth", "django.contrib.contenttypes"]
    assert mask(apps, ("INSTALLED_APPS",)) == apps
    assert mask(["shop.token", "abc.DEF.9"], ("HEADERS",)) == ["shop.token", "<hidden>"]
    assert mask(["Authorization", "django.contrib"], ("HEADERS",)) == ["Authorization", "<hidden>"]


def test_a_key_that_python_does_not_write_in_decimal_is_written_in_hexadecimal() -> None:
    huge = 10**5000
    assert name_key(huge) == f"{huge:#x}"
    assert name_key((huge,)) == "<tuple>"
    assert mask({huge: 1}, ("SHOP",)) == {huge: 1}
