"""A provisioned site, served by its own ``bin/paster`` and asked over HTTP."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .conftest import Project


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def serve(project: Project, port: int, environment: str = "prod", command: Sequence[str] = ()) -> Iterator[list[str]]:
    """Run a server until the block ends; the list has then the lines that it printed.

    :param command: a script and its arguments; ``bin/paster serve`` of the environment.
    """
    ini = project.directory / "parts" / "twod" / f"{environment}.ini"
    script, *arguments = command or ("paster", "serve", str(ini))
    command = [str(project.directory / "bin" / script), *arguments]
    environ = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
    with (project.directory.parent / "printed").open("w+") as output:
        process = subprocess.Popen(command, env=environ, stdout=output, stderr=subprocess.STDOUT)
        printed: list[str] = []
        try:
            wait_for_server(process, port)
            yield printed
        finally:
            process.terminate()
            process.wait(20)
            output.seek(0)
            printed.extend(output.read().splitlines())


def wait_for_server(process: subprocess.Popen[bytes], port: int) -> None:
    """Ask until there is an answer: a server may listen before it serves."""
    for _ in range(200):
        assert process.poll() is None
        with contextlib.suppress(OSError):
            get(port, "/favicon.ico")
            return
        time.sleep(0.1)
    raise AssertionError("nobody answers")


def get(port: int, path: str, **headers: str) -> str:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as response:
            return str(response.read().decode())
    except urllib.error.HTTPError as error:
        with error:
            return f"{error.code}"
