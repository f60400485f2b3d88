"""A daemon has as much time for its end as the ini says."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kit.conditions import wait_until
from twod.inifile.variables import EndTimes
from twod.wsgi.commands.pastescript.daemon_stop import stop_daemon

#: Notes each SIGTERM, and takes its file away a while after the first.
DAEMON = """
import os, pathlib, signal, sys, threading

file, noted = map(pathlib.Path, sys.argv[1:])
came = threading.Event()

def note(number, frame):
    with noted.open("a") as notes:
        notes.write("x")
    came.set()

signal.signal(signal.SIGTERM, note)
file.write_text(str(os.getpid()))
came.wait()
threading.Event().wait(1.5)
file.unlink()
"""


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Callable[[], Path]]:
    started: list[subprocess.Popen[bytes]] = []

    def daemon() -> Path:
        file = tmp_path / "paster.pid"
        started.append(subprocess.Popen([sys.executable, "-c", DAEMON, file, tmp_path / "noted"]))
        wait_until(lambda: file.is_file() and file.read_text(), "the daemon does not start")
        return file

    yield daemon
    for process in started:
        process.kill()
        process.wait()


def test_a_daemon_gets_one_signal_and_is_waited_for(daemon: Callable[[], Path], tmp_path: Path) -> None:
    assert stop_daemon(daemon(), EndTimes()) == 0
    assert (tmp_path / "noted").read_text() == "x"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "No PID file exists in {}"),
        ("", "Not a valid PID file in {}"),
        ("no number", "Not a valid PID file in {}"),
        ("{gone}", "PID in {} is not valid (deleting)"),
    ],
)
def test_a_file_without_a_process_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, message: str
) -> None:
    file = tmp_path / "paster.pid"
    if content is not None:
        with subprocess.Popen([sys.executable, "-c", ""]) as process:
            process.wait()
        file.write_text(content.format(gone=process.pid))
    assert stop_daemon(file, EndTimes()) == 1
    assert capsys.readouterr().out == message.format(file) + "\n"
    assert file.exists() is (content in ("", "no number"))
