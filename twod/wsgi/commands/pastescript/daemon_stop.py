"""``paster serve --stop-daemon``: send one signal, and give the daemon the time that the ini allows."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

from paste.script.serve import live_pidfile, read_pidfile

from twod.inifile.variables import EndTimes

#: Extra seconds that a process may need in addition to those for its requests.
_MARGIN = 10.0
#: Seconds between two checks of the process; only its parent could wait for it.
_LOOK_SECONDS = 0.1


def stop_daemon(pid_file: Path, times: EndTimes) -> int:
    """End a daemon; return 0, or the exit status of ``paster serve`` if no daemon runs or it does not end.

    A second signal would interrupt requests in progress, so send it only after the allowed time.

    :param pid_file: the file with the daemon's process ID.
    :param times: the times that the ini allows for its end.
    """
    if not pid_file.exists():
        return _tell(f"No PID file exists in {pid_file}", 1)
    if not read_pidfile(str(pid_file)):
        return _tell(f"Not a valid PID file in {pid_file}", 1)
    process = live_pidfile(str(pid_file))
    if not process:
        pid_file.unlink(missing_ok=True)
        return _tell(f"PID in {pid_file} is not valid (deleting)", 1)
    for patience in (times.stop_delay + times.graceful_timeout + _MARGIN, _MARGIN):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
        if _ends_within(patience, pid_file):
            pid_file.unlink(missing_ok=True)
            return 0
    return _tell(f"failed to kill web process {process}", 3)


def _ends_within(patience: float, pid_file: Path) -> bool:
    """Return whether the process ends, or removes its file, within some seconds."""
    deadline = time.monotonic() + patience
    while live_pidfile(str(pid_file)):
        if time.monotonic() > deadline:
            return False
        time.sleep(_LOOK_SECONDS)
    return True


def _tell(message: str, status: int) -> int:
    print(message)  # noqa: T201 - as PasteScript does
    return status
