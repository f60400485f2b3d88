"""A process is started anew as often as it is wanted, and ends with its parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from kit.conditions import wait_until
from twod.wsgi.commands.pastescript.restarted_process import run_again

#: Appends to a file, and ends with the number of its letters.
COUNTS = """
import pathlib, sys
file = pathlib.Path(sys.argv[1])
file.write_text((file.read_text() if file.exists() else "") + "x")
sys.exit(len(file.read_text()))
"""
#: Ends with a status of its own at SIGTERM.
WAITS = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(7))
pathlib.Path(sys.argv[1]).write_text("x")
time.sleep(60)
"""


def test_the_command_runs_until_it_is_not_wanted_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = [sys.executable, "-c", COUNTS, str(tmp_path / "file")]
    assert run_again(command, os.environ, lambda status: status < 3) == 3
    assert capsys.readouterr().out == f"{'-' * 20} Restarting {'-' * 20}\n" * 2


def test_a_process_that_a_signal_has_ended_has_the_status_that_a_shell_gives_it() -> None:
    command = [sys.executable, "-c", "import os; os.kill(os.getpid(), 9)"]
    assert run_again(command, os.environ, lambda _status: False) == 128 + signal.SIGKILL


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_passed_on_and_the_process_waited_for(tmp_path: Path, number: int) -> None:
    file = tmp_path / "file"

    def send() -> None:
        wait_until(file.exists, "the process does not start")
        os.kill(os.getpid(), number)

    threading.Thread(target=send).start()
    assert run_again([sys.executable, "-c", WAITS, str(file)], os.environ, lambda _status: True) == 7


def test_a_command_that_cannot_be_run_is_an_error() -> None:
    with pytest.raises(OSError, match="no-such"):
        run_again(["/no-such-program"], os.environ, lambda _status: True)
