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
from twod.wsgi.loading import configure_logging, load_application, load_asgi_application, make_application

pytestmark = pytest.mark.usefixtures("_kept_logging")

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
#: One file, beside the ini, which the sections name in either way.
FILE = LOGGING.replace("class = StreamHandler", "class = FileHandler").replace("args = ()", "args = ('%(here)s/log',)")


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
    with pytest.raises(ConfigurationError, match="TWOD_CONFIG_URI: this variable has to name the ini"):
        load_asgi_application()
    monkeypatch.setenv(URI_VARIABLE, str(ini))
    made: Any = load_asgi_application()
    assert made == "hello"


def test_without_logging_sections_logging_stays_as_it_is(ini: Path) -> None:
    before = logging.getLogger().handlers[:]
    load_application(ini)
    assert logging.getLogger().handlers == before


def test_handlers_may_name_files_beside_the_ini_and_loggers_go_on(write: Callable[[str, str], Path]) -> None:
    logger = logging.getLogger("made_before")
    # Settings that differ in case alone are no business of logging's, nor is a byte order mark.
    ini = write("site.ini", f"\ufeff[app:main]\na = 1\nA = 2\n{FILE}")
    configure_logging(ini)
    logger.info("still heard")
    for handler in logging.getLogger().handlers:
        handler.close()
    assert ini.with_name("log").read_text() == "LOGGED made_before still heard\n"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("level = INFO", "level = INF", "level: expected a level of logging, got 'INF'; did you mean INFO?"),
        (
            "class = FileHandler",
            "class = no_such.Handler",
            "class: there is no module 'no_such' among the site's eggs and",
        ),
        ("'%(here)s/log'", "'/no/such/log'", "args: /no/such/log cannot be opened: there is no directory /no/such"),
        ("('%(here)s/log',)", "(1 / 0,)", "[loggers]: raised ZeroDivisionError: division by zero (TWOD_TRACEBACK=1"),
        ("[logger_root]", "x\n[logger_root]", "neither NAME = VALUE nor [SECTION]; if the line belongs to the value"),
    ],
)
def test_a_mistake_in_the_logging_is_told_with_its_place(
    write: Callable[[str, str], Path], old: str, new: str, problem: str
) -> None:
    # Where the file would be opened first, the stream does as well.
    sections = FILE if old in FILE and old not in LOGGING else LOGGING
    ini = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{sections.replace(old, new, 1)}")
    with pytest.raises(ConfigurationError) as raised:
        configure_logging(ini)
    assert problem in str(raised.value)


def test_logging_has_the_values_of_references(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    text = (
        LOGGING.replace("class = StreamHandler", "class = FileHandler")
        .replace("args = ()", "args = ('%(here)s/${env:NAME}', 'a', '${file:encoding}')")
        .replace("format = ", "format = ${env:HOST} ${name} $${env:HOST} 5%% ")
    )
    assert "format = " in text
    write("encoding", "utf-8\n")
    ini = write("site.ini", text)
    configure_logging(ini, {"NAME": 'it\'s "log"', "HOST": "web1"})
    logging.getLogger("shop").warning("made")
    logging.getLogger().handlers[0].close()
    logged = (tmp_path / 'it\'s "log"').read_text(encoding="utf-8")
    assert logged.startswith("web1 ${name} ${env:HOST} 5% ")
    assert "made" in logged


def test_a_reference_of_logging_that_leads_nowhere_is_located(write: Callable[[str, str], Path]) -> None:
    ini = write("site.ini", LOGGING.replace("args = ()", "args = (${env:NAME},)"))
    with pytest.raises(ConfigurationError, match=r"args: the environment variable NAME is not set"):
        configure_logging(ini, {})
