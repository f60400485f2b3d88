"""Servers as processes of their own, and a client that asks them."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import Message
from pathlib import Path

from kit.processes import PATIENCE, Command, RunningProcess, running

#: What each server prints when it listens, with the address.
_LISTENS = re.compile(r"(?:[Ss]erving on|Listening at:|running on) (http://[\w.:]+)")


def find_address(line: str) -> str | None:
    """Return the address that a server prints in this line when it can be asked; None in any other."""
    found = _LISTENS.search(line)
    return found[1] if found else None


@contextmanager
def serving(command: Command, *, cwd: Path, environ: Mapping[str, str]) -> Iterator[tuple[str, RunningProcess]]:
    """Run a server as long as a block lasts; gives its address, as it printed it, and its process."""
    with running(command, cwd=cwd, environ=environ) as process:
        yield process.find(find_address), process


@dataclass(frozen=True)
class Answer:
    """What a server answered."""

    status: int
    headers: Message
    text: str


def fetch(url: str, body: bytes | None = None, **headers: str) -> Answer:
    """Ask a server, by POST if there is a body; ``if_range="x"`` is a header."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, named)
    try:
        response = urllib.request.urlopen(request, timeout=PATIENCE)
    except urllib.error.HTTPError as error:
        response = error
    with response:
        return Answer(response.status, response.headers, response.read().decode())
