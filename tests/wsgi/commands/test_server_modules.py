"""The modules that servers import: an application, or a message that the server shows as it is."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gunicorn.errors
import pytest

from twod.wsgi.commands.server_modules import load_asgi_module, load_wsgi_module
from twod.wsgi.exc import ConfigurationError

pytestmark = pytest.mark.usefixtures("_unconfigured")

FACTORY = """
    def make(global_conf, greeting):
        return greeting

    make.asgi_factory = make
"""
SITE = "[app:main]\npaste.app_factory = served_site_of_test:make\ngreeting = hello\n"


@pytest.fixture
def make_ini(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], Path]:
    """Write an ini; no server runs this process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "served_site_of_test", raising=False)
    monkeypatch.delitem(sys.modules, "gunicorn.errors", raising=False)
    write("served_site_of_test.py", FACTORY)
    return lambda text: write("site.ini", text)


@pytest.mark.parametrize("load", [load_wsgi_module, load_asgi_module])
def test_the_application_is_that_of_the_ini(make_ini: Callable[[str], Path], load: Any) -> None:
    assert load(make_ini(SITE)) == "hello"


@pytest.mark.parametrize("load", [load_wsgi_module, load_asgi_module])
@pytest.mark.parametrize(
    ("ini", "message"),
    [
        ("[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n", "site.ini:3 [app:main] SITE_ID: expected an integer"),
        ("[app:main]\nuse = nothing\n", "site.ini:2 [app:main] use: "),
        ("[app:main]\nuse\n", "site.ini:2"),
        (SITE.replace("greeting", "greetin"), "site.ini:2 [app:main] paste.app_factory: raised TypeError: make() got"),
        ("[pipeline:main]\npipeline = no app\n", "site.ini:2 [pipeline:main] pipeline: "),
    ],
)
def test_what_is_wrong_ends_the_process_with_its_place_alone(
    make_ini: Callable[[str], Path], load: Any, ini: str, message: str
) -> None:
    with pytest.raises(SystemExit) as raised:
        load(make_ini(ini))
    assert str(raised.value).startswith(message)


def test_servers_that_print_the_message_of_an_error_get_one(
    make_ini: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ini = make_ini(SITE.replace("greeting", "greetin"))
    monkeypatch.setitem(sys.modules, "gunicorn.errors", gunicorn.errors)
    with pytest.raises(gunicorn.errors.AppImportError, match=r"^site.ini:2 \[app:main\] paste.app_factory: raised"):
        load_wsgi_module(ini)
    monkeypatch.delitem(sys.modules, "gunicorn.errors")
    monkeypatch.setitem(sys.modules, "mod_wsgi", gunicorn)
    with pytest.raises(ConfigurationError, match=r"^site.ini:2 \[app:main\] paste.app_factory: raised"):
        load_wsgi_module(ini)
