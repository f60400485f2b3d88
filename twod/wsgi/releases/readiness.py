"""Readiness of a release: the servers' health probe ``ready`` must name the release that they have loaded."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from twod.wsgi.releases.release_error import ReleaseError

#: How many good answers in a row each probe must give, because several workers may answer.
_ANSWERS = 3
#: Seconds between two requests.
_PAUSE = 0.2
#: Seconds that one request may take.
_PROBE_SECONDS = 5.0
_OK = 200


class Probe(NamedTuple):
    """Address of a server's health probe ``ready``.

    :param text: ``http://HOST:PORT/PATH``, or ``unix:SOCKET:/PATH`` for a Unix socket.
    """

    text: str

    def ask(self, release: str) -> str | None:
        """Return the reason why the server is not ready as a release; None if it is ready."""
        try:
            connection, path = self._connect()
            try:
                connection.request("GET", path, headers={"Host": "localhost", "Connection": "close"})
                with connection.getresponse() as response:
                    return _judge(response.status, response.read(), release)
            finally:
                connection.close()
        except (OSError, http.client.HTTPException) as error:
            return f"no response: {error or type(error).__name__}"

    def _connect(self) -> tuple[http.client.HTTPConnection, str]:
        if self.text.startswith("unix:"):
            file, _, path = self.text.removeprefix("unix:").rpartition(":")
            return _SocketConnection(file), path
        split = urlsplit(self.text)
        return http.client.HTTPConnection(split.netloc, timeout=_PROBE_SECONDS), split.path or "/"


class _SocketConnection(http.client.HTTPConnection):
    """HTTP connection to a Unix socket."""

    def __init__(self, file: str) -> None:
        super().__init__("localhost", timeout=_PROBE_SECONDS)
        self._file = file

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._file)


def _judge(status: int, body: bytes, release: str) -> str | None:
    try:
        content = json.loads(body)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        return f"status {status}, and the response is not that of a health probe"
    found = content.get("release")
    if found != release:
        return f"release {found} still responds" if found else "the response names no release"
    if status != _OK:
        failed = ", ".join(map(str, content.get("failed", ())))
        return f"status {status} ({content.get('status')}{f': {failed}' if failed else ''})"
    return None


def read_probe(text: str) -> Probe:
    """Return the probe at an address.

    :raises ReleaseError: if the text is not such an address.
    """
    _, _, path = text.removeprefix("unix:").rpartition(":")
    is_socket = text.startswith("unix:/") and path.startswith("/") and len(text) > len("unix:") + len(path) + 1
    split = urlsplit(text)
    if not is_socket and not (split.scheme == "http" and split.netloc and split.path.startswith("/")):
        message = "expected the address of the probe 'ready', such as http://127.0.0.1:8080/-/ready or"
        raise ReleaseError(f"{message} unix:/srv/shop/shared/run/prod.sock:/-/ready, got {text!r}")
    return Probe(text)


def wait_until_ready(
    probes: Sequence[Probe],
    release: str,
    seconds: float,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Wait until each probe has reported several times in a row that its server is ready as a release.

    :param seconds: the most seconds to wait for all probes together.
    :raises ReleaseError: with the last responses, if the time is over.
    """
    deadline = clock() + seconds
    for probe in probes:
        count = 0
        while count < _ANSWERS:
            reason = probe.ask(release)
            count = count + 1 if reason is None else 0
            if reason is not None and clock() >= deadline:
                raise ReleaseError(f"not ready within {seconds:g} s: {probe.text}: {reason}")
            if count < _ANSWERS:
                sleep(_PAUSE)
