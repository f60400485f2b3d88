"""A console script of another distribution, with the settings of an ini in force."""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kit.inis import LOGGING
from twod.wsgi.commands.console_script import run_console_script

pytestmark = pytest.mark.usefixtures("_unconfigured")

PROGRAM = """
    from django.conf import settings


    class App:
        @staticmethod
        def start():
            return settings.configured, settings.SITE_ID
"""


@pytest.fixture(autouse=True)
def _kept_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Undo what a program changes for the whole process that it is run in."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    with warnings.catch_warnings():
        yield


def test_the_program_loads_the_settings_when_it_reads_one_and_gives_the_exit_status(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "program_of_test", raising=False)
    write("program_of_test.py", PROGRAM)
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 7\n")
    assert run_console_script(ini, "program_of_test", "App.start") == (False, 7)


def test_the_callable_may_be_in_a_module_that_its_package_does_not_import(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The entry point of granian is ``granian:cli.entrypoint``."""
    monkeypatch.syspath_prepend(tmp_path)
    write("package_of_test/__init__.py", "")
    write("package_of_test/cli.py", "def entrypoint():\n    return 7\n")
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    assert run_console_script(ini, "package_of_test", "cli.entrypoint") == 7


def test_the_logging_of_the_ini_is_in_force_and_stays_so_in_servers(
    write: Callable[[str, str], Path],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    program = (
        "import logging, os\n\ndef main():\n    logging.warning('ran')\n    return os.environ['GUNICORN_CMD_ARGS']\n"
    )
    write("logging_program_of_test.py", program)
    ini = write("site.ini", f"[app:main]\nuse = egg:twod.wsgi\n{LOGGING}")
    assert run_console_script(ini, "logging_program_of_test", "main") == f"--log-config {ini}"
    assert capsys.readouterr().err == "LOGGED root ran\n"


def test_without_logging_sections_a_program_logs_as_it_would(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    write("silent_program_of_test.py", "import os\n\ndef main():\n    return os.environ.get('GUNICORN_CMD_ARGS')\n")
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n")
    assert run_console_script(ini, "silent_program_of_test", "main") is None


def test_the_check_leaves_no_module_of_the_site_in_the_process(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    write("settings_of_bound_test.py", "SITE_ID = 8\n")
    write("other_program_of_test.py", "import sys\n\ndef main():\n    return 'settings_of_bound_test' in sys.modules\n")
    ini = write(
        "site.ini",
        "[DEFAULT]\ndjango_settings_module = settings_of_bound_test\n[app:main]\nuse = egg:twod.wsgi\n",
    )
    assert run_console_script(ini, "other_program_of_test", "main") is False


def test_all_that_paster_serve_checks_is_checked(write: Callable[[str, str], Path]) -> None:
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 7\n[filter:x]\nuse = egg:no-such-egg\n")
    with pytest.raises(SystemExit, match=r"site\.ini:5 \[filter:x\] use: .*no-such-egg"):
        run_console_script(ini, "no.such.module", "main")


def test_an_ini_that_cannot_be_loaded_ends_the_program_with_its_name(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["/srv/bin/celery-prod", "worker"])
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(SystemExit) as ended:
        run_console_script(ini, "no.such.module", "main")
    assert ended.value.code == "celery-prod: site.ini:3 [app:main] SITE_ID: expected an integer, got 'x'"
