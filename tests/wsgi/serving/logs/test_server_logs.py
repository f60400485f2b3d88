"""Servers that set up logging of their own leave the loggers of an ini to it."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from kit.inis import LOGGING
from twod.wsgi.serving.logs.server_logs import hand_log_to_servers


@pytest.fixture(autouse=True)
def _kept_finders(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])


def test_gunicorn_reads_the_ini_unless_something_later_says_otherwise() -> None:
    environ = {"GUNICORN_CMD_ARGS": "--workers 3"}
    hand_log_to_servers("/srv/my site/prod.ini", (), environ)
    assert shlex.split(environ["GUNICORN_CMD_ARGS"]) == ["--log-config", "/srv/my site/prod.ini", "--workers", "3"]
    environ = {}
    hand_log_to_servers("/srv/prod.ini", (), environ)
    assert environ == {"GUNICORN_CMD_ARGS": "--log-config /srv/prod.ini"}


@pytest.mark.parametrize("name", ["granian.log", "uvicorn.config"])
def test_a_dictionary_of_a_server_keeps_the_loggers_that_the_ini_has_not(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType(name)
    vars(module)["LOGGING_CONFIG"] = {"loggers": {"uvicorn": {"handlers": ["default"]}, "other": {}}}
    monkeypatch.setitem(sys.modules, name, module)
    hand_log_to_servers("/srv/prod.ini", ("", "uvicorn"), {})
    assert vars(module)["LOGGING_CONFIG"] == {"loggers": {"other": {}}}


def test_a_server_prints_json_if_its_log_is_json(write: Callable[[str, str], Path]) -> None:
    sections = LOGGING.replace(
        "format = LOGGED %(name)s %(message)s", "class = twod.wsgi.serving.logs.json_records.JsonFormatter"
    )
    ini = write("site.ini", f"[app:main]\n{sections}")
    start = f"from twod.wsgi.serving.logs.server_logs import configure_server_log as c; c({str(ini)!r})"
    code = f"{start}; print('printed'); 1 / 0"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert json.loads(done.stdout)["message"] == "printed"
    assert json.loads(done.stderr)["message"] == "Uncaught ZeroDivisionError"
