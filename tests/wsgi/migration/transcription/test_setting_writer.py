"""The shortest options that change a setting come first."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.functional import lazy

from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.kinds.by_type import find_kind_of_value
from twod.wsgi.config.kinds.markers import MISSING
from twod.wsgi.config.kinds.untyped import UNTYPED
from twod.wsgi.migration.transcription.setting_writer import SettingWriter

LONG = {"version": 1, "handlers": {"console": {"class": "logging.StreamHandler"}}, "root": {"handlers": ["console"]}}


def write(name, value, before=MISSING, kind=None):
    kind = kind or KINDS.get(name) or find_kind_of_value(before if before is not MISSING else value) or UNTYPED
    ways = SettingWriter(name, kind, lambda part, path: part).find_ways(value, before)
    return [f"{option.name} = {option.text}" for option in next(ways, [])]


@pytest.mark.parametrize(
    ("name", "value", "before", "options"),
    [
        ("SITE_ID", 2, 1, ["SITE_ID = 2"]),
        ("INSTALLED_APPS", ["a", "b", "c"], ["a", "b"], ["INSTALLED_APPS.append = c"]),
        ("INSTALLED_APPS", ["a"], ["b"], ["INSTALLED_APPS = a"]),
        (
            "MIDDLEWARE",
            ["django.contrib.sessions.S", "white.N", "django.contrib.messages.M"],
            ["django.contrib.sessions.S", "django.contrib.messages.M"],
            ["MIDDLEWARE.after(django.contrib.sessions.S) = white.N"],
        ),
        (
            "TEMPLATES",
            [{"BACKEND": "a.B", "DIRS": [], "OPTIONS": {"debug": True}}],
            [{"BACKEND": "a.B", "DIRS": [], "OPTIONS": {"debug": False}}],
            ["TEMPLATES.0.OPTIONS.debug = true"],
        ),
        ("JWT", {"a": timedelta(1), "b": "x"}, {"a": timedelta(2), "b": "x"}, ["JWT.a = 86400"]),
        ("OWN", {"a": 1}, {"a": 1, "b": 2}, ["OWN = a = 1"]),
        ("OWN", {1, 2, 3}, {1, 2}, ["OWN.append = 3"]),
        (
            "LOGGING",
            LONG,
            {},
            [
                "LOGGING.version = 1",
                "LOGGING.handlers.console.class = logging.StreamHandler",
                "LOGGING.root.handlers = console",
            ],
        ),
    ],
)
def test_setting_is_written_shortest(name, value, before, options):
    assert write(name, value, before) == options


@pytest.mark.parametrize("value", [print, {"a": print}, [lazy(lambda: 1 / 0, str)()]])
def test_value_without_notation_has_no_way(value):
    assert write("OWN", value, kind=UNTYPED) == []


@pytest.mark.parametrize("key", ["a b", "a=b", "a:b", 'a"b', "a%b", "a$b"])
def test_key_that_no_option_can_name_is_written_with_the_whole(key):
    assert write("OWN", {key: 2, "x": "y" * 200}, {key: 1, "x": "y" * 200})[0].startswith("OWN = ")
