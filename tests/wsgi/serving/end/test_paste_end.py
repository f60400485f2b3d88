"""What is the end of Paste's server alone, and its options."""

from __future__ import annotations

import signal
import socket
from typing import Any

import pytest
from paste import httpserver

from twod.inifile.problems import ConfigurationError
from twod.wsgi.serving.end.end_signals import EndSignals
from twod.wsgi.serving.end.paste_end import make_paste_server, run_paste


@pytest.fixture
def run():
    def run(application: Any, port: int, end: EndSignals) -> None:
        run_paste(application, {}, {"port": str(port), "use_threadpool": "false"}, end)

    return run


def test_threads_without_a_pool_are_waited_for(served) -> None:
    server = served()
    clients = [server.send("/held"), server.send("/held")]
    for _ in clients:
        server.seen.get()
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    server.gate.set()
    assert [server.read(client)[0] for client in clients] == ["/held", "/held"]
    server.wait_for_end()


def test_several_sockets_are_refused(make_end) -> None:
    with (
        socket.socket() as one,
        socket.socket() as two,
        pytest.raises(ConfigurationError, match="the service manager opened 2"),
    ):
        run_paste(ignore, {}, {}, make_end(), [one, two])


def test_options_are_read_as_paste_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, Any] = {}
    options = {
        "host": "127.0.0.1",
        "port": "0",
        "threadpool_workers": "3",
        "threadpool_max_requests": "7",
        "threadpool_logger": "pool",
        "daemon_threads": "false",
        "start_loop": "true",
        "use_threadpool": "off",
    }
    monkeypatch.setattr(httpserver, "serve", lambda application, **given: seen.update(given))
    httpserver.server_runner(None, {"error_email": "a@example.com"}, **options)
    by_paste, own = dict(seen), {"daemon_threads", "handler", "start_loop"}
    seen.clear()
    make_paste_server(ignore, {"error_email": "a@example.com"}, options)
    assert {name: seen[name] for name in seen.keys() - own} == {name: by_paste[name] for name in by_paste.keys() - own}
    assert (seen["daemon_threads"], seen["start_loop"]) == (True, False)


def ignore(_environ: Any, _start_response: Any) -> list[bytes]:
    return []
