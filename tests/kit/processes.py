"""Processes that a test starts, which end, with all their children, before the test does."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")

#: Seconds that a process may take for its next step, on a machine that has much else to do.
PATIENCE = 120

#: Seconds that a process may take that builds and installs distributions.
PROVISIONING = 600

Command = Sequence[str | Path]


def run(
    command: Command, *, cwd: Path, environ: Mapping[str, str], merged: bool = False, patience: float = PATIENCE
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, and return its exit status and what it printed.

    :param merged: whether ``stdout`` of the result has both streams, in the order in which they were printed.
    :param patience: seconds that it may take.
    :raises AssertionError: when it takes longer; the message has its output.
    """
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT if merged else subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            stdout, stderr = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            _signal_group(process.pid, signal.SIGKILL)
            printed = "".join(filter(None, process.communicate()))
            raise AssertionError(f"{command!r} took more than {patience} seconds:\n{printed}") from None
        finally:
            _signal_group(process.pid, signal.SIGKILL)
    return subprocess.CompletedProcess(command, process.returncode, stdout, stderr)


class RunningProcess:
    """A process that has not ended yet, and what it has printed so far.

    A thread of its own reads each line as it comes, so that no full pipe ever stops the process.
    """

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.pid = process.pid
        #: What it has printed on both streams, without the line ends.
        self.lines: list[str] = []
        #: Its exit status; None while it runs.
        self.status: int | None = None
        self._lines_looked_at = 0
        self._is_at_end = False
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        for line in self._process.stdout or ():
            with self._changed:
                self.lines.append(line.rstrip("\n"))
                self._changed.notify()
        with self._changed:
            self._is_at_end = True
            self._changed.notify()

    @property
    def output(self) -> str:
        """All that it has printed so far."""
        return "".join(f"{line}\n" for line in self.lines)

    def find(self, look: Callable[[str], T | None]) -> T:
        """Wait until `look` finds something in a line that no call has looked at before, and return that.

        :raises AssertionError: when the process ends or takes too long before; the message has its output.
        """
        with self._changed:
            while self._changed.wait_for(self._has_news, PATIENCE) and self._lines_looked_at < len(self.lines):
                self._lines_looked_at += 1
                if (found := look(self.lines[self._lines_looked_at - 1])) is not None:
                    return found
        raise AssertionError(f"{self._process.args!r} did not print what it was waited for:\n{self.output}")

    def _has_news(self) -> bool:
        return self._lines_looked_at < len(self.lines) or self._is_at_end

    def wait_for(self, text: str) -> str:
        """Wait for a new line with this text, and return it."""
        return self.find(lambda line: line if text in line else None)

    def ends_within(self, seconds: float) -> bool:
        """Wait for its end at most so long, and return whether it came."""
        with self._changed:
            return self._changed.wait_for(lambda: self._is_at_end, seconds)

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the process alone, not to its children."""
        os.kill(self.pid, number)

    def end(self, number: signal.Signals) -> None:
        """End the process and its children by a signal, and read what they still print; who does not obey is killed."""
        # Nothing has waited for the process yet, so that its group cannot be that of another by now.
        _signal_group(self.pid, number)
        self._reader.join(PATIENCE)
        _signal_group(self.pid, signal.SIGKILL)
        self._reader.join()
        self.status = self._process.wait()


@contextmanager
def running(
    command: Command, *, cwd: Path, environ: Mapping[str, str], end_by: signal.Signals = signal.SIGINT
) -> Iterator[RunningProcess]:
    """Run a command as long as a block lasts, and end it as Ctrl-C in a terminal does, which reaches its children too.

    What it has printed in all, and its exit status, are there behind the block.
    """
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        started = RunningProcess(process)
        try:
            yield started
        finally:
            started.end(end_by)


def _signal_group(leader: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(leader, number)
