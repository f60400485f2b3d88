"""Django's defaults are those of global_settings, also when Django has filled one of them."""

from __future__ import annotations

from django.conf import global_settings

from twod.wsgi.config.django_settings.defaults import read_defaults


def test_defaults_are_those_of_django_by_name():
    defaults = read_defaults()
    assert defaults["LANGUAGE_CODE"] == global_settings.LANGUAGE_CODE
    assert defaults.keys() == {name for name in dir(global_settings) if name.isupper()}


def test_databases_have_no_default_after_django_looked_for_some(monkeypatch):
    monkeypatch.setattr(global_settings, "DATABASES", {"default": {"ENGINE": "django.db.backends.dummy"}})
    assert read_defaults()["DATABASES"] == {}
