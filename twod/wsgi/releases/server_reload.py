"""Reload of a host's servers after a release: by a command, or by SIGHUP to their processes."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.wsgi.releases.release_error import ReleaseError


class ServerReload(NamedTuple):
    """The ways to reload the servers.

    :param command: a command for the shell; empty for no command.
    :param pid_files: files with the process IDs of servers.
    :param seconds: the most seconds that the command may take.
    """

    command: str = ""
    pid_files: Sequence[Path] = ()
    seconds: float = 60.0

    @property
    def is_known(self) -> bool:
        """Whether a command or a file of a process is given."""
        return bool(self.command or self.pid_files)

    def reload(self, environ: Mapping[str, str] = os.environ) -> bool:
        """Reload the servers; return whether any server runs.

        :raises ReleaseError: if the command fails, or a process cannot be signalled.
        """
        if self.command:
            self._run_command(environ)
        # A list, since any() would stop at the first process that runs.
        running = [path for path in self.pid_files if _hang_up(path)]
        return bool(running or self.command)

    def _run_command(self, environ: Mapping[str, str]) -> None:
        try:
            done = subprocess.run(  # noqa: S602 - the operator's own command
                self.command,
                shell=True,
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
                timeout=self.seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            message = f"the reload command took more than ready-timeout ({self.seconds:g} s): {self.command}"
            raise ReleaseError(message) from None
        if done.returncode:
            printed = f":\n{done.stdout.strip()}" if done.stdout.strip() else ""
            raise ReleaseError(f"the reload failed with status {done.returncode}: {self.command}{printed}")


def _hang_up(path: Path) -> bool:
    """Send SIGHUP to the process with the ID in a file; return whether the process runs."""
    try:
        number = int(path.read_text())
        os.kill(number, signal.SIGHUP)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except (OSError, ValueError) as error:
        raise ReleaseError(f"cannot reload the server of {path}: {error}") from None
    return True
