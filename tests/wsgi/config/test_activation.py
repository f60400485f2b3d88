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
    bind,
    configure,
    configure_called,
    find_active,
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
    with pytest.raises(ConfigurationError, match=r"bad\.ini:3 \[app:main\] TIME_ZONE: Django rejects this: "):
        configure(path)
    assert find_active_files() == ()


@pytest.mark.parametrize("load", [configure, bind])
def test_a_tool_that_configures_first_is_named_with_the_variables_that_stop_it(write, load):
    settings.configure()
    path = write("x.ini", INI)
    with pytest.raises(ConfigurationError) as caught:
        load(path)
    message = str(caught.value)
    assert "settings.configure() was called first" in message
    assert f"DJANGO_SETTINGS_MODULE={SETTINGS_MODULE} and TWOD_CONFIG_URI={path} in its environment" in message


def test_settings_of_a_module_are_named(write, monkeypatch):
    module = write("module_of_activation_test.py", "SITE_ID = 1\n")
    monkeypatch.syspath_prepend(module.parent)
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", module.stem)
    assert settings.SITE_ID == 1
    with pytest.raises(ConfigurationError, match="already loaded from module_of_activation_test; load the ini"):
        configure(write("x.ini", INI))


def test_a_bound_process_loads_its_settings_when_it_reads_one(write, monkeypatch):
    path = write("x.ini", INI)
    monkeypatch.setenv(GIVEN_VARIABLE, '{"debug": "yes"}')
    monkeypatch.chdir(path.parent)
    bind("x.ini#other")
    assert (find_active(), settings.configured) == (None, False)
    assert os.environ[URI_VARIABLE] == f"{path}#other"
    assert os.environ["DJANGO_SETTINGS_MODULE"] == SETTINGS_MODULE
    path.write_text(INI.replace("SITE_ID = 2", "SITE_ID = 3"))
    assert (settings.SITE_ID, settings.DEBUG) == (3, False)


def test_the_report_of_a_bound_process_loads_its_settings_too(write):
    bind(write("x.ini", INI))
    assert settings_report(["SITE_ID"])["SITE_ID"].value == 1


@pytest.mark.parametrize(("name", "number"), [("main", 1), ("other", 2)])
def test_a_bound_process_may_load_the_same_ini_or_another_before_it_reads_a_setting(write, name, number):
    path = write("x.ini", INI)
    bind(path)
    configure(f"{path}#{name}")
    assert settings.SITE_ID == number  # noqa: SIM300 - a setting is no constant
    assert os.environ[URI_VARIABLE] == f"{path}#{name}"


def test_a_bound_process_that_has_read_a_setting_refuses_another_ini(write):
    path = write("x.ini", INI)
    bind(path)
    assert settings.SITE_ID == 1
    configure(path)
    bind(f"{path}#main")
    for load in (configure, bind):
        with pytest.raises(ConfigurationError, match="this process already runs with the settings of "):
            load(f"{path}#other")
    assert os.environ[URI_VARIABLE] == f"{path}#main"


def test_a_bound_process_with_a_broken_ini_raises_where_the_mistake_is(write):
    path = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    bind(path)
    for _ in range(2):
        with pytest.raises(ConfigurationError, match=r"x\.ini:3 \[app:main\] SITE_ID: expected an integer, got 'x'"):
            _ = settings.SITE_ID
    path.write_text(INI)
    assert settings.SITE_ID == 1


def test_process_without_an_ini_is_told_what_to_call():
    with pytest.raises(NotConfiguredError, match="no ini was loaded in this process"):
        settings_report()
    with pytest.raises(NotConfiguredError, match=f"{URI_VARIABLE} names no ini"):
        find_active_settings()
