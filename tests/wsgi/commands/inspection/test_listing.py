"""Settings and differences as lines and as JSON."""

from __future__ import annotations

import json

import pytest

from twod.wsgi.commands.inspection.listing import (
    describe_origin,
    list_differences,
    list_settings,
    write_differences_json,
    write_settings_json,
)
from twod.wsgi.config.difference import Difference, Side
from twod.wsgi.config.survey import Loaded, load_uri
from twod.wsgi.config.trace.origins import SettingReport


@pytest.fixture
def loaded(write) -> Loaded:
    options = "ALLOWED_HOSTS = a\nALLOWED_HOSTS.append =\n    b\n    c\nSECRET_KEY = k3y\n"
    return load_uri(write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{options}"), environ={})


def test_a_setting_is_a_line_and_each_place_an_indented_one(loaded: Loaded) -> None:
    assert list(list_settings(loaded.report(["ALLOWED_HOSTS"]).values())) == [
        "ALLOWED_HOSTS: list = ['a', 'b', 'c']",
        "    site.ini:4 [app:main]: ALLOWED_HOSTS.append = b c",
        "    site.ini:3 [app:main]: a",
        "    Django's default: []",
    ]


def test_the_name_of_an_option_is_told_where_it_is_not_the_setting_s(loaded: Loaded) -> None:
    first, second, _ = loaded.report(["ALLOWED_HOSTS"])["ALLOWED_HOSTS"].origins
    assert describe_origin(first, "ALLOWED_HOSTS").endswith("ALLOWED_HOSTS.append = b c")
    assert describe_origin(second, "ALLOWED_HOSTS").endswith("[app:main]: a")


def test_json_has_value_type_and_origins_and_hides_secrets(loaded: Loaded) -> None:
    reports: dict[str, SettingReport] = loaded.report(["ALLOWED_HOSTS", "SECRET_KEY"])
    text = write_settings_json(reports.values())
    content = json.loads(text)
    assert list(content) == ["ALLOWED_HOSTS", "SECRET_KEY"]
    assert (content["ALLOWED_HOSTS"]["value"], content["ALLOWED_HOSTS"]["type"]) == (["a", "b", "c"], "list")
    assert content["ALLOWED_HOSTS"]["origins"][0]["line"] == 4
    assert "k3y" not in text


DIFFERENCES = [
    Difference("A.b", Side(("x", "y"), "l.ini:1 [app:main]"), Side((), "")),
    Difference("DEBUG", Side((False,), "l.ini:2 [DEFAULT]"), Side((True,), "r.ini:2 [DEFAULT]")),
]


def test_a_difference_is_a_line_with_its_key_and_a_line_for_each_value_of_a_side() -> None:
    assert list(list_differences(DIFFERENCES)) == [
        "A.b",
        "  - 'x'  (l.ini:1 [app:main])",
        "  - 'y'  (l.ini:1 [app:main])",
        "DEBUG",
        "  - False  (l.ini:2 [DEFAULT])",
        "  + True  (r.ini:2 [DEFAULT])",
    ]


def test_a_difference_as_json_has_both_sides() -> None:
    assert json.loads(write_differences_json(DIFFERENCES))["A.b"] == {
        "left": {"values": ["x", "y"], "place": "l.ini:1 [app:main]"},
        "right": {"values": [], "place": ""},
    }
