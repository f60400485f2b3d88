"""The bar of a fetch."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from twod.recipe.fetch.progress_bar import show_progress

PROGRAM = """
from pathlib import Path
from twod.recipe.fetch.progress_bar import show_progress
print(len(show_progress(map(Path, "abc"), 3)))
"""


def test_a_pipe_gets_no_bar(capfd: pytest.CaptureFixture[str]) -> None:
    assert show_progress(map(Path, "abc"), 3) == [Path("a"), Path("b"), Path("c")]
    assert capfd.readouterr() == ("", "")


def test_a_terminal_gets_a_bar_that_is_gone_in_the_end() -> None:
    own, other = pty.openpty()
    termios.tcsetwinsize(other, (24, 80))
    with subprocess.Popen([sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=other) as process:
        printed, _ = process.communicate()
    os.close(other)
    shown = read_all(own)
    assert (process.returncode, printed) == (0, b"3\n")
    assert "| 0/3 distributions, 00:00" in shown
    assert "?" not in shown
    assert shown.endswith("\r")


def read_all(terminal: int) -> str:
    shown = b""
    try:
        while read := os.read(terminal, 4096):
            shown += read
    except OSError:  # Linux tells the end of a terminal so.
        pass
    os.close(terminal)
    return shown.decode()
