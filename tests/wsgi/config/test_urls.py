"""URLs of databases, caches and mail servers."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.urls import read_cache_url, read_database_url, read_mailer_url
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        (
            "DATABASES.default = postgres://u:p%%40w@db:5433/site?conn_max_age=60",
            {
                "default": {
                    "ENGINE": "django.db.backends.postgresql",
                    "NAME": "site",
                    "USER": "u",
                    "PASSWORD": "p@w",
                    "HOST": "db",
                    "PORT": 5433,
                    "CONN_MAX_AGE": 60,
                    "OPTIONS": {},
                }
            },
        ),
        (
            "DATABASES = default = sqlite:///db.sqlite3",
            {
                "default": {
                    "ENGINE": "django.db.backends.sqlite3",
                    "NAME": "db.sqlite3",
                    "USER": "",
                    "PASSWORD": "",
                    "HOST": "",
                    "PORT": "",
                }
            },
        ),
        (
            "CACHES.default = redis://cache:6379/1",
            {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://cache:6379/1"}},
        ),
    ],
)
def test_url_stands_for_a_database_or_cache(load, option, expected):
    assert load(option).values[option.partition(" ")[0].partition(".")[0]] == expected


@pytest.mark.filterwarnings("ignore:.*MAILERS.default. Django 5.2 does not read it:twod.wsgi.exc.ConfigurationWarning")
def test_url_stands_for_a_mail_server(load):
    assert load("MAILERS.default = smtp+tls://u:p@mail.example.com:587").values["MAILERS"] == {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "mail.example.com", "port": 587, "username": "u", "password": "p", "use_tls": True},
        }
    }


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("DATABASES.default = postgress://u:secret@h/db", "expected the URL of a database, beginning with one of "),
        ("DATABASES.default = postgres://u:secret@h:port/db", "expected a valid postgres:// URL"),
        ("DATABASES.default = postgres://u:sec@ret#@h/db", "expected a valid postgres:// URL"),
        ("DATABASES.default = sqlite://db.sqlite3", "expected sqlite:///relative/path or sqlite:////absolute/path"),
        ("CACHES.default = reddis://:secret@h", "expected the URL of a cache, beginning with one of "),
    ],
)
def test_bad_url_is_located_and_its_password_hidden(problems, option, message):
    (problem,) = problems(option)
    assert message in problem
    assert "sec" not in problem.partition("expected")[2].replace("such", "")


def test_each_reader_knows_its_schemes():
    assert read_database_url("sqlite:///a.db")["NAME"] == "a.db"
    assert read_cache_url("locmemcache://")["BACKEND"] == "django.core.cache.backends.locmem.LocMemCache"
    assert read_mailer_url("consolemail://") == {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    with pytest.raises(BadValueError, match="expected the URL of a mail server, beginning with one of "):
        read_mailer_url("postgres://h/db")
