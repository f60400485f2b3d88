"""The table knows every setting of the installed Django, and each default and each example survives an ini."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import django
import pytest
from django.conf import global_settings

from twod.wsgi.config import check_ini
from twod.wsgi.config.django_settings.catalogue import CATALOGUE, KINDS, explain_removed
from twod.wsgi.config.django_settings.rows.mail import REFUSED_BESIDE_MAILERS
from twod.wsgi.config.django_settings.rows.removed import REMOVED_SETTINGS
from twod.wsgi.config.django_settings.version import find_django_version
from twod.wsgi.config.survey import load_uri
from twod.wsgi.migration.writing import write_option, write_setting

DEFAULTS = {name: getattr(global_settings, name) for name in dir(global_settings) if name.isupper()}
REMOVED = {setting.name for setting in REMOVED_SETTINGS}


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
    assert read - CATALOGUE.keys() - {"SETTINGS_MODULE", "MIGRATION_MODULE", "NAME"} == set()


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
    version = find_django_version()
    newer = {setting.name for setting in CATALOGUE.values() if setting.since and setting.since > version}
    gone = {name for name in KINDS if explain_removed(name, version)}
    assert KINDS.keys() - DEFAULTS.keys() == outside | newer | gone


def test_table_has_165_settings_and_43_that_are_gone():
    assert (len(KINDS), len(REMOVED), len(CATALOGUE)) == (165, 43, 165 + 43)


def test_removed_settings_are_gone_from_the_installed_django():
    assert REMOVED & DEFAULTS.keys() == set()


def test_mail_settings_are_those_that_django_refuses_beside_mailers():
    # Django 5.2 and 6.0 have no such list.
    assert getattr(django.conf, "DEPRECATED_EMAIL_SETTINGS", REFUSED_BESIDE_MAILERS) == REFUSED_BESIDE_MAILERS


def test_of_the_settings_of_django_these_are_secrets():
    assert {setting.name for setting in CATALOGUE.values() if setting.kind and setting.is_secret} == {
        "EMAIL_HOST_PASSWORD",
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
    }


@pytest.mark.parametrize("name", KINDS)
def test_each_setting_is_explained_in_one_short_sentence(name):
    help_ = CATALOGUE[name].help
    assert help_.endswith(".")
    assert len(help_) <= 110
    assert ". " not in help_


EXAMPLES = [name for name in KINDS if name != "DEBUG"]


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.filterwarnings("ignore:.*(deprecated since|does not read it):twod.wsgi.exc.ConfigurationWarning")
def test_each_example_may_stand_in_an_ini(name):
    if not explain_removed(name, find_django_version()):
        check_ini("/srv/x.ini", text=f"[app:main]\nuse = egg:twod.wsgi\n{CATALOGUE[name].option}\n")


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "${" not in CATALOGUE[name].example])
def test_each_example_is_a_value_that_can_be_written_back(name):
    def read(option: str) -> object:
        parser = configparser.ConfigParser({"here": "/srv"})
        parser.optionxform = str
        parser.read_string(f"[app:main]\n{option}\n")
        return KINDS[name].read(parser["app:main"][name])

    value = read(CATALOGUE[name].option)
    assert read(write_option(name, KINDS[name].write(value))) == value


def test_setting_that_debug_sets_has_no_example_since_an_ini_may_not_have_it():
    assert CATALOGUE["DEBUG"].example == ""


@pytest.mark.parametrize(
    ("name", "version", "expected"),
    [
        ("USE_ETAGS", (5, 2), "removed in Django 2.1; use django.middleware.http.ConditionalGetMiddleware"),
        ("TEMPLATE_DIRS", (5, 2), "removed in Django 1.10; use TEMPLATES"),
        ("FORMS_URLFIELD_ASSUME_HTTPS", (5, 2), None),
        ("FORMS_URLFIELD_ASSUME_HTTPS", (6, 0), "removed in Django 6.0; delete it: https is assumed"),
        ("SITE_ID", (6, 1), None),
        ("MY_OWN", (6, 1), None),
    ],
)
def test_removed_setting_is_explained_for_the_django_that_dropped_it(name, version, expected):
    assert explain_removed(name, version) == expected


def test_notices_tell_version_and_advice():
    assert CATALOGUE["EMAIL_HOST"].deprecated == ((6, 1), "use MAILERS")
    assert CATALOGUE["SECURE_CSP"].since == (6, 0)
