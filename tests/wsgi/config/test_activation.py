"""One configuration is in force in a process; here without starting one for each test."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.utils.functional import empty

from twod.wsgi.config import activation
from twod.wsgi.config.activation import (
    GIVEN_VARIABLE,
    SETTINGS_MODULE,
    URI_VARIABLE,
    configure,
    configure_called,
    find_active_files,
    find_active_settings,
    settings_report,
)
from twod.wsgi.config.django_settings.defaults import OWN_DEFAULTS
from twod.wsgi.exc import ConfigurationError, NotConfiguredError

INI = "[DEFAULT]\ndebug = no\n[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n[app:other]\nuse = main\nSITE_ID = 2\n"


@pytest.fixture(autouse=True)
def _begin_without_settings(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before, settings._wrapped = settings._wrapped, empty
    monkeypatch.setattr(activation, "_active", None)
    monkeypatch.delitem(sys.modules, SETTINGS_MODULE, raising=False)
    environ = dict(os.environ)
    for name in (URI_VARIABLE, GIVEN_VARIABLE, "DJANGO_SETTINGS_MODULE"):
        os.environ.pop(name, None)
    yield
    settings._wrapped = before
    os.environ.clear()
    os.environ.update(environ)
    time.tzset()  # Django sets TZ.


def test_ini_is_in_force_for_django_and_for_child_processes(write):
    path = write("x.ini", INI)
    configure(f"{path}#other")
    assert (settings.SITE_ID, settings.DEBUG) == (2, False)
    assert os.environ[URI_VARIABLE] == f"{path}#other"
    assert os.environ["DJANGO_SETTINGS_MODULE"] == SETTINGS_MODULE
    assert find_active_files() == (str(path),)
    assert settings_report(["SITE_ID"])["SITE_ID"].value == 2


def test_same_settings_again_are_harmless_and_others_are_refused(write):
    path = write("x.ini", INI)
    configure(path)
    configure(path)
    with pytest.raises(ConfigurationError, match=r"these differ: SITE_ID$"):
        configure(f"{path}#other")
    assert settings.SITE_ID == 1


def test_what_was_given_beside_the_ini_is_left_for_child_processes(write):
    path = write("x.ini", INI)
    variables = {"here": str(path.parent), "__file__": str(path), "debug": "yes", "port": "80"}
    configure_called(variables, {"SITE_ID": "1"})
    assert settings.DEBUG is True
    assert os.environ[URI_VARIABLE] == f"{path}#main"
    assert os.environ[GIVEN_VARIABLE] == '{"debug": "yes", "port": "80"}'


def test_child_process_makes_the_settings_of_its_parent(write, monkeypatch):
    monkeypatch.setenv(URI_VARIABLE, f"{write('x.ini', INI)}#other")
    monkeypatch.setenv(GIVEN_VARIABLE, '{"debug": "yes"}')
    assert find_active_settings() == {"DEBUG": True, "SITE_ID": 2, **OWN_DEFAULTS}


def test_bad_ini_leaves_everything_as_it_was(write):
    with pytest.raises(ConfigurationError, match="SITE_ID: expected an integer"):
        configure(write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n"))
    assert not settings.configured
    assert URI_VARIABLE not in os.environ
    assert find_active_files() == ()


def test_what_django_refuses_is_located_and_not_in_force(write):
    path = write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nTIME_ZONE = No/Where\n")
    with pytest.raises(ConfigurationError, match=r"bad\.ini:3 \[app:main\] TIME_ZONE: Django refuses this: "):
        configure(path)
    assert find_active_files() == ()


def test_settings_from_elsewhere_are_named(write):
    settings.configure()
    with pytest.raises(ConfigurationError, match=r"already loaded from a call of settings\.configure\(\)"):
        configure(write("x.ini", INI))


def test_process_without_an_ini_is_told_what_to_call():
    with pytest.raises(NotConfiguredError, match="no ini was loaded in this process"):
        settings_report()
    with pytest.raises(NotConfiguredError, match=f"{URI_VARIABLE} names no ini"):
        find_active_settings()
