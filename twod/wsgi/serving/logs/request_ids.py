"""Request IDs: taken from the proxy or made, added to every log record, and returned to the client.

In an ini, add the filter ``egg:twod.wsgi#request_id`` to a pipeline; wrap an ASGI application in
:class:`RequestIdASGI`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from twod.wsgi.asgi_protocol import ASGIApplication, ASGIMessage, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.serving.logs.celery_link import send_ids_to_tasks
from twod.wsgi.serving.logs.current_request import (
    REQUEST_ID_HEADER,
    REQUEST_ID_KEY,
    choose_request_id,
    label_log_records,
    request_id_in_force,
)
from twod.wsgi.serving.logs.file_answers import FileWrapperWatch

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class RequestIdFilter:
    """A WSGI application (:pep:`3333`) that gives its requests IDs.

    :param application: the application to call; the environ contains the ID as ``HTTP_X_REQUEST_ID`` and
        ``twod.wsgi.request_id``.
    """

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        label_log_records()
        send_ids_to_tasks()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, and add the ID to the response."""
        request_id = choose_request_id(environ.get("HTTP_X_REQUEST_ID"))
        environ["HTTP_X_REQUEST_ID"] = environ[REQUEST_ID_KEY] = request_id

        def start_with_id(status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None, /) -> Any:
            others = [header for header in headers if header[0].lower() != "x-request-id"]
            return start_response(status, [*others, (REQUEST_ID_HEADER, request_id)], exc_info)

        watch = FileWrapperWatch(environ)
        with request_id_in_force(request_id):
            body = self._application(environ, start_with_id)
        # Servers treat lists and files specially, and no code of the site runs while they send them.
        if type(body) in (list, tuple) or watch.has_made(body):
            return body
        return _LabelledAnswer(body, request_id)


class _LabelledAnswer:
    """The body of a response, which sets the request's ID whenever the application produces a part, in any thread."""

    def __init__(self, body: Iterable[bytes], request_id: str) -> None:
        self._body = body
        self._request_id = request_id
        self._chunks: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with request_id_in_force(self._request_id):
            if self._chunks is None:
                self._chunks = iter(self._body)
            return next(self._chunks)

    def close(self) -> None:
        close = getattr(self._body, "close", None)
        if close is not None:
            with request_id_in_force(self._request_id):
                close()


def make_request_id_filter(application: WSGIApplication, _global_conf: Mapping[str, str], /) -> WSGIApplication:
    """Return an application that gives its requests IDs; a ``paste.filter_app_factory``.

    PasteDeploy calls it for ``use = egg:twod.wsgi#request_id``.
    """
    return RequestIdFilter(application)


class RequestIdASGI:
    """An ASGI application that gives its requests and WebSocket connections IDs.

    :param application: the application to call; the scope contains the ID in its headers and as
        ``scope["twod.wsgi.request_id"]``.
    """

    def __init__(self, application: ASGIApplication) -> None:
        self._application = application
        label_log_records()
        send_ids_to_tasks()

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        """Answer a request, and add the ID to the response."""
        if scope["type"] not in ("http", "websocket"):
            await self._application(scope, receive, send)
            return
        given = [value for name, value in scope["headers"] if name.lower() == b"x-request-id"]
        request_id = choose_request_id(given[0].decode("latin-1") if len(given) == 1 else None)
        labelled = {**scope, "headers": _replace_id(scope["headers"], request_id), REQUEST_ID_KEY: request_id}

        async def send_with_id(message: ASGIMessage) -> None:
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": _replace_id(message.get("headers", ()), request_id)}
            await send(message)

        # Tasks that the application starts inherit the ID, and so do threads of asgiref's sync_to_async.
        with request_id_in_force(request_id):
            await self._application(labelled, receive, send_with_id)


def _replace_id(headers: Iterable[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    others = [(name, value) for name, value in headers if name.lower() != b"x-request-id"]
    return [*others, (b"x-request-id", request_id.encode("ascii"))]
