"""A comment behind a value is part of the value, and a warning says so."""

from __future__ import annotations

import pytest

from twod.inifile.keys import parse_key
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.untyped import UNDECLARED
from twod.wsgi.config.merging.inline_comments import find_inline_comment


@pytest.mark.parametrize(
    ("name", "text", "sign"),
    [
        ("ALLOWED_HOSTS", "localhost  # our hosts", "#"),
        ("ALLOWED_HOSTS", "localhost ; our hosts", ";"),
        ("MIDDLEWARE", "\na.A  # first\nb.B", "#"),
        ("MIDDLEWARE.append", "a.A # new", "#"),
        ("TIME_ZONE", "UTC ; for now", ";"),
        ("LANGUAGES", "en ; English  # the only one", "#"),
        ("MY", "a text # and a comment", "#"),
        ("ALLOWED_HOSTS", '"a # b" # c', "#"),
    ],
)
def test_sign_that_stands_alone_is_found(name, text, sign):
    key = parse_key(name)
    message = find_inline_comment(key, text, KINDS.get(key.name, UNDECLARED))
    assert message is not None
    assert message.startswith(f"the text from '{sign}' on is part of the value; put a comment on a separate line")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("ALLOWED_HOSTS", "localhost"),
        ("LOGIN_URL", "/in#form"),
        ("MY", "red #fff ;x"),
        ("MY", '["a # b"]'),
        ("MY", '"a # b"'),
        ("MY", "SELECT 1\n# a comment of SQL's"),
        ("SECRET_KEY", "a # b ; c"),
        ("DATABASES.default.PASSWORD", "a # b"),
        ("LANGUAGES", "en ; English"),
        ("ADMINS", "Mary Ng ; mary@example.com"),
        ("SECURE_PROXY_SSL_HEADER", "HTTP_X_SCHEME ; https"),
        ("STATICFILES_DIRS", "docs ; /srv/docs"),
    ],
)
def test_sign_that_belongs_to_the_value_is_not(name, text):
    key = parse_key(name)
    assert find_inline_comment(key, text, KINDS.get(key.name, UNDECLARED)) is None


def test_pairs_of_ones_own_have_semicolons_too():
    kind = find_kind_of_value([("a", 1)])
    assert kind is not None
    assert find_inline_comment(parse_key("MY"), "a ; 1", kind) is None


def test_warning_has_the_place_and_the_value_is_kept(load):
    with pytest.warns(
        UserWarning, match=r"site\.ini:3 \[app:main\] ALLOWED_HOSTS: the text from '#' on is part of the"
    ):
        loaded = load("ALLOWED_HOSTS = localhost  # ours")
    assert loaded.values["ALLOWED_HOSTS"] == ["localhost", "#", "ours"]
