"""The servers are ready as a release when their probes say so, by its name, some times in a row."""

from __future__ import annotations

import itertools
import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer, UnixStreamServer

import pytest

from kit.ports import find_free_port
from twod.wsgi.releases.readiness import Probe, read_probe, wait_until_ready
from twod.wsgi.releases.release_error import ReleaseError

READY = (200, {"status": "ok", "failed": [], "release": "new"})
OLD = (200, {"status": "ok", "failed": [], "release": "old"})
FAILED = (503, {"status": "failed", "failed": ["cache:default"], "release": "new"})
ENDING = (503, {"status": "ending", "failed": [], "release": "new"})
UNNAMED = (200, {"status": "ok"})


@contextmanager
def answering(*answers: tuple[int, object], file: Path | None = None) -> Iterator[Probe]:
    """Answer a probe by one answer after the other, the last one again and again."""
    rest = itertools.chain(answers, itertools.repeat(answers[-1]))

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content = next(rest)
            body = content if isinstance(content, bytes) else json.dumps(content).encode()
            self.send_response(status if self.path == "/-/ready" else 404)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the standard library
            """Log nothing."""

        def address_string(self) -> str:
            return ""

    server = UnixStreamServer(str(file), Handler) if file else TCPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        address = f"unix:{file}:" if file else f"http://127.0.0.1:{server.server_address[1]}"
        yield read_probe(f"{address}/-/ready")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def hang_up(listening: socket.socket) -> None:
    listening.accept()[0].close()


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (READY, None),
        (OLD, "release old still responds"),
        (FAILED, "status 503 (failed: cache:default)"),
        (ENDING, "status 503 (ending)"),
        (UNNAMED, "the response names no release"),
        ((502, b"<html>"), "status 502, and the response is not that of a health probe"),
        ((200, []), "status 200, and the response is not that of a health probe"),
    ],
)
def test_an_answer_is_judged_by_its_release_and_its_status(answer: tuple[int, object], reason: str | None) -> None:
    with answering(answer) as probe:
        assert probe.ask("new") == reason


def test_a_socket_of_a_file_is_asked_too(tmp_path: Path) -> None:
    with answering(READY, file=tmp_path / "s") as probe:
        assert probe.ask("new") is None
    assert "no response" in str(probe.ask("new"))


def test_a_server_that_is_not_there_is_a_reason_and_no_error() -> None:
    reason = Probe(f"http://127.0.0.1:{find_free_port()}/-/ready").ask("new")
    assert str(reason).startswith("no response: ")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        threading.Thread(target=lambda: hang_up(silent), daemon=True).start()
        reason = Probe(f"http://127.0.0.1:{silent.getsockname()[1]}/-/ready").ask("new")
    assert str(reason).startswith("no response: ")


def test_ready_means_some_answers_in_a_row_from_each_server() -> None:
    pauses: list[float] = []
    with answering(OLD, READY, READY, OLD, READY) as one, answering(ENDING, READY) as other:
        wait_until_ready([one, other], "new", 60, lambda: 0.0, pauses.append)
    assert len(pauses) == 6 + 3


def test_when_the_time_is_over_the_last_reason_is_told() -> None:
    times = itertools.count()
    with answering(OLD) as probe, pytest.raises(ReleaseError) as caught:
        wait_until_ready([probe], "new", 3, lambda: float(next(times)), lambda seconds: None)
    assert str(caught.value) == f"not ready within 3 s: {probe.text}: release old still responds"


@pytest.mark.parametrize(
    "text", ["", "x", "https://x/-/ready", "http://x", "unix:x:/-/ready", "unix:/x", "unix:/x:ready", "/-/ready"]
)
def test_what_names_no_probe_is_refused(text: str) -> None:
    with pytest.raises(ReleaseError, match="expected the address of the probe 'ready', such as "):
        read_probe(text)
