"""A container of a Dockerfile that a test builds and starts where there is no Docker; needs root."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kit.container_builder import Job
from kit.environs import make_environ
from kit.processes import Command, RunningProcess, run, running


class Container:
    """A container that runs.

    :param process: the program that has built its image, and waits for its end.
    :param pid: its first process, as this machine numbers it.
    """

    def __init__(self, process: RunningProcess, pid: int) -> None:
        self.process = process
        self.pid = pid

    def call(self, *command: str, user: int) -> subprocess.CompletedProcess[str]:
        """Run a command in the container, as ``docker exec`` does."""
        number = str(user)
        enter: Command = ["nsenter", "--target", str(self.pid), "--mount", "--pid", "--root", "--wd"]
        rights: Command = ["--setgid", number, "--setuid", number, "--"]
        return run([*enter, *rights, *command], cwd=Path("/"), environ={"PATH": "/usr/local/bin:/usr/bin"}, merged=True)

    def stop(self) -> None:
        """Ask its first process to end, as ``docker stop`` does."""
        os.kill(self.pid, signal.SIGTERM)


@contextmanager
def start_container(job: Job, ready: str) -> Iterator[Container]:
    """Build an image, and run it as long as the block lasts; its exit status is that of the process behind the block.

    :param ready: what stands in the line that its program prints when it can be asked.
    """
    command: Command = ["unshare", "--mount", "--pid", "--fork", "--kill-child", sys.executable]
    environ = make_environ(PYTHONPATH=str(Path(__file__).parents[1]))
    arguments: Command = ["-m", "kit.container_builder", json.dumps(job._asdict())]
    with running([*command, *arguments], cwd=Path("/"), environ=environ, end_by=signal.SIGTERM) as process:
        process.wait_for(ready)
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8")
        yield Container(process, int(children.split()[0]))
