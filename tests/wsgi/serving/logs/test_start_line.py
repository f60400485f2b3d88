"""The line in the log of a server that names its configuration."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.config import configure
from twod.wsgi.config.activation import find_active
from twod.wsgi.loading import load_application, load_asgi_application
from twod.wsgi.serving.logs.start_line import log_start, pass_over_start_line

APP = "use = egg:twod.wsgi\nSECRET_KEY = ${file:key}\n"
INI = f"[DEFAULT]\ndebug = false\n[app:main]\n{APP}"

Write = Callable[[str, str], Path]


@pytest.fixture(autouse=True)
def _site(write: Write, _unconfigured: None) -> None:
    write("key", "k3y-of-the-site")


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Return the lines that were logged."""
    caplog.set_level(logging.INFO, "twod")
    return lambda: [record.getMessage() for record in caplog.records if record.name == "twod"]


@pytest.mark.parametrize("load", [load_application, load_asgi_application])
def test_a_site_names_its_configuration_when_a_server_loads_it(
    write: Write, lines: Callable[[], list[str]], load: Callable[[Path], object]
) -> None:
    ini = write("prod.ini", INI)
    load(ini)
    assert lines() == [f"{ini} (environment prod, debug off, 2 settings, 1 secret from files)"]


def test_a_site_that_is_loaded_twice_names_it_once(write: Write, lines: Callable[[], list[str]]) -> None:
    ini = write("prod.ini", INI)
    load_application(ini)
    load_application(ini)
    assert len(lines()) == 1


@pytest.mark.parametrize(
    ("sections", "name", "environment"),
    [
        (f"[pipeline:main]\npipeline = django\n[app:django]\n{APP}", "", "prod"),
        (f"[app:shop]\n{APP}", "#shop", "shop"),
    ],
)
def test_the_environment_is_named_after_the_file_or_the_application(
    write: Write, lines: Callable[[], list[str]], sections: str, name: str, environment: str
) -> None:
    ini = write("prod.ini", f"[DEFAULT]\ndebug = false\n{sections}")
    load_application(f"{ini}{name}")
    (line,) = lines()
    assert line.startswith(f"{ini} (environment {environment}, debug off")


def test_a_line_that_is_printed_is_not_logged(write: Write, lines: Callable[[], list[str]]) -> None:
    ini = write("prod.ini", INI)
    pass_over_start_line(str(ini))
    load_application(ini)
    assert lines() == []


def test_a_process_without_settings_of_an_ini_logs_nothing(lines: Callable[[], list[str]]) -> None:
    log_start(None)
    assert lines() == []


def test_a_log_of_warnings_does_not_keep_a_later_one_from_the_line(
    write: Write, lines: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    configure(write("prod.ini", INI))
    caplog.set_level(logging.WARNING, "twod")
    log_start(find_active())
    caplog.set_level(logging.INFO, "twod")
    log_start(find_active())
    assert len(lines()) == 1
