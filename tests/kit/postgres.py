"""A PostgreSQL of a test's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from signal import SIGINT

import pytest

from kit.database_server import DatabaseServer, Program, serving_databases

#: Debian keeps the programs of each version in a folder of their own, none of which is on the path.
_VERSIONS = Path("/usr/lib/postgresql")

#: The data of a test need not survive a crash of the machine. No socket: its path may have about a hundred characters.
_FAST = ("-c", "fsync=off", "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=")


def running_postgres(directory: Path) -> AbstractContextManager[DatabaseServer]:
    """Run the newest PostgreSQL of Debian's, on a free port, as long as a block lasts; no user needs a password.

    Example::

        with running_postgres(tmp_path_factory.mktemp("postgres")) as postgres:
            url = postgres.make_database("shop")
            postgres.restart()

    :param directory: an empty folder.
    """
    programs = _find_programs()

    def make_data(directory: Path) -> list[str | Path]:
        options = ["--username=site", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        return [programs / "initdb", *options, "--pgdata", directory / "data"]

    def make_command(directory: Path, port: int) -> list[str | Path]:
        return [programs / "postgres", "-D", directory / "data", "-p", str(port), *_FAST]

    def client(port: int) -> list[str | Path]:
        address = ["--host=127.0.0.1", f"--port={port}", "--username=site", "--dbname=postgres"]
        return [programs / "psql", "--no-psqlrc", "--tuples-only", "--no-align", "--quiet", *address, "--command"]

    program = Program(make_command, "ready to accept connections", SIGINT, client, "postgres://site")
    return serving_databases(program, directory, make_data, "postgres")


def _find_programs() -> Path:
    folders = sorted(_list_folders())
    if not folders:
        pytest.fail(f"no PostgreSQL in {_VERSIONS}: apt-get install postgresql")
    return folders[-1][1]


def _list_folders() -> Iterator[tuple[int, Path]]:
    for folder in _VERSIONS.glob("*/bin"):
        if re.fullmatch(r"\d+", folder.parent.name) and (folder / "initdb").exists():
            yield int(folder.parent.name), folder
