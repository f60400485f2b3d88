"""What is on of ``twod.fast`` is reported with the reasons."""

from __future__ import annotations

import django
import pytest

from twod.inifile.variables import FAST_SWITCHES
from twod.wsgi.fast.switchboard import SWITCHES


def test_all_that_is_proven_is_on_by_default(load):
    report = load("A = 1").report_switches()
    assert (report.name, report.type, report.value) == ("twod.fast", "list", list(FAST_SWITCHES))
    assert list(map(str, report.origins)) == ["twod.wsgi's default"]


def test_the_ini_says_what_is_on(load):
    report = load("A = 1", default="twod.fast = none").report_switches()
    assert report.value == []
    assert list(map(str, report.origins)) == ["site.ini:2 [DEFAULT]", "twod.wsgi's default"]


def test_what_is_not_proven_on_the_installed_django_is_off(load, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(SWITCHES, "settings", SWITCHES["settings"]._replace(proven=((1, 8),)))
    report = load("A = 1", default="twod.fast = settings").report_switches()
    assert report.value == []
    version = ".".join(map(str, django.VERSION[:2]))
    reason = f"settings stays off, because it is tested with Django 1.8, and this is {version}"
    assert (str(report.origins[0]), report.origins[0].value) == ("installed Django", reason)
