"""One run of buildout at a time writes the files of a directory."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from twod.recipe.disk.run_lock import keep_other_runs_out


def test_another_run_announces_that_it_waits_for_the_end_of_the_first(tmp_path: Path) -> None:
    order: list[str] = []
    waiting = threading.Event()

    def run() -> None:
        with keep_other_runs_out(tmp_path, waiting.set):
            order.append("second")

    other = threading.Thread(target=run)
    with keep_other_runs_out(tmp_path):
        other.start()
        waiting.wait()
        order.append("first")
    other.join()
    assert order == ["first", "second"]
    assert list(tmp_path.iterdir()) == []


def test_an_error_ends_the_lock(tmp_path: Path) -> None:
    with pytest.raises(KeyError), keep_other_runs_out(tmp_path):
        raise KeyError
    with keep_other_runs_out(tmp_path):
        pass


def test_a_killed_run_keeps_nobody_out(tmp_path: Path) -> None:
    code = f"""
from pathlib import Path
from twod.recipe.disk.run_lock import keep_other_runs_out
with keep_other_runs_out(Path({str(tmp_path)!r})):
    print("locked", flush=True)
    input()
"""
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=make_python_environ(),
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"locked\n"
        os.kill(process.pid, signal.SIGKILL)
    with keep_other_runs_out(tmp_path):
        pass
