"""The settings in force as data, by subject."""

from __future__ import annotations

from typing import Any

from twod.wsgi.config.activation import settings_report
from twod.wsgi.console.effective import describe_setting, describe_settings, is_changed


def find(content: dict[str, Any], name: str) -> dict[str, Any]:
    (row,) = [row for subject in content["subjects"] for row in subject["settings"] if row["name"] == name]
    return row


def test_settings_that_differ_are_shown_and_on_demand_all(load: Any) -> None:
    load("TIME_ZONE = Europe/Madrid\nSHOP = 1\n")
    some, everything = describe_settings("", everything=False), describe_settings("", everything=True)
    assert some["shown"] == some["changed"] == everything["changed"] < everything["shown"] == everything["total"]
    assert some["subjects"][0]["name"] == "The site and its applications"
    assert find(some, "SHOP")["documentation"] == ""
    assert find(everything, "USE_TZ")["changed"] is False
    assert find(everything, "twod.fast")["type"] == "list"


def test_an_origin_says_what_was_overridden_and_where(load: Any) -> None:
    load("[app:shop]\nuse = main\n")
    report = settings_report(["ALLOWED_HOSTS"])["ALLOWED_HOSTS"]
    first, last = describe_setting(report)["origins"]
    assert (first["line"], first["section"], first["text"]) == (8, "app:main", "example.com")
    assert (last["place"], last["text"], last["file"]) == ("Django's default", "[]", None)


def test_an_operator_is_named_by_its_option(load: Any) -> None:
    load("INTERNAL_IPS.append = 10.0.0.1\n")
    report = settings_report(["INTERNAL_IPS"])["INTERNAL_IPS"]
    assert describe_setting(report)["origins"][0]["key"] == "INTERNAL_IPS.append"


def test_a_default_of_django_s_is_no_change_and_the_same_written_down_is_one(load: Any) -> None:
    load("USE_TZ = true\n")
    found = settings_report(["USE_TZ", "USE_X_FORWARDED_HOST", "SECRET_KEY"])
    assert {name: is_changed(report) for name, report in found.items()} == {
        "USE_TZ": True,
        "USE_X_FORWARDED_HOST": False,
        "SECRET_KEY": True,
    }
