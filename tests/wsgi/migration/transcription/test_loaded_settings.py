"""The settings of an ini are written anew, and give the same settings."""

from __future__ import annotations

import sys

import pytest

from twod.wsgi.config.survey import load_uri
from twod.wsgi.migration.transcription.exact_text import Likeness, compare_values
from twod.wsgi.migration.transcription.loaded_settings import write_anew

#: Django 6.1 has deprecated EMAIL_HOST, EMAIL_PORT and the like, which any version of these inis may set.
pytestmark = pytest.mark.filterwarnings("ignore:.*MAILERS")

MODULE = """
from datetime import timedelta
from django.utils.translation import gettext_lazy
INSTALLED_APPS = ["a"]
LIFE = {"x": timedelta(1), "y": 2}
LOGIN_URL = gettext_lazy("in")
"""
BASE = """
[DEFAULT]
debug = true
django_settings_module = anew_settings

[composite:main]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
ALLOWED_HOSTS = localhost
MEDIA_ROOT = %(here)s/media
"""
PROD = """
[DEFAULT]
debug = false
django_settings_module = anew_settings
twod.types = OWN:int
root = /srv

[app:main]
use = egg:twod.wsgi
ALLOWED_HOSTS = shop.example.com %(root)s
SECRET_KEY = ${env:ANEW_KEY}
EMAIL_HOST_PASSWORD = hunter2
EMAIL_HOST = ${env:ANEW_HOST:-localhost}
SESSION_COOKIE_AGE = 2w
INSTALLED_APPS.append = b
LIFE.x = 5m
OWN = 5
DATE_FORMAT = %%d $${x}
MEDIA_ROOT = %(here)s/media
"""
ENVIRON = {"ANEW_KEY": "k3y3y", "EMAIL_HOST_PASSWORD": "hunter2"}


@pytest.fixture
def paths(write, tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "modules", sys.modules.copy())
    write("anew_settings.py", MODULE)
    return write("prod.ini", PROD), write("base.ini", BASE)


def load(path):
    return load_uri(path, environ=ENVIRON)


def find_differing(one, other):
    names = one.values.keys() | other.values.keys()
    return {n for n in names if compare_values(one.find_value(n), other.find_value(n)) is not Likeness.WHOLE}


def test_all_settings_are_written_and_come_back(paths, write):
    written = write_anew(load(paths[0]), None, None, "ini", ENVIRON)
    assert written.text.startswith("[DEFAULT]\ndebug = false\ndjango_settings_module = anew_settings\ntwod.types =\n")
    for line in (
        "ALLOWED_HOSTS = shop.example.com /srv",
        "SECRET_KEY = ${env:ANEW_KEY}",
        "EMAIL_HOST_PASSWORD = ${env:EMAIL_HOST_PASSWORD}",
        "EMAIL_HOST = ${env:ANEW_HOST:-localhost}",
        "SESSION_COOKIE_AGE = 2w",
        "INSTALLED_APPS.append = b",
        "LIFE.x = 5m",
        "DATE_FORMAT = %%d $${x}",
        "MEDIA_ROOT = %(here)s/media",
    ):
        assert f"\n{line}\n" in written.text
    assert "hunter2" not in written.text
    assert written.transcript.left == {"LOGIN_URL": "a lazy text"}
    assert find_differing(load(paths[0]), load(write("again.ini", written.text))) == set()


def test_difference_is_written_over_the_other_ini(paths, write):
    prod, base = map(load, paths)
    written = write_anew(prod, base, None, "ini", ENVIRON)
    assert "django_settings_module" not in written.text
    assert "\n[app:main]\nuse = config:base.ini#django\n" in written.text
    assert "MEDIA_ROOT" not in written.text
    assert find_differing(prod, load(write("again.ini", written.text))) == set()


def test_section_of_buildout_has_dollars_doubled_and_percent_signs_single(paths):
    text = write_anew(load(paths[0]), None, ["DATE_FORMAT", "SECRET_KEY", "MEDIA_ROOT"], "buildout", ENVIRON).text
    assert text == (
        "[prod]\ndebug = false\nsettings = anew_settings\nDATE_FORMAT = %d $$$${x}\n"
        "MEDIA_ROOT = ${buildout:directory}/media\nSECRET_KEY = $${env:ANEW_KEY}\n"
    )


def test_default_of_django_is_written_when_it_is_named(paths):
    text = write_anew(load(paths[0]), None, ["APPEND_SLASH"], "ini", ENVIRON).text
    assert "\nAPPEND_SLASH = true\n" in text


def test_type_that_nothing_tells_is_named(paths, write):
    write("base.ini", BASE.replace("django_settings_module = anew_settings\n", ""))
    written = write_anew(load(paths[0]), load(paths[1]), ["LIFE"], "ini", ENVIRON)
    assert written.transcript.left == {
        "LIFE": "LIFE.x is of type timedelta, which cannot be read back from an ini unchanged"
    }
