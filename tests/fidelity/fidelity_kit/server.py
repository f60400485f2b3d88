"""A server's side of a request: by WSGI (:pep:`3333`) and by ASGI, in this process, and with an eye on each block."""

from __future__ import annotations

import asyncio
import io
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PART = 2**16
"""Bytes of a request's body that come by ASGI at once."""


@dataclass
class Answer:
    """What a server got from an application."""

    status: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    blocks: list[bytes] = field(default_factory=list)
    #: The error that was raised into the server.
    error: Exception | None = None
    #: What a WSGI application returned.
    result: Any = None

    @property
    def code(self) -> int:
        return int(self.status[:3] or 0)

    @property
    def body(self) -> bytes:
        return b"".join(self.blocks)

    def get(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]


class Sent:
    """A server's ``wsgi.input``: what was read is gone, and it counts."""

    def __init__(self, body: bytes) -> None:
        self._stream = io.BytesIO(body)
        self.length = len(body)
        self.bytes_read = 0

    def _count(self, data: bytes) -> bytes:
        self.bytes_read += len(data)
        return data

    def read(self, size: int = -1) -> bytes:
        return self._count(self._stream.read(size))

    def readline(self, size: int = -1) -> bytes:
        return self._count(self._stream.readline(size))

    def readlines(self, hint: int = -1) -> list[bytes]:
        return [self._count(line) for line in self._stream.readlines(hint)]

    def __iter__(self) -> Iterator[bytes]:
        return map(self._count, self._stream)


def make_environ(method: str, url: str, body: bytes | Sent = b"", **more: Any) -> dict[str, Any]:
    """Return the environ of a request; a value of None in ``more`` takes the name away."""
    path, _, query = url.partition("?")
    sent = body if isinstance(body, Sent) else Sent(body)
    environ = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
        "QUERY_STRING": query,
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "example.com",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.input": sent,
    }
    if sent.length:
        environ["CONTENT_LENGTH"] = str(sent.length)
    return {name: value for name, value in (environ | more).items() if value is not None}


def ignore_block(_block: bytes) -> None:
    """Be an ``on_block``."""


def serve(
    site: Any,
    environ: dict[str, Any],
    *,
    on_block: Callable[[bytes], object] = ignore_block,
    leave_after: int | None = None,
) -> Answer:
    """Do a WSGI server's work for one request.

    :param on_block: called with each block that goes to the client.
    :param leave_after: after how many blocks the client goes away; None when it stays.
    """
    answer = Answer()

    def send(block: bytes) -> None:
        if block:
            answer.blocks.append(block)
            on_block(block)

    def start_response(status: str, headers: Any, exc_info: Any = None) -> Callable[[bytes], object]:
        if exc_info is not None and answer.blocks:
            raise exc_info[1].with_traceback(exc_info[2])
        answer.status, answer.headers = status, list(headers)
        return send

    try:
        answer.result = site(environ, start_response)
        try:
            for block in () if leave_after == 0 else answer.result:
                send(block)
                if len(answer.blocks) == leave_after:
                    break
        finally:
            if hasattr(answer.result, "close"):
                answer.result.close()
    except Exception as error:  # noqa: BLE001 - whoever called this says which
        answer.error = error
    return answer


class Connection:
    """An ASGI server's side of one request, done as uvicorn does it."""

    def __init__(self, method: str, raw_path: str, body: bytes | Sent, headers: Any, scope: dict[str, Any]) -> None:
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(raw_path),
            "raw_path": raw_path.encode("ascii"),
            "query_string": b"q=%C3%A9",
            "root_path": "",
            "headers": [(b"host", b"example.com"), *headers],
            "client": ("192.0.2.1", 4711),
            "server": ("example.com", 80),
        } | scope
        self.input = body if isinstance(body, Sent) else Sent(body)
        self.announced = int(dict(self.scope["headers"]).get(b"content-length", self.input.length))
        self.is_received = False
        self.sent: list[dict[str, Any]] = []
        self.gone = asyncio.Event()
        #: Called with each block that the server gets.
        self.on_block: Callable[[bytes], object] = ignore_block

    async def receive(self) -> dict[str, Any]:
        if not self.is_received:
            body = self.input.read(PART)
            has_more = self.input.bytes_read < self.announced
            if body or not has_more:
                self.is_received = not has_more
                return {"type": "http.request", "body": body, "more_body": has_more}
        else:
            await self.gone.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if self.gone.is_set():
            return
        self.sent.append(message)
        if message.get("body"):
            self.on_block(message["body"])
        # A real server's socket gives others their turn.
        await asyncio.sleep(0)

    @property
    def blocks(self) -> list[bytes]:
        return [message["body"] for message in self.sent if message.get("body")]

    def get(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.sent[0]["headers"] if key.lower() == name]


def serve_asgi(
    site: Any,
    environ: dict[str, Any],
    root_path: str = "",
    *,
    on_block: Callable[[bytes], object] = ignore_block,
    leave_after: int | None = None,
) -> Answer:
    """Do an ASGI server's work for the request of a WSGI environ.

    :param root_path: where the application is mounted, as a router above it would say it.
    """
    answer = Answer()

    def take(block: bytes) -> None:
        answer.blocks.append(block)
        on_block(block)
        if len(answer.blocks) == leave_after:
            connection.gone.set()

    connection = make_connection(environ, root_path)
    connection.on_block = take
    try:
        asyncio.run(site(connection.scope, connection.receive, connection.send))
    except Exception as error:  # noqa: BLE001 - whoever called this says which
        answer.error = error
    if connection.sent:
        answer.status = str(connection.sent[0]["status"])
        headers = connection.sent[0]["headers"]
        answer.headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers]
    return answer


def make_connection(environ: dict[str, Any], root_path: str) -> Connection:
    """Return the ASGI connection by which the request of a WSGI environ would come."""
    names = {name: name.removeprefix("HTTP_") for name in environ if name.startswith("HTTP_")}
    names |= {name: name for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if name in environ}
    headers = [
        (short.lower().replace("_", "-").encode(), environ[name].encode("latin-1")) for name, short in names.items()
    ]
    outer = environ["SCRIPT_NAME"].encode("latin-1")
    scope = {
        "headers": headers,
        "query_string": environ["QUERY_STRING"].encode("latin-1"),
        "root_path": outer.decode() + root_path,
    }
    raw_path = quote(outer + environ["PATH_INFO"].encode("latin-1"))
    return Connection(environ["REQUEST_METHOD"], raw_path, environ["wsgi.input"], (), scope)
