"""Health checks are found by their names, and probes hide no files."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.wsgi.config.check import check_settings
from twod.wsgi.config.surroundings.health_checks import find_hidden_urls, find_missing_checks
from twod.wsgi.config.survey import survey_file


def test_checks_that_are_there_are_not_reported() -> None:
    assert list(find_missing_checks({})) == []
    assert list(find_missing_checks({"checks": "platform.node platform.machine"})) == []


def test_a_check_that_is_nowhere_is_reported_with_what_may_have_been_meant() -> None:
    assert list(find_missing_checks({"checks": "platform.node\nplatform.mach"})) == [
        ("checks", "platform.mach: the module 'platform' has no 'mach'; did you mean machine?")
    ]


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"STATIC_URL": None, "MEDIA_URL": ""},
        {"STATIC_URL": "static/", "MEDIA_URL": "/media/"},
        {"STATIC_URL": "https://cdn.example.com/-/"},
        {"STATIC_URL": "-/static/", "FORCE_SCRIPT_NAME": "/shop"},
        {"STATIC_URL": "/"},
        {"STATIC_URL": 5},
    ],
)
def test_files_elsewhere_are_no_matter(values: dict[str, object]) -> None:
    assert list(find_hidden_urls("/-/", values)) == []


@pytest.mark.parametrize(
    ("prefix", "values", "message"),
    [
        ("/-/", {"STATIC_URL": "/-/"}, "/-/ would hide the files of STATIC_URL, '/-/'; choose another path"),
        ("/-/", {"MEDIA_URL": "-/media/"}, "/-/ would hide the files of MEDIA_URL, '-/media/'; choose another path"),
        (
            "/shop/static/-/",
            {"STATIC_URL": "static/", "FORCE_SCRIPT_NAME": "/shop"},
            "/shop/static/-/ is among the URLs of STATIC_URL, 'static/'; choose another path",
        ),
    ],
)
def test_a_path_that_files_have_is_reported(prefix: str, values: dict[str, object], message: str) -> None:
    assert list(find_hidden_urls(prefix, values)) == [message]


INI = """\
[DEFAULT]
debug = false
[pipeline:main]
pipeline = health django
[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
STATIC_URL = -/static/
[filter:health]
use = egg:twod.wsgi#health
path = /-
"""
MESSAGE = "12 [filter:health] path: /-/ would hide the files of STATIC_URL, '-/static/'; choose another path"


def test_the_check_of_an_ini_finds_what_probes_hide(tmp_path: Path) -> None:
    ini = tmp_path / "prod.ini"
    ini.write_text(INI)
    assert [str(error).rpartition("prod.ini:")[2] for error in survey_file(ini).report.errors] == [MESSAGE]
    assert [str(error).rpartition("prod.ini:")[2] for error in check_settings(ini).errors] == [MESSAGE]


def test_the_check_of_an_ini_finds_checks_to_leave_out_that_there_are_not(tmp_path: Path) -> None:
    ini = tmp_path / "prod.ini"
    text = INI.replace("STATIC_URL = -/static/", "CACHES.archive = locmemcache://").replace("path = /-", "skip =")
    known = "static migrations:default cache:default cache:archive"
    ini.write_text(f"{text.rstrip()} {known}\n")
    assert survey_file(ini).report.errors == ()
    ini.write_text(f"{text.rstrip()} {known} cache:archve database:archive\n")
    assert [str(error).rpartition("prod.ini:")[2] for error in survey_file(ini).report.errors] == [
        "12 [filter:health] skip: cache:archve: there is no 'archve' in CACHES; did you mean archive?",
        "12 [filter:health] skip: database:archive: there is no 'archive' in DATABASES",
    ]
