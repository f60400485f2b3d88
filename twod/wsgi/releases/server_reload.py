"""Reload of a host's servers for a release: by a command of their engine, or by SIGHUP to their processes."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from twod.wsgi.releases.release_error import ReleaseError


class ServerReload(NamedTuple):
    """The means to reload the servers.

    :param command: for the shell; may be empty.
    :param pid_files: files with the process ids of servers.
    :param seconds: time that the command may take.
    """

    command: str = ""
    pid_files: Sequence[Path] = ()
    seconds: float = 60.0

    @property
    def is_known(self) -> bool:
        """Whether there is anything that reloads a server."""
        return bool(self.command or self.pid_files)

    def reload(self, environ: Mapping[str, str] = os.environ) -> bool:
        """Reload the servers; return whether there are any.

        :raises ReleaseError: when the command fails, or a process may not be signalled.
        """
        if self.command:
            self._run_command(environ)
        # Each of them, also behind the first that runs.
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
            raise ReleaseError(f"the reload took more than {self.seconds:g} s: {self.command}") from None
        if done.returncode:
            printed = f":\n{done.stdout.strip()}" if done.stdout.strip() else ""
            raise ReleaseError(f"the reload failed with status {done.returncode}: {self.command}{printed}")


def _hang_up(path: Path) -> bool:
    """Send SIGHUP to the process of a file; return whether it runs."""
    try:
        number = int(path.read_text())
        os.kill(number, signal.SIGHUP)
    except (FileNotFoundError, ProcessLookupError):
        return False
    except (OSError, ValueError) as error:
        raise ReleaseError(f"cannot reload the server of {path}: {error}") from None
    return True
