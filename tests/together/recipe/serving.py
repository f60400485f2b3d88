"""A provisioned site, served by its own ``bin/paster`` and asked over HTTP."""

from __future__ import annotations

import contextlib
import signal
from typing import TYPE_CHECKING

from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import RunningProcess, running
from kit.servers import fetch

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .conftest import Project

__all__ = ["find_free_port", "get", "serve"]


@contextlib.contextmanager
def serve(project: Project, port: int, environment: str = "prod", command: Sequence[str] = ()) -> Iterator[list[str]]:
    """Run a server until the block ends; the list has then the lines that it printed.

    :param command: a script and its arguments; ``bin/paster serve`` of the environment.
    """
    ini = project.directory / "parts" / "twod" / f"{environment}.ini"
    script, *arguments = command or ("paster", "serve", str(ini))
    server = [project.directory / "bin" / script, *arguments]
    with running(server, cwd=project.directory.parent, environ=make_environ(), end_by=signal.SIGTERM) as process:
        wait_for_server(process, port)
        yield process.lines


def wait_for_server(process: RunningProcess, port: int) -> None:
    """Ask until there is an answer: a server may listen before it serves, and print nothing, since it is told so."""
    while not process.ends_within(0.05):
        with contextlib.suppress(OSError):
            get(port, "/favicon.ico")
            return
    raise AssertionError(f"the server ended:\n{process.output}")


def get(port: int, path: str, **headers: str) -> str:
    """Return a page, or the status as text if it is an error's."""
    answer = fetch(f"http://127.0.0.1:{port}{path}", **headers)
    return answer.text if answer.status < 400 else f"{answer.status}"
