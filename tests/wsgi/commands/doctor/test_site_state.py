"""Databases, caches and files: the whole is tried by test_doctor_command.py; here is what each trouble is called."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.doctor.site_state import _describe_failure
from twod.wsgi.config.survey import load_uri


@pytest.mark.parametrize(
    ("name", "cure"),
    [
        ("database:default", "start the database, or correct DATABASES.default"),
        ("cache:default", "start the cache's server, or correct CACHES.default"),
        ("migrations:default", "twod setup-app x.ini"),
        ("static", "twod setup-app x.ini"),
        (
            "shop.checks.is_open",
            "fix what the check shop.checks.is_open of the ini's health filter reports, or correct the check",
        ),
    ],
)
def test_each_failure_has_its_cure(write, name, cure):
    loaded = load_uri(write("x.ini", "[app:main]\nuse = egg:twod.wsgi\n"))
    assert _describe_failure(name, "it is gone", loaded=loaded, prepare="twod setup-app x.ini").cure == cure


@pytest.mark.parametrize(
    ("name", "line"), [("database:default", 3), ("database:reports", 4), ("cache:default", 5), ("cache:other", 6)]
)
def test_failure_has_the_line_of_its_database_or_cache(write, name, line):
    loaded = load_uri(
        write(
            "x.ini",
            """
            [app:main]
            use = egg:twod.wsgi
            DATABASES.default = sqlite:///a
            DATABASES.reports = sqlite:///b
            CACHES = {"default": {"BACKEND": "d"}}
            CACHES.other.BACKEND = o
            """,
        )
    )
    place = _describe_failure(name, "it is gone", loaded=loaded, prepare="").place
    assert place.endswith(f"x.ini:{line} [app:main]"), place
