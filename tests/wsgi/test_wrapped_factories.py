"""A factory that PasteDeploy itself loads gets the values of references through a wrapper."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from paste.deploy import loadapp, loadfilter, loadserver
from paste.deploy.loadwsgi import APP, SERVER

from twod.inifile.grammar import check_grammar
from twod.inifile.pastedeploy.deployment import SERVER_ROLE
from twod.inifile.pastedeploy.route import Route
from twod.inifile.reading import IniReader
from twod.wsgi.contexts import load_object
from twod.wsgi.exc import ConfigurationError

FACTORIES = """
    def make(global_conf, **local_conf):
        return ("app", local_conf)

    def make_filter(global_conf, **local_conf):
        return lambda application: ("filter", local_conf, application)

    def make_server(global_conf, **local_conf):
        return lambda application: ("server", local_conf, application)
"""
SITE = """\
[pipeline:main]
pipeline = mine prefix mine app
[filter:mine]
use = egg:twod.wsgi#references
twod.use = call:wrapped_of_test:make_filter
key = ${env:WRAPPED_OF_TEST}
[filter:prefix]
use = mine
key = ${file:key}
[app:app]
use = egg:twod.wsgi#references
twod.use = call:wrapped_of_test:make
key = ${env:NOT_SET:-d}
[composite:urls]
use = egg:twod.wsgi#references
twod.use = egg:Paste#urlmap
/ = app
not_found_app = app
[server:main]
use = egg:twod.wsgi#references
twod.use = call:wrapped_of_test:make_server
listen = ${env:WRAPPED_OF_TEST}
[filter:lost]
use = egg:twod.wsgi#references
"""


@pytest.fixture
def ini(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "wrapped_of_test", raising=False)
    # The value looks like a reference, and is none.
    monkeypatch.setenv("WRAPPED_OF_TEST", "${env:NOT_SET}")
    write("wrapped_of_test.py", FACTORIES)
    write("key", "of file")
    return f"config:{write('site.ini', SITE)}"


MINE = {"key": "${env:NOT_SET}"}
MADE = ("filter", MINE, ("filter", {"key": "of file"}, ("filter", MINE, ("app", {"key": "d"}))))


def test_pastedeploy_alone_loads_the_values(ini: str) -> None:
    assert loadapp(ini) == MADE
    assert loadfilter(ini, name="mine")("site") == ("filter", MINE, "site")
    assert loadserver(ini)("site") == ("server", {"listen": "${env:NOT_SET}"}, "site")


def test_our_own_loading_replaces_nothing_twice(ini: str) -> None:
    assert load_object(APP, ini) == MADE
    assert load_object(SERVER, ini)("site") == ("server", {"listen": "${env:NOT_SET}"}, "site")


def test_a_composite_loads_its_parts(ini: str) -> None:
    urls = loadapp(ini, name="urls")
    assert urls.not_found_application == ("app", {"key": "d"})


def test_checks_see_the_factory_that_is_wrapped(ini: str) -> None:
    path = ini.removeprefix("config:")
    (server,) = Route(IniReader(), path).walk("main", SERVER_ROLE)
    assert (server.factory, list(server.options)) == ("call:wrapped_of_test:make_server", ["listen"])
    (error,) = check_grammar(path).errors
    expected = "expected 'twod.use = egg:NAME#ENTRY-POINT' or '… = call:MODULE:NAME' as well"
    assert str(error).endswith(f"site.ini:24 [filter:lost] use: {expected}")


def test_a_wrapper_of_nothing_is_a_located_error(ini: str) -> None:
    with pytest.raises(ConfigurationError, match=r"site\.ini twod.use: expected egg:NAME#ENTRY-POINT or call:MODULE"):
        loadfilter(ini, name="lost")
