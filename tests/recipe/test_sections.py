"""The sections in the ini of an environment."""

from __future__ import annotations

import pytest

from twod.inifile.key_place import KeyPlace
from twod.inifile.text import Section
from twod.recipe.ini.sections import get_sort_key, judge_environment, make_sections

from .conftest import judge, read_prod


def make_list(
    section: dict[str, str], part: dict[str, str] | None = None, key: KeyPlace | None = None
) -> list[Section]:
    return make_sections(read_prod(section, part), key, lambda name: f"/srv/{name}")


def make(
    section: dict[str, str], part: dict[str, str] | None = None, key: KeyPlace | None = None
) -> dict[str, dict[str, str]]:
    made = make_list(section, part, key)
    return {section.header: {entry.name: entry.value for entry in section.entries} for section in made}


def test_settings_go_to_the_section_of_the_application() -> None:
    made = make({"EMAIL_PORT": "26"}, {"EMAIL_PORT": "25", "TIME_ZONE": "UTC"})
    assert made["app:django"] == {"use": "egg:twod.wsgi", "EMAIL_PORT": "26", "TIME_ZONE": "UTC"}
    assert make({"static": "false", "A": "1"})["app:main"] == {"use": "egg:twod.wsgi", "A": "1"}


def test_what_twod_reads_before_any_section_goes_to_the_default_section() -> None:
    assert make({})["DEFAULT"] == {"debug": "false"}
    assert make({"debug": "YES", "settings": "mysite.settings", "twod.types": "MY_LIMIT:int"})["DEFAULT"] == {
        "debug": "true",
        "django_settings_module": "mysite.settings",
        "twod.types": "MY_LIMIT:int",
    }


def test_files_of_variables_are_named_in_their_order() -> None:
    made = make({"environment-file": ".env\n-local.env\n- more.env"})["DEFAULT"]
    assert made["twod.environment_file"] == "/srv/.env\n-/srv/local.env\n-/srv/more.env"


def test_what_the_user_writes_for_a_section_wins_over_the_recipe() -> None:
    made = make({"server.main.listen": "*:80", "server.main.backlog": "5", "composite.map./a": "main"})
    assert made["server:main"] == {"use": "egg:waitress#main", "listen": "*:80", "backlog": "5"}
    assert made["composite:map"] == {"/a": "main"}


def test_a_prefix_is_a_setting_too() -> None:
    assert make({"url-prefix": "/shop"})["app:django"]["FORCE_SCRIPT_NAME"] == "/shop"


def test_a_key_is_referred_to_with_those_that_were_in_use_before_it() -> None:
    made = make({"secret-key": "generate"}, key=KeyPlace("file", "../../var/secret-key-prod"))
    assert made["app:django"]["SECRET_KEY"] == "${file:../../var/secret-key-prod}"
    assert made["app:django"]["SECRET_KEY_FALLBACKS.append"] == "${file:../../var/secret-key-prod.fallbacks:-}"


def test_the_sections_have_an_order() -> None:
    headers = [
        section.header
        for section in make_list(
            {"pipeline": "gzip main", "filter.gzip.use": "egg:x", "app.other.use": "egg:x", "logger.a.level": "INFO"}
        )
    ]
    assert headers == [
        "DEFAULT",
        "pipeline:main",
        "composite:site",
        "app:django",
        "filter:gzip",
        "app:other",
        "server:main",
        "loggers",
        "handlers",
        "formatters",
        "logger_a",
        "logger_root",
        "handler_event",
        "formatter_text",
    ]
    assert sorted(headers, key=get_sort_key) == headers
    assert get_sort_key("something") > get_sort_key("formatter_text")


def test_entries_are_sorted_by_where_they_come_from() -> None:
    sections = {section.header: section for section in make_list({"B": "1", "A": "2"}, {"Z": "3", "url-prefix": "/x"})}
    entries = [(entry.name, entry.source) for entry in sections["app:django"].entries]
    assert entries == [
        ("use", None),
        ("A", "prod"),
        ("B", "prod"),
        ("FORCE_SCRIPT_NAME", "twod"),
        ("Z", "twod"),
    ]


def test_formats_of_logging_are_not_interpolated() -> None:
    (section,) = [section for section in make_list({}) if section.header == "formatter_text"]
    assert [entry.name for entry in section.entries if entry.is_raw] == ["format"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({}, []),
        ({"DEBUG": "true"}, ["[prod] DEBUG: is not a setting here; write the option debug, in lower case"]),
        (
            {"DEFAULT.root": "/srv"},
            ["[prod] DEFAULT.root: [DEFAULT] takes only debug, settings, twod.types and twod.fast"],
        ),
        ({"app.main.EMAIL_PORT": "25"}, ["[prod] app.main.EMAIL_PORT: settings have no prefix; write EMAIL_PORT = …"]),
        ({"app.django.use": "egg:x"}, ["[prod] app.django.use: [app:django] takes only settings"]),
        (
            {"filter.gzip.level": "3"},
            ["[prod] filter.gzip.level: [filter:gzip] needs filter.gzip.use as well"],
        ),
        ({"filter.gzip.paste.filter_factory": "a:b"}, []),
        ({"server.main.backlog": "3"}, []),
        (
            {"server.main.here": "/srv"},
            [
                "[prod] server.main.here: PasteDeploy gives every section the here of [DEFAULT] and ignores this one; "
                "remove it"
            ],
        ),
        (
            {"secret-key": "generate", "SECRET_KEY": "x"},
            ["[prod] secret-key: there is a SECRET_KEY as well; remove one of them"],
        ),
        (
            {"workers": "2", "pipeline": "x", "DEBUG": "1", "filter.x.a": "1", "logger.a.level": "x"},
            [
                "[prod] workers: waitress runs in one process; use gunicorn to have workers",
                "[prod] pipeline: expected main, the application, at the end, got x",
                "[prod] DEBUG: is not a setting here; write the option debug, in lower case",
                "[prod] filter.x.a: [filter:x] needs filter.x.use as well",
                "[prod] logger.a.level: expected a level of logging such as INFO, got 'x'",
            ],
        ),
    ],
)
def test_what_cannot_be_right_as_a_whole_is_told(options: dict[str, str], told: list[str]) -> None:
    assert judge(judge_environment, options) == told


@pytest.mark.parametrize(
    ("options", "header", "expected"),
    [
        (
            {"filter.f.use": "egg:shop#f", "filter.f.key": "${env:KEY}"},
            "filter:f",
            {"use": "egg:twod.wsgi#references", "twod.use": "egg:shop#f", "key": "${env:KEY}"},
        ),
        (
            {"app.a.use": "call:shop:make", "app.a.key": "${cred:key}"},
            "app:a",
            {"use": "egg:twod.wsgi#references", "twod.use": "call:shop:make", "key": "${cred:key}"},
        ),
        (
            {"filter.f.use": "egg:shop#f", "filter.f.key": "${name}"},
            "filter:f",
            {"use": "egg:shop#f", "key": "${name}"},
        ),
        ({"app.a.use": "egg:twod.wsgi", "app.a.A": "${env:A}"}, "app:a", {"use": "egg:twod.wsgi", "A": "${env:A}"}),
        ({"filter.f.use": "g", "filter.f.key": "${env:A}"}, "filter:f", {"use": "g", "key": "${env:A}"}),
        (
            {"http-address": "${env:PORT}"},
            "server:main",
            {"use": "egg:waitress#main", "listen": "127.0.0.1:${env:PORT}"},
        ),
    ],
)
def test_a_section_with_references_names_what_replaces_them(options, header, expected) -> None:
    sections = make_sections(read_prod(options), None, str)
    (found,) = [section for section in sections if section.header == header]
    assert {entry.name: entry.value for entry in found.entries} == expected


def test_a_reference_of_logging_is_judged_by_the_site() -> None:
    assert judge(judge_environment, {"logger.root.level": "${env:LEVEL}"}) == []
