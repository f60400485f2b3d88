"""A Redis of a test's own."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from kit.database_server import check_program
from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import RunningProcess, running

_PROGRAM = Path("/usr/bin/redis-server")


class RedisServer:
    """A Redis that a test can stop, start again and make hang."""

    def __init__(self, directory: Path, *, keeps: bool = False) -> None:
        """Make a server.

        :param keeps: whether it writes to the disk what is stored, and has it after a restart.
        """
        self.port = find_free_port()
        #: Of its first database.
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._directory = directory
        self._keeps = keeps
        self._runs = ExitStack()
        self._process: RunningProcess | None = None

    def start(self) -> None:
        """Start the server, and wait until it can be asked."""
        options: list[str | Path] = [
            "--port",
            str(self.port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "yes" if self._keeps else "no",
            "--dir",
            str(self._directory),
        ]
        command = [check_program(_PROGRAM, "redis-server"), *options]
        self._process = self._runs.enter_context(running(command, cwd=self._directory, environ=make_environ()))
        self._process.wait_for("Ready to accept connections")

    def stop(self) -> None:
        """Stop the server, which breaks all connections, and wait for its end."""
        self.resume()
        self._runs.close()
        self._process = None

    def hang(self) -> None:
        """Have the server answer nothing, although whoever connects is let in."""
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Have the server answer again, those too who asked meanwhile."""
        self._signal(signal.SIGCONT)

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None:
            os.kill(self._process.pid, number)


@contextmanager
def running_redis(directory: Path, *, keeps: bool = False) -> Iterator[RedisServer]:
    """Run Debian's Redis, on a free port, as long as a block lasts.

    Example::

        with running_redis(tmp_path) as redis:
            url = redis.url
            redis.stop()
            redis.start()

    :param directory: where it runs.
    :param keeps: as for :class:`RedisServer`; if not, what was stored is gone when it was stopped.
    """
    server = RedisServer(directory, keeps=keeps)
    server.start()
    try:
        yield server
    finally:
        server.stop()
