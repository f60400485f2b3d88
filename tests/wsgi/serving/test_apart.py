"""A check in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.serving.apart import CheckFailedError, check_served, run_apart
from twod.wsgi.serving.end.end_signals import exit_cleanly, handling

VALID = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n"


def test_the_text_of_the_check_is_returned_and_its_modules_are_gone() -> None:
    def check() -> str:
        sys.modules["only_in_the_fork"] = sys
        return f"checked by {os.getpid()}"

    text = run_apart(check)
    assert text.startswith("checked by ")
    assert text != f"checked by {os.getpid()}"
    assert "only_in_the_fork" not in sys.modules


def test_all_that_is_wrong_comes_back_as_it_is_located() -> None:
    def check() -> str:
        raise ConfigurationError([Problem("x.ini", 3, "app:main", "A", "one"), Problem("x.ini", 4, None, None, "two")])

    with pytest.raises(CheckFailedError, match=r"^x\.ini:3 \[app:main\] A: one\nx\.ini:4: two$"):
        run_apart(check)


def test_what_the_sites_code_raises_is_one_line_beside_its_traceback(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CheckFailedError, match=r"^ZeroDivisionError: division by zero$"):
        run_apart(lambda: str(1 / 0))
    assert "Traceback" in capfd.readouterr().err


def test_a_check_that_ends_its_process_has_failed() -> None:
    with pytest.raises(CheckFailedError, match="ended with exit status 7"):
        run_apart(lambda: os._exit(7))


def test_a_check_that_waits_for_ever_is_ended() -> None:
    with pytest.raises(CheckFailedError, match=r"took more than 0\.1 seconds"):
        run_apart(lambda: str(time.sleep(600)), time_limit=0.1)


WAITING = """
import signal, sys
from twod.wsgi.serving.apart import run_apart
{}
run_apart(lambda: print("checks", flush=True) or signal.pause())
"""
EXITING = "signal.signal(signal.SIGTERM, lambda *_: sys.exit(3))"


@pytest.mark.parametrize(("handler", "status"), [("", -signal.SIGTERM), (EXITING, 3)], ids=["killed", "exits"])
def test_a_check_ends_with_the_process_that_waits_for_it(handler: str, status: int) -> None:
    command = [sys.executable, "-c", WAITING.format(handler)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "checks\n"
        process.terminate()
        # The end of the output: no process has it open any more.
        assert process.stdout.read() == ""
    assert process.returncode == status


def test_an_ini_that_is_right_has_no_text(write: Callable[[str, str], Path]) -> None:
    assert check_served(str(write("x.ini", VALID))) == ""


def test_doubts_are_lines(write: Callable[[str, str], Path]) -> None:
    doubts = check_served(str(write("x.ini", f"{VALID}email_port = 25\n")))
    assert doubts.endswith("x.ini:4 [app:main] email_port: not a setting; did you mean EMAIL_PORT?\n")
    assert doubts.startswith("warning: ")


def test_an_ini_that_is_wrong_is_an_error(write: Callable[[str, str], Path]) -> None:
    with pytest.raises(ConfigurationError, match=r"x\.ini:3 \[app:main\] SITE_ID: expected an integer, got 'one'"):
        check_served(str(write("x.ini", VALID.replace("1", "one"))))


def test_a_signal_that_ends_this_process_ends_the_check() -> None:
    def stop() -> str:
        os.kill(os.getppid(), signal.SIGTERM)
        time.sleep(600)
        return ""

    with handling(exit_cleanly), pytest.raises(SystemExit):
        run_apart(stop)
