"""An application and its logging out of a configuration URI."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.inis import LOGGING
from twod.wsgi.config.activation import URI_VARIABLE
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import load_application, load_asgi_application, make_application

SITE = """\
[app:main]
paste.app_factory = site_of_test:make
greeting = hello
[app:other]
paste.app_factory = site_of_test:make
greeting = goodbye
"""
FACTORY = """
    import logging

    def make(global_conf, greeting):
        logging.getLogger("shop").info("made")
        return greeting

    make.asgi_factory = make
"""


@pytest.fixture
def ini(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The ini of two applications that are texts, in a folder whose name has to be quoted in a URL."""
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "site_of_test", raising=False)
    write("site_of_test.py", FACTORY)
    return write("a folder/site.ini", SITE)


@pytest.mark.parametrize(("name", "application"), [("", "hello"), ("#main", "hello"), ("#other", "goodbye")])
def test_the_application_is_the_one_that_the_uri_names(ini: Path, name: str, application: str) -> None:
    made: Any = make_application(f"{ini}{name}")
    assert made == application
    assert make_application(f"config:{ini}{name}") == made


def test_an_ini_with_mistakes_is_told_with_all_of_them(write: Callable[[str, str], Path]) -> None:
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\nEMAIL_PORT = y\n")
    with pytest.raises(ConfigurationError) as raised:
        load_application(ini)
    assert [problem.line for problem in raised.value.problems] == [3, 4]


def test_logging_is_set_up_before_the_application_is_made(ini: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ini.write_text(SITE + LOGGING, encoding="utf-8")
    load_application(ini)
    assert capsys.readouterr().err == "LOGGED shop made\n"


def test_an_asgi_application_is_loaded_alike(ini: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ini.write_text(SITE + LOGGING, encoding="utf-8")
    made: Any = load_asgi_application(f"{ini}#other")
    assert made == "goodbye"
    assert capsys.readouterr().err == "LOGGED shop made\n"


def test_the_environment_names_the_ini_that_no_argument_names(ini: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(URI_VARIABLE, raising=False)
    with pytest.raises(ConfigurationError, match="TWOD_CONFIG_URI: no ini is given"):
        load_asgi_application()
    monkeypatch.setenv(URI_VARIABLE, str(ini))
    made: Any = load_asgi_application()
    assert made == "hello"


def test_without_logging_sections_logging_stays_as_it_is(ini: Path) -> None:
    before = logging.getLogger().handlers[:]
    load_application(ini)
    assert logging.getLogger().handlers == before
