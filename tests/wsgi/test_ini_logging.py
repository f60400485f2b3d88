"""The logging sections of an ini, in force."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.inis import LOGGING
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.ini_logging import configure_logging

#: One file, beside the ini, which the sections name in either way.
FILE = LOGGING.replace("class = StreamHandler", "class = FileHandler").replace("args = ()", "args = ('%(here)s/log',)")


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
        (
            "level = INFO",
            "level = INF",
            "level: expected a level of logging such as INFO, got 'INF'; did you mean INFO?",
        ),
        (
            "class = FileHandler",
            "class = no_such.Handler",
            "class: there is no module 'no_such'; correct the name",
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


def test_the_loggers_that_the_ini_describes_are_told(write: Callable[[str, str], Path]) -> None:
    of_shop = "[logger_shop]\nqualname = shop.basket\nhandlers =\n"
    sections = LOGGING.replace("keys = root", "keys = root, shop") + of_shop
    assert configure_logging(write("site.ini", f"[app:main]\n{sections}")) == ("", "shop.basket")
    assert configure_logging(write("other.ini", "[app:main]\n")) == ()


@pytest.mark.usefixtures("_unconfigured")
def test_files_of_variables_are_in_force_before_the_handlers_are_made(
    write: Callable[[str, str], Path],
) -> None:
    write(".env", "LEVEL=ERROR\n")
    head = "[DEFAULT]\ntwod.environment_file = %(here)s/.env\n"
    ini = write("x.ini", head + LOGGING.replace("level = INFO", "level = ${env:LEVEL}"))
    configure_logging(ini)
    assert logging.getLogger().level == logging.ERROR
    assert os.environ["LEVEL"] == "ERROR"


def test_a_file_of_variables_that_is_missing_is_located(write: Callable[[str, str], Path]) -> None:
    ini = write("x.ini", f"[DEFAULT]\ntwod.environment_file = .env\n{LOGGING}")
    with pytest.raises(ConfigurationError, match=r"x.ini:2 \[DEFAULT\] twod.environment_file: cannot read .*\.env"):
        configure_logging(ini)
