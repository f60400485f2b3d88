"""The same view on a Django that is served by ASGI."""

from __future__ import annotations

import asyncio
import gc
import io
import threading
from typing import TYPE_CHECKING, Any
from wsgiref.validate import validator

import pytest
from asgiref.sync import markcoroutinefunction
from django.core.handlers.asgi import ASGIHandler

from fidelity_kit.server import Connection
from twod.wsgi.embedding import mount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = [("Content-Type", "text/plain")]


@pytest.fixture
def serve(make_site: Any) -> Callable[..., Connection]:
    """A function that serves one request to an application in a site under ASGI."""

    def serve(
        app: Any,
        method: str = "GET",
        raw_path: str = "/mnt/a",
        *,
        body: bytes = b"",
        middleware: list[str] | None = None,
        watch: Callable[[Connection], object] = lambda connection: None,
        headers: Any = (),
        scope: Any = (),
    ) -> Connection:
        make_site([mount("mnt/", app)], MIDDLEWARE=middleware or [])
        handler = ASGIHandler()

        async def run() -> Connection:
            connection = Connection(method, raw_path, body, headers, dict(scope))
            watch(connection)
            await handler(connection.scope, connection.receive, connection.send)
            return connection

        return asyncio.run(run())

    return serve


@pytest.mark.parametrize("body", [b"", b"x" * 300_000])
def test_the_environ_is_one_that_a_wsgi_server_could_give(serve: Any, recorder: Any, body: bytes) -> None:
    connection = serve(validator(recorder), "POST", "/mnt/caf%C3%A9", body=body, headers=[(b"x-any", b"caf\xe9")])
    assert connection.sent[0]["status"] == 200
    assert connection.blocks == [b"ok"]
    environ = recorder.environ
    assert (environ["SCRIPT_NAME"], environ["PATH_INFO"]) == ("/mnt", "/caf\xc3\xa9")
    assert (environ["QUERY_STRING"], environ["REQUEST_METHOD"]) == ("q=%C3%A9", "POST")
    assert (environ["REMOTE_ADDR"], environ["REMOTE_PORT"]) == ("192.0.2.1", "4711")
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"], environ["SERVER_PROTOCOL"]) == (
        "example.com",
        "80",
        "HTTP/1.1",
    )
    assert environ["HTTP_X_ANY"] == "caf\xe9"
    assert environ["wsgi.url_scheme"] == "http"
    assert recorder.body == body
    # The client did not tell it.
    assert environ.get("CONTENT_LENGTH") == (str(len(body)) if body else None)


@pytest.mark.parametrize(
    ("raw_path", "scope", "expected"),
    [
        pytest.param("/mnt/%FFx", {}, ("/mnt", "/\xffx"), id="not-utf-8"),
        pytest.param("/mnt/%25FF", {}, ("/mnt", "/%FF"), id="literal-percent"),
        pytest.param("/mnt//a%0A", {}, ("/mnt", "//a\n"), id="newline"),
        pytest.param("/mnt/%E6%97%A5", {"raw_path": None}, ("/mnt", "/\xe6\x97\xa5"), id="no-raw-path"),
        pytest.param("/d%C3%A9v/mnt/a", {"root_path": "/d\xe9v"}, ("/d\xc3\xa9v/mnt", "/a"), id="root-path"),
        pytest.param(
            "/mnt/%FF",
            {"root_path": "/dev", "path": "/dev/mnt/\ufffd"},
            ("/dev/mnt", "/\xff"),
            id="raw-without-root",
        ),
        pytest.param("/other", {"path": "/mnt/\xe9"}, ("/mnt", "/\xc3\xa9"), id="raw-of-another-path"),
    ],
)
def test_the_path_has_the_bytes_the_client_sent_as_far_as_the_server_tells(
    serve: Any, recorder: Any, raw_path: str, scope: dict[str, Any], expected: tuple[str, str]
) -> None:
    serve(recorder, "GET", raw_path, scope=scope)
    assert (recorder.environ["SCRIPT_NAME"], recorder.environ["PATH_INFO"]) == expected


def read_it(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        assert request.POST["a"] == "1"
        return get_response(request)

    return middleware


def test_a_body_that_django_has_read_is_whole(serve: Any, recorder: Any) -> None:
    headers = [(b"content-type", b"application/x-www-form-urlencoded")]
    serve(recorder, "POST", body=b"a=1", headers=headers, middleware=[f"{__name__}.read_it"])
    assert recorder.body == b"a=1"


def test_headers_and_cookies_leave_as_the_application_said_them(serve: Any) -> None:
    cookies = ["s=1; Path=/; Partitioned", "s=2; Path=/b", "t=caf\xe9"]

    def application(environ: Any, start_response: Any) -> list[bytes]:
        links = [("Link", "<a>"), ("Link", "<b>"), ("X-Any", "caf\xe9")]
        start_response("200 OK", [*TEXT, *links, *(("Set-Cookie", cookie) for cookie in cookies)])
        return []

    connection = serve(application)
    assert connection.get(b"link") == [b"<a>", b"<b>"]
    assert connection.get(b"x-any") == [b"caf\xe9"]
    assert sorted(connection.get(b"set-cookie")) == sorted(cookie.encode("latin-1") for cookie in cookies)


class Body:
    """An iterable that writes down what happens to it, and in which thread."""

    def __init__(self, length: int = 3) -> None:
        self.length = length
        self.log: list[str] = []
        self.threads: set[int] = set()

    def __call__(self, environ: Any, start_response: Any) -> Body:
        start_response("200 OK", TEXT)
        return self

    def __iter__(self) -> Iterator[bytes]:
        for number in range(self.length):
            self.log.append(f"made {number}")
            self.threads.add(threading.get_ident())
            yield str(number).encode()

    def close(self) -> None:
        self.log.append("closed")
        self.threads.add(threading.get_ident())


def test_each_block_is_sent_before_the_next_is_made(serve: Any) -> None:
    body = Body()

    def watch(connection: Connection) -> None:
        connection.on_block = lambda block: body.log.append(f"sent {block.decode()}")

    connection = serve(body, watch=watch)
    assert connection.blocks == [b"0", b"1", b"2"]
    assert body.log == ["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2", "closed"]
    assert len(body.threads) == 1
    assert body.threads != {threading.get_ident()}


def test_a_client_that_goes_away_stops_the_application_and_closes_it(serve: Any) -> None:
    body = Body(length=1_000_000)

    def watch(connection: Connection) -> None:
        connection.on_block = lambda block: connection.gone.set()

    serve(body, watch=watch)
    gc.collect()
    assert len(body.log) < 20
    assert body.log.count("closed") == 1


def test_a_client_that_goes_away_during_the_call_leaves_no_application_open(serve: Any) -> None:
    body = Body()
    gone = threading.Event()
    loops: list[Any] = []

    def application(environ: Any, start_response: Any) -> Any:
        loops[0]()
        gone.wait(5)
        return body(environ, start_response)

    def watch(connection: Connection) -> None:
        loop = asyncio.get_running_loop()

        def leave() -> None:
            connection.gone.set()
            # After the handler has learnt of it.
            loop.call_later(0.05, gone.set)

        loops.append(lambda: loop.call_soon_threadsafe(leave))

    connection = serve(application, watch=watch)
    gc.collect()
    assert connection.sent == []
    assert body.log == ["made 0", "closed"]


def test_a_middleware_that_compresses_still_streams(serve: Any) -> None:
    import gzip

    body = Body()
    connection = serve(
        body, headers=[(b"accept-encoding", b"gzip")], middleware=["django.middleware.gzip.GZipMiddleware"]
    )
    assert gzip.decompress(b"".join(connection.blocks)) == b"012"
    assert body.log[-1] == "closed"


class AsyncMiddleware:
    """A middleware that puts an asynchronous body in the place of the application's."""

    async_capable = True
    sync_capable = False

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response
        markcoroutinefunction(self)

    async def __call__(self, request: Any) -> Any:
        response = await self.get_response(request)
        response.streaming_content = self.double(response.streaming_content)
        return response

    @staticmethod
    async def double(blocks: Any) -> Any:
        for block in blocks:
            yield block * 2


def test_a_middleware_may_put_an_asynchronous_body_in_its_place(serve: Any) -> None:
    assert serve(Body(), middleware=[f"{__name__}.AsyncMiddleware"]).blocks == [b"00", b"11", b"22"]


def test_a_file_is_read_in_blocks(serve: Any) -> None:
    file = io.BytesIO(b"0123456789")

    def application(environ: Any, start_response: Any) -> Any:
        assert "wsgi.file_wrapper" not in environ
        start_response("200 OK", TEXT)
        return iter(lambda: file.read(4), b"")

    assert serve(application).blocks == [b"0123", b"4567", b"89"]


def test_an_error_of_the_application_is_django_s_to_handle(serve: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        raise LookupError("at start")

    assert serve(application).sent[0]["status"] == 500
