"""Each server that twod runs itself answers what it has accepted when the process ends."""

from __future__ import annotations

import signal
from typing import Any

import pytest

from twod.wsgi.serving.end.end_signals import EndSignals
from twod.wsgi.serving.end.paste_end import run_paste
from twod.wsgi.serving.end.waitress_end import run_waitress


def serve_by_waitress(application: Any, port: int, end: EndSignals) -> None:
    run_waitress(application, {"listen": f"127.0.0.1:{port}", "threads": "1"}, end)


def serve_by_paste(application: Any, port: int, end: EndSignals) -> None:
    pool = {"threadpool_workers": "2", "threadpool_spawn_if_under": "1"}
    options = {"host": "127.0.0.1", "port": str(port), "protocol_version": "HTTP/1.1"}
    run_paste(application, {}, options | pool, end)


@pytest.fixture(params=[serve_by_waitress, serve_by_paste])
def run(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_a_request_that_runs_is_answered_and_the_socket_closed_meanwhile(served) -> None:
    server = served()
    client = server.send("/held")
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    assert not server.is_over
    server.gate.set()
    assert server.read(client) == ("/held", True)
    server.wait_for_end()


def test_requests_that_wait_for_a_thread_are_answered(served) -> None:
    server = served()
    clients = [server.send(path) for path in ("/held", "/1", "/2")]
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    server.gate.set()
    assert [server.read(client)[0] for client in clients] == ["/held", "/1", "/2"]
    server.wait_for_end()


def test_a_body_may_arrive_after_the_signal(served) -> None:
    server = served()
    client = server.send("/", rest="Content-Length: 6\r\n\r\nabc")
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    client.sendall(b"def")
    assert server.read(client) == ("abcdef", True)
    server.wait_for_end()


def test_a_stream_is_sent_to_its_end(served) -> None:
    server = served()
    client = server.send("/stream")
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    server.gate.set()
    assert server.read(client)[0] == "one two"
    server.wait_for_end()


def test_a_connection_that_is_idle_is_closed(served) -> None:
    server = served()
    client = server.connect()
    assert server.ask("/", client=client) == ("/", False)
    server.end.note(signal.SIGTERM)
    assert client.recv(1) == b""
    server.wait_for_end()


def test_a_connection_that_is_new_may_still_ask(served) -> None:
    server = served()
    held = server.send("/held")
    server.seen.get()
    client = server.connect()
    server.end.note(signal.SIGTERM)
    server.gate.set()
    assert server.ask("/", client=client) == ("/", True)
    assert server.read(held)[0] == "/held"
    server.wait_for_end()


def test_until_the_stop_delay_is_over_all_are_served_and_told_to_leave(served) -> None:
    server = served(stop_delay=600)
    kept = server.connect()
    assert server.ask("/", client=kept) == ("/", False)
    server.end.note(signal.SIGTERM)
    assert server.ask("/", client=kept) == ("/", True)
    assert kept.recv(1) == b""
    assert server.ask("/") == ("/", True)
    assert not server.is_over


def test_the_socket_closes_when_the_stop_delay_is_over(served) -> None:
    server = served(stop_delay=0.3)
    server.end.note(signal.SIGTERM)
    assert server.ask("/") == ("/", True)
    server.wait_until_closed()
    server.wait_for_end()


def test_what_takes_longer_than_the_timeout_is_dropped(served, caplog: pytest.LogCaptureFixture) -> None:
    server = served(graceful_timeout=0.3)
    clients = [server.send("/held"), server.send("/held"), server.send("/", rest="Content-Length: 6\r\n\r\nabc")]
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.wait_for_end()
    assert [client.recv(1) for client in clients] == [b"", b"", b""]
    assert "Dropped 3 requests without a response: the graceful timeout of 0.3 seconds is over" in caplog.messages


def test_a_second_signal_drops_all(served, caplog: pytest.LogCaptureFixture) -> None:
    server = served(stop_delay=600)
    client = server.send("/held")
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.end.note(signal.SIGTERM)
    server.wait_for_end()
    assert client.recv(1) == b""
    assert "Dropped 1 request without a response: a second signal arrived" in caplog.messages


def test_a_client_that_has_gone_does_not_keep_the_process(served) -> None:
    server = served()
    server.send("/held").close()
    server.seen.get()
    server.end.note(signal.SIGTERM)
    server.gate.set()
    server.wait_for_end()


def test_an_end_that_comes_during_a_reload_answers_who_waits_for_the_reload(served) -> None:
    server = served()
    held = server.send("/held")
    server.seen.get()
    server.end.ask_to_begin_anew()
    waiting = server.send("/waits")
    server.end.note(signal.SIGTERM)
    server.wait_until_closed()
    server.gate.set()
    assert [server.read(client)[0] for client in (held, waiting)] == ["/held", "/waits"]
    server.wait_for_end()
