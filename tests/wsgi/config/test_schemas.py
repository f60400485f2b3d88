"""The insides of Django's nested settings are known by their kinds."""

from __future__ import annotations

import pytest

from twod.inifile.seals import seal
from twod.wsgi.config.django_settings import schemas
from twod.wsgi.config.django_settings.schemas import Port
from twod.wsgi.exc import BadValueError


@pytest.mark.parametrize(
    ("kind", "path", "text", "value"),
    [
        (schemas.DATABASES, "default.PORT", "5432", "5432"),
        (schemas.DATABASES, "default.CONN_MAX_AGE", "5m", 300),
        (schemas.DATABASES, "default.TEST.MIRROR", "none", None),
        (schemas.DATABASES, "default.OPTIONS.timeout", "5", 5),
        (schemas.DATABASES, "default.HOST", "none", None),
        (schemas.DATABASES, "default.HOST", "", ""),
        (schemas.DATABASES, "default.PASSWORD", '"null"', "null"),
        (schemas.DATABASES, "default.PASSWORD", seal("null"), "null"),
        (schemas.CACHES, "default.LOCATION", "null", None),
        (schemas.CACHES, "default.LOCATION", seal("a b"), ["a", "b"]),
        (schemas.CACHES, "default.LOCATION", "a b", ["a", "b"]),
        (schemas.CACHES, "default.OPTIONS.MAX_ENTRIES", "5", 5),
        (schemas.TEMPLATES, "0.DIRS", "/a b", ["/a b"]),
        (schemas.TEMPLATES, "0.OPTIONS.debug", "yes", True),
        (schemas.STORAGES, "default.BACKEND", "a.B", "a.B"),
        (schemas.TASKS, "default.QUEUES", "a b", ["a", "b"]),
        (schemas.MAILERS, "default.OPTIONS.port", "25", 25),
        (schemas.VALIDATORS, "0.OPTIONS.min_length", "8", 8),
        (schemas.LOGGING, "loggers.django.propagate", "no", False),
        (schemas.LOGGING, "root.handlers", "a b", ["a", "b"]),
        (schemas.LOGGING, "handlers.mail.level", "ERROR", "ERROR"),
    ],
)
def test_part_is_read_by_its_kind(kind, path, text, value):
    for segment in path.split("."):
        kind = kind.find_child(segment)
    assert kind.read(text) == value


#: A key below ``default`` whose value may be None, by the setting.
NULLABLE = {
    "DATABASES": [
        "NAME",
        "USER",
        "PASSWORD",
        "HOST",
        "PORT",
        "CONN_MAX_AGE",
        "TIME_ZONE",
        "TEST.NAME",
        "TEST.TEMPLATE",
    ],
    "CACHES": ["LOCATION", "TIMEOUT", "KEY_FUNCTION"],
    "MAILERS": ["OPTIONS.port", "OPTIONS.username", "OPTIONS.password", "OPTIONS.timeout"],
}


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, keys in NULLABLE.items() for key in keys])
def test_none_is_taken_where_django_takes_it(name, key):
    kind = getattr(schemas, name).find_child("default")
    value = None
    for segment in key.split("."):
        kind = kind.find_child(segment)
    for segment in reversed(key.split(".")):
        value = {segment: value}
    assert (kind.read("none"), kind.read("null")) == (None, None)
    assert kind.read(kind.write(None)) is None
    assert getattr(schemas, name).take({"default": value}) == {"default": value}


def test_nothing_is_still_no_text_for_a_host():
    for text in ("", '""', '"none"', "none"):
        kind = schemas.DATABASES.find_child("default").find_child("HOST")
        assert kind.read(kind.write(kind.read(text))) == kind.read(text)


def test_port_is_a_text_or_an_integer_as_django_takes_both():
    assert (Port().read("5432"), Port().take(5432), Port().take("5432")) == ("5432", 5432, "5432")
    assert Port().write(5432) == "5432"
    with pytest.raises(BadValueError):
        Port().take([5432])
