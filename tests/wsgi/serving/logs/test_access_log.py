"""Each request is logged once, when its answer is over."""

from __future__ import annotations

import asyncio
import io
import logging
from collections.abc import Iterable, Iterator
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest

from twod.wsgi.asgi_protocol import ASGIMessage, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.serving.logs.access_log import AccessLogASGI, make_access_log, read_access_options


@pytest.fixture(autouse=True)
def _requests_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "wsgi")


def ask(application: WSGIApplication, options: dict[str, str] | None = None, **more: Any) -> Any:
    environ: WSGIEnvironment = {}
    setup_testing_defaults(environ)
    environ |= {"REMOTE_ADDR": "127.0.0.1", "SERVER_PROTOCOL": "HTTP/1.1"} | more

    def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None, /) -> Any:
        return lambda data: None

    return make_access_log(application, {}, **(options or {}))(environ, start_response)


def greet(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"hello, ", b"world"]


def get_fields(record: logging.LogRecord) -> dict[str, Any]:
    fields = {**vars(logging.makeLogRecord({})), "message": "", "asctime": ""}
    return {name: value for name, value in vars(record).items() if name not in fields}


def test_a_record_has_the_fields_of_the_request_and_of_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    ask(
        greet,
        SCRIPT_NAME="/shop",
        PATH_INFO="/caf\xc3\xa9\n",
        QUERY_STRING="token=x1y2",
        HTTP_X_FORWARDED_FOR="192.0.2.1, 203.0.113.9",
        HTTP_REFERER="https://www.example.com/?token=x1y2",
        HTTP_USER_AGENT="curl/8",
        HTTP_AUTHORIZATION="Basic eDp5",
        REMOTE_USER="ana",
    )
    (record,) = caplog.records
    fields = get_fields(record)
    assert fields.pop("milliseconds") >= 0
    assert fields == {
        "remote": "203.0.113.9",
        "user": "ana",
        "method": "GET",
        "path": "/shop/caf%C3%A9%0A",
        "protocol": "HTTP/1.1",
        "status": 200,
        "bytes": 12,
        "referer": "https://www.example.com/",
        "user_agent": "curl/8",
    }


def test_the_query_is_logged_if_that_is_wanted(caplog: pytest.LogCaptureFixture) -> None:
    ask(greet, {"query": "true"}, QUERY_STRING="q=a&token=x1y2")
    assert get_fields(caplog.records[0])["path"] == "/?q=a&token=<hidden>"


def test_a_stream_is_logged_at_its_end_or_when_it_is_closed_before(caplog: pytest.LogCaptureFixture) -> None:
    closed = []

    class Stream:
        def __iter__(self) -> Iterator[bytes]:
            yield from (b"one", b"two")

        def close(self) -> None:
            closed.append(len(caplog.records))

    def stream(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])
        return Stream()

    whole = ask(stream)
    assert (next(whole), next(whole), len(caplog.records)) == (b"one", b"two", 0)
    # uvicorn closes nothing.
    assert list(whole) == []
    assert len(caplog.records) == 1
    whole.close()
    left = ask(stream)
    next(left)
    left.close()
    fields = [get_fields(record) for record in caplog.records]
    assert [(each["bytes"], each.get("aborted", False)) for each in fields] == [(6, False), (3, True)]
    assert closed == [1, 1]


def test_what_is_written_counts_too(caplog: pytest.LogCaptureFixture) -> None:
    def write(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        start_response("200 OK", [])(b"abc")
        return [b"d"]

    ask(write)
    assert get_fields(caplog.records[0])["bytes"] == 4


@pytest.mark.parametrize("is_late", [False, True])
def test_an_application_that_fails_is_logged_and_its_error_goes_on(
    caplog: pytest.LogCaptureFixture, is_late: bool
) -> None:
    def fail(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        raise RuntimeError

    def fail_late(environ: WSGIEnvironment, start_response: StartResponse) -> Iterator[bytes]:
        start_response("200 OK", [])
        yield from fail(environ, start_response)

    with pytest.raises(RuntimeError):
        list(ask(fail_late if is_late else fail))
    (record,) = caplog.records
    assert (get_fields(record)["status"], get_fields(record)["bytes"]) == (500, 0)


class _Opaque:
    __slots__ = ()

    def __iter__(self) -> Iterator[bytes]:
        return iter(())


@pytest.mark.parametrize("wrapper", [FileWrapper, lambda file: file, lambda file: _Opaque()])
def test_a_file_that_the_server_sends_is_logged_with_its_length(caplog: pytest.LogCaptureFixture, wrapper: Any) -> None:
    def send(environ: WSGIEnvironment, start_response: StartResponse) -> Any:
        start_response("200 OK", [("Content-Length", "7")])
        return environ["wsgi.file_wrapper"](io.BytesIO(b"content"))

    body = ask(send, **{"wsgi.file_wrapper": wrapper})
    assert type(body) in (FileWrapper, io.BytesIO, _Opaque)
    if hasattr(body, "close"):
        body.close()
    assert [get_fields(record)["bytes"] for record in caplog.records] == [7]


def test_nothing_is_done_for_a_logger_that_is_off() -> None:
    seen: list[WSGIEnvironment] = []

    def note(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        seen.append(environ)
        return []

    logging.getLogger("wsgi").setLevel(logging.WARNING)
    try:
        ask(note)
    finally:
        logging.getLogger("wsgi").setLevel(logging.NOTSET)
    assert "twod.wsgi.visit" not in seen[0]


@pytest.mark.parametrize(
    ("query", "trusted_proxy", "message"),
    [
        ("maybe", "unix", "prod.ini query: expected true or false, got 'maybe'"),
        ("no", "proxy", "prod.ini trusted_proxy: expected addresses, networks or 'unix': 'proxy' does not appear"),
    ],
)
def test_another_value_of_an_option_is_an_error(query: str, trusted_proxy: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        read_access_options("prod.ini", query, trusted_proxy)
    assert str(raised.value).startswith(message)


async def serve_asgi(scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
    if scope["path"] == "/fail":
        raise RuntimeError
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"one", "more_body": True})
    if scope["path"] != "/left":
        await send({"type": "http.response.body", "body": b"two"})


def ask_asgi(path: str, **more: Any) -> None:
    async def receive() -> ASGIMessage:
        return {"type": "http.disconnect"}

    async def send(message: ASGIMessage) -> None:
        pass

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"token=x1y2",
        "http_version": "2",
        "client": ("127.0.0.1", 5000),
        "headers": [(b"x-forwarded-for", b"203.0.113.9"), (b"user-agent", b"curl/8")],
        **more,
    }
    proxies, with_query = read_access_options(None, "no", "127.0.0.1")
    asyncio.run(AccessLogASGI(serve_asgi, proxies, with_query=with_query)(scope, receive, send))


def test_an_asgi_application_is_logged_with_the_same_fields(caplog: pytest.LogCaptureFixture) -> None:
    ask_asgi("/caf\xe9")
    fields = get_fields(caplog.records[0])
    assert fields.pop("milliseconds") >= 0
    assert fields == {
        "remote": "203.0.113.9",
        "user": None,
        "method": "GET",
        "path": "/caf%C3%A9",
        "protocol": "HTTP/2",
        "status": 200,
        "bytes": 6,
        "referer": None,
        "user_agent": "curl/8",
    }


def test_an_asgi_answer_that_is_left_or_fails_is_logged_as_such(caplog: pytest.LogCaptureFixture) -> None:
    ask_asgi("/left", raw_path=b"/l%65ft")
    with pytest.raises(RuntimeError):
        ask_asgi("/fail")
    left, failed = map(get_fields, caplog.records)
    assert (left["path"], left["bytes"], left["aborted"]) == ("/l%65ft", 3, True)
    assert (failed["status"], failed["bytes"]) == (500, 0)


def test_a_connection_of_another_kind_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    ask_asgi("/", type="websocket")
    assert caplog.records == []
