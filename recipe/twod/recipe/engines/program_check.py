"""Checks of files by the program that will read them, before they are moved into place."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

#: Folders of daemons, which are not on every user's PATH.
_DAEMON_FOLDERS = ("/usr/local/sbin", "/usr/sbin", "/sbin")

#: Seconds that a program may take to check a file.
_TIME_LIMIT = 60.0


def find_daemon(name: str) -> str | None:
    """Return the path of a program, or None if it is not installed on this machine."""
    return shutil.which(name, path=os.pathsep.join([os.environ.get("PATH", os.defpath), *_DAEMON_FOLDERS]))


def name_daemon(name: str) -> str:
    """Return the path of a program on the hosts: its path on this machine, or else that of most distributions.

    The PATH of an unprivileged user may lack the folder, and that of a supervisor, too.
    """
    return find_daemon(name) or f"/usr/sbin/{name}"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """Yield a temporary folder for the block. Its path is short enough for sockets and has no blanks."""
    with tempfile.TemporaryDirectory(prefix="twod-", dir="/tmp") as folder:
        yield Path(folder)


class Checked(NamedTuple):
    """The result of a program that has checked files."""

    #: Its exit status.
    status: int
    #: Its output, stripped of blanks at both ends.
    text: str


def run_program(command: Sequence[str | Path], time_limit: float = _TIME_LIMIT) -> Checked:
    """Run a program that checks files, and return its result.

    :param time_limit: seconds that it may take. A proxy that looks up a name may wait for a nameserver.
    """
    try:
        done = subprocess.run(  # noqa: S603 - the engine's own program
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=time_limit,
        )
    except subprocess.TimeoutExpired:
        return Checked(1, f"{command[0]} took more than {time_limit:g} seconds")
    return Checked(done.returncode, done.stdout.strip())


def run_check(command: Sequence[str | Path]) -> str | None:
    """Run a program that checks a file; return its error messages, or None if the file is valid."""
    status, text = run_program(command)
    return None if status == 0 else text or f"exit status {status}"


def move_node(address: str) -> str:
    """Return a node with its address moved to this machine, since this machine may not know a host's name."""
    return address if address.startswith("unix:") else f"127.0.0.1:{address.rpartition(':')[2]}"
