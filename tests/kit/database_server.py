"""Database servers of a test's own, each with its data in a folder of the test's."""

from __future__ import annotations

import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import Signals
from typing import NamedTuple

import pytest

from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import Command, run, running
from kit.users import User


class Program(NamedTuple):
    """How a database server is run."""

    #: Serves the data of a folder at a port of 127.0.0.1.
    make_command: Callable[[Path, int], Command]
    #: What it prints when it can be asked.
    ready: str
    #: Ends it as soon as it has written what it holds, whoever is connected.
    end_by: Signals
    #: Carries out SQL, which stands at the end of the command line, as a client of that port.
    client: Callable[[int], Command]
    #: The beginning of a URL, with the user.
    url: str


class DatabaseServer:
    """A database server that a test can stop and start again; what was written is still there then."""

    def __init__(self, program: Program, directory: Path, user: User | None) -> None:
        self.port = find_free_port()
        self._program = program
        self._directory = directory
        self._user = user
        self._runs = ExitStack()

    def make_database(self, name: str = "site") -> str:
        """Create an empty database, and return its URL."""
        self.execute(f"CREATE DATABASE {name}")
        return f"{self._program.url}@127.0.0.1:{self.port}/{name}"

    def execute(self, sql: str) -> str:
        """Carry out one statement, and return the rows that it found, one a line."""
        done = run([*self._program.client(self.port), sql], cwd=self._directory, environ=make_environ())
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    def start(self) -> None:
        """Start the server, and wait until it can be asked."""
        command = self._program.make_command(self._directory, self.port)
        words = self._user.make_command(self._directory, *command) if self._user else command
        run = running(words, cwd=self._directory, environ=make_environ(), end_by=self._program.end_by)
        self._runs.enter_context(run).wait_for(self._program.ready)

    def stop(self) -> None:
        """Stop the server, which breaks all connections, and wait for its end."""
        self._runs.close()

    def restart(self) -> None:
        """Stop the server and start it again."""
        self.stop()
        self.start()


@contextmanager
def serving_databases(
    program: Program, directory: Path, make_data: Callable[[Path], Command], account: str
) -> Iterator[DatabaseServer]:
    """Make the data of a database server, and run it as long as a block lasts.

    :param directory: an empty folder.
    :param make_data: returns the command that makes the data.
    :param account: who runs it if root runs the tests.
    """
    user = None
    if os.geteuid() == 0:
        user = User(pwd.getpwnam(account).pw_uid)
        os.chown(directory, user.number, user.number)
    command = make_data(directory)
    words = user.make_command(directory, *command) if user else command
    done = run(words, cwd=directory, environ=make_environ())
    assert done.returncode == 0, done.stdout + done.stderr
    server = DatabaseServer(program, directory, user)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def check_program(path: Path, package: str) -> Path:
    """Return the path of a program; the test fails, with what to do about it, where it is missing."""
    if not path.exists():
        pytest.fail(f"{path} is not there: apt-get install {package}")
    return path
