"""Loaded settings can be compared, copied and traced."""

from __future__ import annotations

import pytest

from twod.inifile.variables import FAST_SWITCHES
from twod.wsgi.config.django_settings.defaults import OWN_DEFAULTS
from twod.wsgi.config.kinds.markers import MISSING


def test_value_in_force_is_that_of_the_ini_or_django_s_default(load):
    loaded = load("SITE_ID = 2")
    assert loaded.find_value("SITE_ID") == 2
    assert loaded.find_value("LANGUAGE_CODE") == "en-us"
    assert loaded.find_value("NO_SUCH") is MISSING


def test_copy_shares_no_container_with_the_settings(load):
    loaded = load('DATABASES.default.OPTIONS = {"a": [1]}\nLANGUAGES = en ; English')
    copy = loaded.copy_values()
    assert copy == loaded.values | OWN_DEFAULTS
    copy["DATABASES"]["default"]["OPTIONS"]["a"].append(2)
    copy["LANGUAGES"].append(("de", "German"))
    assert loaded.values["DATABASES"] == {"default": {"OPTIONS": {"a": [1]}}}
    assert loaded.values["LANGUAGES"] == [("en", "English")]


def test_settings_are_compared_by_value(load):
    one, same, other = load("SITE_ID = 1"), load("SITE_ID = 0_1"), load("SITE_ID = 2\nAPPEND_SLASH = no")
    assert one.is_same(same)
    assert not one.is_same(other)
    assert one.find_differing(other) == ["APPEND_SLASH", "SITE_ID"]


def test_the_pieces_of_django_that_are_replaced_are_compared_as_well(load):
    one, same, other = (
        load("A = 1", default=default) for default in ("", f"twod.fast = {' '.join(FAST_SWITCHES)}", "twod.fast = none")
    )
    assert one.is_same(same)
    assert one.find_differing(other) == ["twod.fast"]


def test_settings_that_are_no_data_are_the_same_objects(load, settings_module):
    module = settings_module("from django.utils.translation import gettext_lazy\nA = [gettext_lazy('x')]")
    one, same = (load("B = 1", default=f"django_settings_module = {module}") for _ in range(2))
    assert one.is_same(same)


def test_error_is_located_at_the_setting_that_its_message_names(load):
    loaded = load("SITE_ID = 1\nTIME_ZONE = No/Where", default="debug = no")
    located = str(loaded.locate_raised(ValueError("The SITE_ID setting is wrong")))
    assert located.startswith("site.ini:5 [app:main] SITE_ID: raised ValueError: The SITE_ID setting is wrong (")
    assert loaded.locate_raised(ValueError("Incorrect timezone setting: No/Where")).name == "TIME_ZONE"
    assert loaded.locate_raised(ValueError("DEBUG is wrong")).name == "debug"
    assert str(loaded.locate_raised(ValueError("x"))).startswith("site.ini [app:main]: raised ValueError: x (")


def test_error_of_a_setting_that_the_ini_lacks_is_located_where_it_comes_from(load, settings_module):
    name = settings_module("SITE_ID = 1")
    loaded = load("MY = 1", default=f"django_settings_module = {name}")
    in_module, default = loaded.locate_raised(ValueError("SITE_ID")), loaded.locate_raised(ValueError("CACHES"))
    assert (in_module.line, in_module.message[:16]) == (2, "SITE_ID: raised ")
    assert (default.line, default.section, default.message[:15]) == (None, "app:main", "CACHES: raised ")


def test_report_is_of_known_settings_alone(load):
    loaded = load("MY = 1")
    assert list(loaded.report(["TIME_ZONE", "NO_SUCH", "MY"])) == ["MY", "TIME_ZONE"]
    assert {"MY", "TIME_ZONE"} < loaded.report().keys()


def test_settings_are_called_by_their_section_in_a_message(load):
    assert load("MY = 1").source == "site.ini [app:main]"


@pytest.mark.parametrize(
    ("options", "summary"),
    [
        ("", "debug off, 0 settings"),
        ("SITE_ID = 1", "debug off, 1 setting"),
        ("A = ${file:a}\nB = ${file:b}\nC = ${file:b}", "debug off, 3 settings, 2 secrets from files"),
    ],
)
def test_summary_counts_settings_and_the_files_of_secrets(write, load, options, summary):
    write("a", "k3y")
    write("b", "k3y2")
    assert load(options).summary == summary
