"""The options that had a say in a setting are kept, and what they say is shown without secrets."""

from __future__ import annotations

from types import ModuleType

import pytest

from twod.inifile.keys import Key, parse_key
from twod.inifile.reading import IniOption
from twod.wsgi.config.trace.history import History, ReferredParts


@pytest.fixture
def history() -> History:
    return History(None)


def add(history: History, line: int, name: str, text: str, given: object, *sources: str) -> Key:
    key = parse_key(name)
    referred = ReferredParts(((),)) if sources else ReferredParts()
    history.add(key, IniOption(name, text, "/srv/x.ini", line, "app:main"), given, sources, referred)
    return key


def test_origins_are_told_the_last_word_first(history):
    add(history, 3, "SITE_ID", "1", 1)
    add(history, 4, "SITE_ID", "2", 2)
    report = history.report(["SITE_ID"], {"SITE_ID": 2}, {})["SITE_ID"]
    assert (report.value, report.type) == (2, "int")
    assert [(origin.line, origin.value) for origin in report.origins] == [(4, "2"), (3, "1")]


def test_module_and_default_come_after_the_options():
    module = ModuleType("shop.settings")
    module.SITE_ID = 7
    report = History(module).report(["SITE_ID", "TIME_ZONE"], {"SITE_ID": 7}, {"TIME_ZONE": "UTC", "SITE_ID": 0})
    assert list(map(str, report["SITE_ID"].origins)) == ["settings module shop.settings", "Django's default"]
    assert (report["TIME_ZONE"].value, len(report["TIME_ZONE"].origins)) == ("UTC", 1)


def test_what_came_by_reference_is_a_secret_until_it_is_set_in_clear(history):
    def show(value: object) -> object:
        return history.report(["DATABASES"], {"DATABASES": value}, {})["DATABASES"].value

    value = {"default": {"HOST": "db1", "PORT": 5}}
    add(history, 3, "DATABASES.default.HOST", "${env:H}", "db1", "environment variable H")
    assert show(value) == {"default": {"HOST": "<hidden>", "PORT": 5}}
    add(history, 4, "DATABASES.default", "{}", {})
    assert show(value) == value


def test_item_that_an_operator_added_by_reference_is_a_secret(history):
    add(history, 3, "INTERNAL_IPS.append", "${env:IP}", ["b"], "environment variable IP")
    report = history.report(["INTERNAL_IPS"], {"INTERNAL_IPS": ["a", "b"]}, {})["INTERNAL_IPS"]
    assert report.value == ["a", "<hidden>"]
    assert report.origins[0].value == "${env:IP}"
    assert report.origins[0].references == ("environment variable IP",)


def test_secret_in_a_text_with_parts_is_hidden_in_its_origin(history):
    text = '{"PASSWORD": "p4ss", "NAME": "n"}'
    value = {"default": {"PASSWORD": "p4ss", "NAME": "n"}}
    add(history, 3, "DATABASES.default", text, value["default"])
    (origin,) = history.report(["DATABASES"], {"DATABASES": value}, {})["DATABASES"].origins
    assert origin.value == {"PASSWORD": "<hidden>", "NAME": "n"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://${env:TOKEN}@sentry.example/1", "https://<hidden>@sentry.example/1"),
        ("https://${env:TOKEN:-t0ken}@sentry.example/1", "https://<hidden>@sentry.example/1"),
        ("amqp://shop:${env:PW}@${env:HOST}//", "amqp://shop:<hidden>@<hidden>//"),
        ("amqp://${env:HOST:-mq}//", "amqp://${env:HOST:-mq}//"),
    ],
)
def test_a_reference_in_a_text_is_shown_whole_or_not_at_all(history, text, shown):
    add(history, 3, "SENTRY_DSN", text, "https://t0ken@sentry.example/1")
    (origin,) = history.report(["SENTRY_DSN"], {"SENTRY_DSN": "x"}, {})["SENTRY_DSN"].origins
    assert origin.value == shown


def test_overridden_option_is_described_for_the_same_key_alone(history):
    key = add(history, 3, "SITE_ID", "1", 1)
    assert history.describe_overridden(key) == " (overrides /srv/x.ini:3 [app:main] = 1)"
    assert history.describe_overridden(parse_key("SITE_ID.append")) == ""
    assert history.describe_overridden(parse_key("MIDDLEWARE")) == ""


def test_overridden_text_is_shortened(history):
    key = add(history, 3, "MIDDLEWARE", "a.A\n" * 40, ["a.A"] * 40)
    assert history.describe_overridden(key).endswith(" a.A a.A…)")


def test_setting_is_whole_until_a_part_or_an_operator_changes_it(history):
    assert not history.is_set_whole("MIDDLEWARE")
    add(history, 3, "MIDDLEWARE", "a", ["a"])
    assert history.is_set_whole("MIDDLEWARE")
    add(history, 4, "MIDDLEWARE.append", "b", ["b"])
    assert not history.is_set_whole("MIDDLEWARE")


def test_forgotten_setting_has_no_origin_in_the_ini(history):
    add(history, 3, "SITE_ID", "1", 1)
    history.forget("SITE_ID")
    assert history.report(["SITE_ID"], {"SITE_ID": 1}, {})["SITE_ID"].origins == ()
