"""Debug, hosts and the time zone."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.doctor.risky_settings import examine_settings
from twod.wsgi.config.survey import load_uri

GOOD = "ALLOWED_HOSTS = www.example.com\nTIME_ZONE = UTC\n"


@pytest.mark.parametrize(
    ("default", "options", "subjects"),
    [
        ("", GOOD, []),
        ("debug = true", GOOD, ["DEBUG"]),
        ("", "TIME_ZONE = UTC\n", ["ALLOWED_HOSTS"]),
        ("", "TIME_ZONE = UTC\nALLOWED_HOSTS = a.example *\n", ["ALLOWED_HOSTS"]),
        ("debug = true", "TIME_ZONE = UTC\n", ["DEBUG"]),
        ("", "ALLOWED_HOSTS = www.example.com\n", ["TIME_ZONE"]),
        ("debug = true", "", ["DEBUG", "TIME_ZONE"]),
    ],
)
def test_each_risk_is_found_and_has_a_cure(write, default, options, subjects):
    ini = write("x.ini", f"[DEFAULT]\n{default}\n[app:main]\nuse = egg:twod.wsgi\n{options}")
    found = [ailment for each in examine_settings(load_uri(ini)) for ailment in each.ailments]
    assert [ailment.subject for ailment in found] == subjects
    assert all(ailment.cure and ailment.place.startswith("x.ini") for ailment in found)
