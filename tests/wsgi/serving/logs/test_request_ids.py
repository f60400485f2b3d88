"""Each request has an id: in the log, for the application behind, and in the answer."""

from __future__ import annotations

import asyncio
import io
import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest

from twod.wsgi.asgi_protocol import ASGIMessage, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.serving.logs.current_request import get_request_id
from twod.wsgi.serving.logs.request_ids import (
    RequestIdASGI,
    RequestIdFilter,
    make_request_id_filter,
)


@pytest.fixture(autouse=True)
def _kept_record_factory() -> Iterator[None]:
    before = logging.getLogRecordFactory()
    yield
    logging.setLogRecordFactory(before)


def ask(application: WSGIApplication, **more: Any) -> tuple[list[tuple[str, str]], Iterable[bytes]]:
    """Return the headers and the body of an answer; the headers are there once the body was begun."""
    environ: WSGIEnvironment = {}
    setup_testing_defaults(environ)
    sent: list[tuple[str, str]] = []

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> Any:
        sent[:] = headers

    return sent, application({**environ, **more}, start_response)


def show_id(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain"), ("x-request-id", "of the application")])
    return [f"{get_request_id()} {environ['HTTP_X_REQUEST_ID']} {environ['twod.wsgi.request_id']}".encode()]


def test_the_id_of_the_proxy_is_in_force_in_the_environ_and_in_the_answer() -> None:
    headers, body = ask(RequestIdFilter(show_id), HTTP_X_REQUEST_ID="abc-1")
    assert list(body) == [b"abc-1 abc-1 abc-1"]
    assert headers == [("Content-Type", "text/plain"), ("X-Request-ID", "abc-1")]
    assert get_request_id() is None


def test_a_request_without_an_id_gets_one_of_its_own() -> None:
    application = make_request_id_filter(show_id, {})
    ids = {dict(ask(application)[0])["X-Request-ID"] for _ in range(3)}
    assert len(ids) == 3


def test_a_stream_has_the_id_at_each_step_and_at_its_end_whichever_thread_takes_it() -> None:
    seen: list[str | None] = []

    class Stream:
        def __iter__(self) -> Iterator[bytes]:
            seen.append(get_request_id())
            yield b"x"
            seen.append(get_request_id())

        def close(self) -> None:
            seen.append(get_request_id())

    _, body = ask(RequestIdFilter(lambda environ, start: Stream()), HTTP_X_REQUEST_ID="abc")

    def read() -> None:
        seen.extend(get_request_id() for _ in body)
        body.close()  # type: ignore[attr-defined]

    # A server may well take it in another thread than that which called.
    thread = threading.Thread(target=read)
    thread.start()
    thread.join()
    assert seen == ["abc", None, "abc", "abc"]


def test_a_file_that_the_server_sends_is_handed_over_as_it_is() -> None:
    file = FileWrapper(io.BytesIO())
    application = RequestIdFilter(lambda environ, start_response: file)
    assert ask(application, **{"wsgi.file_wrapper": FileWrapper})[1] is file


def test_an_error_of_the_application_ends_the_id() -> None:
    def fail(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise RuntimeError(get_request_id())

    with pytest.raises(RuntimeError, match="abc"):
        ask(RequestIdFilter(fail), HTTP_X_REQUEST_ID="abc")
    assert get_request_id() is None


def ask_asgi(application: Callable[..., Any], scope: ASGIScope) -> list[ASGIMessage]:
    sent = []

    async def receive() -> ASGIMessage:
        return {"type": "http.request"}

    async def send(message: ASGIMessage) -> None:
        sent.append(message)

    asyncio.run(application(scope, receive, send))
    return sent


async def show_asgi(scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"X-Request-Id", b"of the application")]})
    shown = f"{get_request_id()} {scope['twod.wsgi.request_id']} {dict(scope['headers'])[b'x-request-id'].decode()}"
    await send({"type": "http.response.body", "body": shown.encode()})


def test_an_asgi_application_has_it_in_the_same_places() -> None:
    scope = {"type": "http", "headers": [(b"host", b"x"), (b"x-request-id", b"abc")]}
    start, body = ask_asgi(RequestIdASGI(show_asgi), scope)
    assert start["headers"] == [(b"x-request-id", b"abc")]
    assert body["body"] == b"abc abc abc"
    assert "twod.wsgi.request_id" not in scope


@pytest.mark.parametrize("values", [[], [b"two words"], [b"a", b"b"], [b"\xff"]])
def test_an_asgi_request_without_a_good_id_gets_one(values: list[bytes]) -> None:
    scope = {"type": "http", "headers": [(b"x-request-id", value) for value in values]}
    start, _ = ask_asgi(RequestIdASGI(show_asgi), scope)
    ((_, value),) = start["headers"]
    assert value not in values
    assert len(value) == 32


def test_the_start_and_end_of_an_asgi_server_are_no_requests() -> None:
    async def note(scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        await send({"type": "note", "scope": scope, "id": get_request_id()})

    scope = {"type": "lifespan"}
    assert ask_asgi(RequestIdASGI(note), scope) == [{"type": "note", "scope": scope, "id": None}]
