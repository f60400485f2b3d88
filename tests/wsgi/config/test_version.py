"""Which Django is installed is known without importing it."""

from __future__ import annotations

import sys

import django

from twod.wsgi.config.django_settings.version import find_django_version, show_version


def test_version_is_the_same_with_django_imported_and_without(monkeypatch):
    assert find_django_version.__wrapped__() == django.VERSION[:2]
    monkeypatch.delitem(sys.modules, "django")
    assert find_django_version.__wrapped__() == django.VERSION[:2]


def test_version_is_shown_as_people_write_it():
    assert show_version((1, 10)) == "1.10"
