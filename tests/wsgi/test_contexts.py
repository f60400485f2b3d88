"""Every section that PasteDeploy loads has the values of its references."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from paste.deploy.loadwsgi import APP, FILTER, SERVER

from twod.wsgi.contexts import load_context, load_object
from twod.wsgi.exc import ConfigurationError

FACTORIES = """
    def make(global_conf, **local_conf):
        return ("app", local_conf)

    def make_filter(global_conf, **local_conf):
        return lambda application: ("filter", local_conf, application)

    def make_filtered(application, global_conf, **local_conf):
        return ("filtered", local_conf, application)

    def make_composite(loader, global_conf, **local_conf):
        return [loader.get_app(name, global_conf=global_conf) for name in local_conf["parts"].split()]

    def serve(application, global_conf, **local_conf):
        return ("served", local_conf, application)
"""
SITE = """\
[DEFAULT]
stage = ${env:STAGE}
[composite:main]
use = call:factories_of_test:make_composite
parts = filtered other plain
[pipeline:filtered]
pipeline = one two config:base/base.ini#of_base other
[filter:one]
use = call:factories_of_test:make_filter
get stage = stage
key = <%(stage)s ${name} $${name} $${env:STAGE}>
[filter:two]
paste.filter_app_factory = factories_of_test:make_filtered
key = ${env:NOT_SET:-default}
[app:other]
use = config:base/base.ini
mine = ${env:STAGE}
[app:plain]
paste.app_factory = factories_of_test:make
filter-with = two
key = a ${name} $${name} 50%%
SETTING = ${env:STAGE}
[server:main]
paste.server_runner = factories_of_test:serve
listen = *:${env:PORT:-8080}
"""
BASE = """\
[app:main]
paste.app_factory = factories_of_test:make
key = ${file:key}
[filter:of_base]
paste.filter_factory = factories_of_test:make_filter
word = ${file:key}
"""


@pytest.fixture
def ini(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "factories_of_test", raising=False)
    write("factories_of_test.py", FACTORIES)
    write("base/base.ini", BASE)
    write("base/key", "of base\n")
    return f"config:{write('site.ini', SITE)}"


def test_all_sections_get_the_values(ini: str) -> None:
    other = ("app", {"key": "of base", "mine": "blue"})
    two = {"key": "default"}
    one = {"stage": "blue", "key": "<blue ${name} $${name} ${env:STAGE}>"}
    # An option that may be a setting is for a factory of ours behind.
    plain = ("app", {"key": "a ${name} $${name} 50%", "SETTING": "${env:STAGE}"})
    assert load_object(APP, ini, environ={"STAGE": "blue"}) == [
        ("filter", one, ("filtered", two, ("filter", {"word": "of base"}, other))),
        other,
        ("filtered", two, plain),
    ]


def test_the_server_gets_the_values(ini: str) -> None:
    assert load_object(SERVER, ini, environ={"PORT": ""})("site") == ("served", {"listen": "*:8080"}, "site")
    assert load_object(SERVER, ini, environ={"PORT": "80"})("site") == ("served", {"listen": "*:80"}, "site")


def test_a_reference_that_leads_nowhere_is_located(ini: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_object(FILTER, ini, name="one", environ={})
    (problem,) = {error.message for error in raised.value.problems}
    assert problem == "the environment variable STAGE is not set"
    assert raised.value.problems[0].file == ini.removeprefix("config:")


def test_variables_given_beside_the_ini_are_known(write: Callable[[str, str], Path], ini: str) -> None:
    text = "[server:main]\npaste.server_runner = factories_of_test:serve\nlisten = %(host)s:${env:PORT}\n"
    site = f"config:{write('given.ini', text)}"
    context = load_context(SERVER, site, global_conf={"host": "*"}, environ={"PORT": "80"})
    assert context.local_conf == {"listen": "*:80"}
    with pytest.raises(ConfigurationError, match=r"given\.ini:3 \[server:main\] listen: the environment variable PORT"):
        load_context(SERVER, site, global_conf={"host": "*"}, environ={})


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text())
def test_any_text_arrives_as_it_is(ini: str, value: str) -> None:
    made: Any = load_object(FILTER, ini, name="one", environ={"STAGE": value})("site")
    assert made[1] == {"stage": value, "key": f"<{value} ${{name}} $${{name}} ${{env:STAGE}}>"}


def test_options_of_a_django_application_are_left_to_its_factory(write: Callable[[str, str], Path]) -> None:
    ini = write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${env:KEY}\n")
    assert load_context(APP, f"config:{ini}", environ={"KEY": "k"}).local_conf == {"SECRET_KEY": "${env:KEY}"}


def test_an_ini_in_dialect_one_has_no_references(ini: str, write: Callable[[str, str], Path]) -> None:
    text = "[DEFAULT]\ntwod.dialect = 1\n[server:main]\npaste.server_runner = factories_of_test:serve\na = ${env:A}\n"
    assert load_context(SERVER, f"config:{write('one.ini', text)}", environ={}).local_conf == {"a": "${env:A}"}


@pytest.mark.usefixtures("_unconfigured")
def test_files_of_variables_are_in_force_for_each_factory(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    write(".env", "STAGE=from the file\n")
    write("base/.env", "STAGE=from the base's file\n")
    code = "import os\ndef make(global_conf, **local_conf):\n    return os.environ['STAGE'], local_conf\n"
    write("reading_of_test.py", code)
    monkeypatch.syspath_prepend(tmp_path)
    app = "[app:main]\nuse = call:reading_of_test:make\nkey = ${env:STAGE}\n"
    head = "[DEFAULT]\ntwod.environment_file = .env\n"
    write("base/base.ini", app)
    write("x.ini", f"{head}{app}[app:based]\nuse = config:base/base.ini\nother = 1\n")
    assert load_object(APP, f"config:{tmp_path}/x.ini") == ("from the file", {"key": "from the file"})
    # The variables of an ini are also those of the inis that it uses, and their paths stay.
    used = load_object(APP, f"config:{tmp_path}/x.ini", name="based")
    assert used == ("from the file", {"key": "from the file", "other": "1"})


@pytest.mark.usefixtures("_unconfigured")
def test_a_file_of_variables_that_is_missing_is_located(write: Callable[[str, str], Path]) -> None:
    ini = write("x.ini", "[DEFAULT]\ntwod.environment_file = .env\n[filter:main]\nuse = egg:PasteDeploy#prefix\n")
    with pytest.raises(ConfigurationError, match=r"twod\.environment_file: cannot read"):
        load_object(FILTER, f"config:{ini}")
