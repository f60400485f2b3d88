"""The table knows every setting of the installed Django, and each default survives an ini."""

from __future__ import annotations

import re
from pathlib import Path

import django
import pytest
from django.conf import global_settings

from twod.inifile.secrets import is_secret
from twod.wsgi.config.django_settings.catalogue import ADDED, DEPRECATED, KINDS, MAIL_SETTINGS
from twod.wsgi.config.django_settings.removed import REMOVED
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.survey import load_uri
from twod.wsgi.migration.writing import write_setting

DEFAULTS = {name: getattr(global_settings, name) for name in dir(global_settings) if name.isupper()}


@pytest.mark.parametrize("name", DEFAULTS)
@pytest.mark.filterwarnings("ignore:.*deprecated since Django:twod.wsgi.exc.ConfigurationWarning")
def test_default_of_each_setting_of_the_installed_django_survives_an_ini(name, write):
    text = "set debug = false" if name == "DEBUG" else write_setting(name, DEFAULTS[name])
    path = write("x.ini", f"[app:main]\nuse = egg:twod.wsgi\n{text}\n")
    value = load_uri(path, environ={}).values[name]
    assert value == DEFAULTS[name]
    assert type(value) is type(DEFAULTS[name]) or isinstance(DEFAULTS[name], str)


def test_every_setting_that_the_installed_django_reads_is_in_the_table():
    root = Path(django.__file__).parent
    pattern = re.compile(r"(?<![\w.])settings\.([A-Z][A-Z_0-9]+)\b|getattr\(\s*settings,\s*\"([A-Z][A-Z_0-9]+)\"")
    sources = [path for path in root.rglob("*.py") if "conf/app_template" not in str(path)]
    read = {first or second for path in sources for first, second in pattern.findall(path.read_text("utf-8"))}
    # No settings of a site: an attribute of the settings object, and names that stand in docstrings.
    assert read - KINDS.keys() - REMOVED.keys() - {"SETTINGS_MODULE", "MIGRATION_MODULE", "NAME"} == set()


def test_nothing_in_the_table_is_unknown_to_every_supported_django():
    outside = {
        "EMAIL_FILE_PATH",
        "GDAL_LIBRARY_PATH",
        "GEOIP_CITY",
        "GEOIP_COUNTRY",
        "GEOIP_PATH",
        "GEOS_LIBRARY_PATH",
        "MAILERS",
        "MESSAGE_LEVEL",
        "MESSAGE_TAGS",
        "POSTGIS_VERSION",
        "ROOT_URLCONF",
        "SERIALIZATION_MODULES",
        "SITE_ID",
        "SPATIALITE_LIBRARY_PATH",
    }
    newer = {name for name, version in ADDED.items() if version > find_django_version()}
    gone = {"FORMS_URLFIELD_ASSUME_HTTPS"} if find_django_version() >= (6, 0) else set()
    assert KINDS.keys() - DEFAULTS.keys() == outside | newer | gone


def test_table_has_165_settings():
    assert len(KINDS) == 165


def test_every_name_in_a_side_table_is_in_the_table():
    assert (ADDED.keys() | DEPRECATED.keys() | MAIL_SETTINGS) - KINDS.keys() == set()
    assert not REMOVED.keys() & KINDS.keys()


def test_removed_settings_are_gone_from_the_installed_django():
    assert REMOVED.keys() & DEFAULTS.keys() == set()


def test_mail_settings_are_those_that_django_refuses_beside_mailers():
    # Django 5.2 and 6.0 have no such list.
    assert getattr(django.conf, "DEPRECATED_EMAIL_SETTINGS", MAIL_SETTINGS) == MAIL_SETTINGS


def test_of_the_settings_of_django_these_are_secrets():
    assert {name for name in KINDS if is_secret((name,))} == {
        "EMAIL_HOST_PASSWORD",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
    }
