"""The JSON schema of Django's settings takes what the kinds take, and no other types."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.defaults import read_defaults
from twod.wsgi.config.django_settings.settings_schema import make_settings_schema
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.exc import BadValueError

VERSION = find_django_version()
DEFAULTS = read_defaults()
SCHEMA: Any = make_settings_schema(VERSION, DEFAULTS)
#: Of each setting alone, which is quicker.
VALIDATORS = {name: Draft202012Validator(facts) for name, facts in SCHEMA["properties"].items()}
READ = [name for name, facts in SCHEMA["properties"].items() if "not" not in facts]
REMOVED = [name for name, facts in SCHEMA["properties"].items() if "not" in facts]

#: Values of each type of JSON, some of which each setting takes.
PROBES: list[Any] = [
    *(None, True, 0, 7, 2.5, "", "a", "a.b", "none", "Lax", "DEBUG", "0o644", "https://a.example", "x@example.com"),
    *([], ["a"], ["a.b", "c.d"], [["a", "b"]], [["a", "b", "c"]], [1], [None], ["HTTP_X", "https"], [["x", "x@a.b"]]),
    *({}, {"a": "b"}, {"a": 1}, {"a": {}}, {"default": {"BACKEND": "a.B"}}, {"default": {"BACKEND": 1}}),
    *({"default": {"CONN_MAX_AGE": "x"}}, {"default": {"CONN_MAX_AGE": 60}}, {"default": {"OPTIONS": []}}),
    *([{}], [{"BACKEND": "a.B"}], [{"BACKEND": 1}], [{"DIRS": "a"}], [{"NAME": "a.B"}], {"version": "1"}, {"10": "a"}),
]
#: JSON that the schema cannot tell from what a kind takes: text of another form, names of other keys.
FORM = {str, dict, list}


def takes(name: str, value: object) -> bool:
    with contextlib.suppress(BadValueError):
        KINDS[name].take(value)
        return True
    return False


def accepts(name: str, value: object) -> bool:
    return VALIDATORS[name].is_valid(value)


def test_schema_is_one_and_survives_json():
    Draft202012Validator.check_schema(SCHEMA)
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA


@pytest.mark.parametrize("name", READ)
def test_each_default_is_accepted(name):
    facts = SCHEMA["properties"][name]
    if "default" in facts:
        assert accepts(name, facts["default"])


def test_nearly_each_default_is_in_the_schema():
    missing = {name for name in READ if name in DEFAULTS and "default" not in SCHEMA["properties"][name]}
    assert missing <= {"LANGUAGES"}


@pytest.mark.parametrize("name", READ)
def test_what_a_kind_takes_is_accepted(name):
    assert [value for value in PROBES if takes(name, value) and not accepts(name, value)] == []


@pytest.mark.parametrize("name", READ)
def test_value_of_another_type_is_refused(name):
    wrong = [value for value in PROBES if accepts(name, value) and not takes(name, value)]
    assert [value for value in wrong if type(value) not in FORM] == []


@given(st.sampled_from(READ), st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_schema_never_refuses_what_an_ini_may_have(name, value):
    assert not takes(name, value) or accepts(name, value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ALLOWED_HOSTS", "www.example.com"),
        ("DATABASES", {"default": {"CONN_MAX_AGE": "x"}}),
        ("DATABASES", {"default": {"ATOMIC_REQUESTS": "yes"}}),
        ("DATABASES", {"default": {"TEST": {"DEPENDENCIES": "default"}}}),
        ("CACHES", {"default": {"OPTIONS": {"MAX_ENTRIES": "many"}}}),
        ("TEMPLATES", [{"APP_DIRS": "yes"}]),
        ("STORAGES", {"default": "a.B"}),
        ("LOGGING", {"loggers": {"django": {"handlers": "console"}}}),
        ("FILE_UPLOAD_PERMISSIONS", "644"),
        ("SECURE_PROXY_SSL_HEADER", ["HTTP_X_FORWARDED_PROTO"]),
        ("DEBUG", "true"),
        ("SITE_ID", "1"),
    ],
)
def test_refused_cases_are_refused(name, value):
    assert not accepts(name, value)


def test_names_are_those_of_settings_and_own_ones_are_free():
    validator = Draft202012Validator(SCHEMA)
    assert validator.is_valid({"SITE_ID": 1, "SHOP_OPEN": True})
    assert not validator.is_valid({"site_id": 1})
    assert not validator.is_valid({"SITE_ID": "1"})


@pytest.mark.parametrize("name", REMOVED)
def test_removed_setting_is_refused_with_the_advice(name):
    assert not accepts(name, None)
    assert SCHEMA["properties"][name]["description"] == f"{explain_removed(name, VERSION)}."


def test_references_are_accepted_where_a_text_gives_the_value():
    assert accepts("SITE_ID", "${env:SITE_ID}")
    assert accepts("SECURE_HSTS_SECONDS", "${env:SECONDS:-60}")
    assert accepts("DEBUG", "${env:DEBUG}")


def test_description_has_purpose_notation_and_history():
    facts = make_settings_schema((6, 1), {})["properties"]
    assert facts["EMAIL_PORT"]["deprecated"] is True
    assert "Deprecated in Django 6.1" in facts["EMAIL_PORT"]["description"]
    assert CATALOGUE["SITE_ID"].help in facts["SITE_ID"]["description"]
    assert "New in Django 6.0" in facts["SECURE_CSP"]["description"]
    assert facts["SECRET_KEY"]["writeOnly"] is True
    assert "SECURE_CSP" not in make_settings_schema((5, 2), {})["properties"]
