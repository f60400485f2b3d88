"""A console script of another distribution, with the settings of an ini in force."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.console_script import run_console_script

pytestmark = pytest.mark.usefixtures("_unconfigured")

PROGRAM = """
    from django.conf import settings


    class App:
        @staticmethod
        def start():
            return settings.SITE_ID
"""


def test_the_program_runs_with_the_settings_and_gives_the_exit_status(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "program_of_test", raising=False)
    write("program_of_test.py", PROGRAM)
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 7\n")
    assert run_console_script(ini, "program_of_test", "App.start") == 7


def test_an_ini_that_cannot_be_loaded_ends_the_program_with_its_name(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/srv/bin/celery-prod", "worker"])
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(SystemExit) as ended:
        run_console_script(ini, "no.such.module", "main")
    assert ended.value.code == "celery-prod: site.ini:3 [app:main] SITE_ID: expected an integer, got 'x'"
