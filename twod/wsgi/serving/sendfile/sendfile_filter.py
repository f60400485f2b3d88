"""The filter that makes the front server send the files of a WSGI application (:pep:`3333`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from types import TracebackType
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from twod.wsgi.front_server import (
    FRONT_SERVER_KEY,
    FrontServer,
    Headers,
    is_conditional,
    is_order,
    make_order_headers,
)

_log = logging.getLogger("twod.wsgi.serving.sendfile")

_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class SendFileFilter:
    """A WSGI application that lets the front server send its files.

    Example::

        front = FrontServer(SendFileOptions("x-accel", (Root("/srv/shop/media", "/-/media/"),)))
        application = SendFileFilter(application, front)

    The application returns ``environ["wsgi.file_wrapper"](file)``, as Django's ``FileResponse`` does. No header of a
    request influences which file is sent.

    :param application: the site.
    :param front: the front server.
    """

    def __init__(self, application: WSGIApplication, front: FrontServer) -> None:
        self.application = application
        self.front = front
        self._is_trusted = front.options.trusted

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        wrapper = environ.get("wsgi.file_wrapper")
        environ["wsgi.file_wrapper"] = WrappedFile
        environ[FRONT_SERVER_KEY] = self.front
        start = _HeldStart(start_response, removes_orders=not self._is_trusted)
        body = self.application(environ, start)
        if type(body) is not WrappedFile:
            start.pass_on()
            return body
        headers = self._find_headers(body, environ, start)
        if headers is not None:
            start.replace(headers)
            start.pass_on()
            return _LeftFile(body)
        start.pass_on()
        if environ["REQUEST_METHOD"] == "HEAD":
            return _LeftFile(body)
        if wrapper is None:
            return body
        # gunicorn compares the class of the response with the one in the environ.
        environ["wsgi.file_wrapper"] = wrapper
        made: Iterable[bytes] = wrapper(body, body.block_size)
        return made

    def _find_headers(self, body: WrappedFile, environ: WSGIEnvironment, start: _HeldStart) -> Headers | None:
        """Return the headers that make the front server send the file; None if the file must be read here."""
        if start.head is None or not start.head[0].startswith("200"):
            return None
        # The front server requests the file by GET, and would apply the conditions of the other method to it.
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") and is_conditional(environ):
            return None
        order = self.front.find_order(body.file, start.head[1])
        return None if order is None else make_order_headers(start.head[1], order)


class WrappedFile:
    """The application's ``wsgi.file_wrapper``: a file that either the front server or this process sends.

    If this process sends it, the server reads the attributes of the file through this object.

    :param file: an object with a ``read()`` method.
    :param block_size: the number of bytes to read at once.
    """

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def __getattr__(self, name: str) -> Any:
        if name == "file":  # __init__ has not run, as in a copy
            raise AttributeError(name)
        return getattr(self.file, name)

    def close(self) -> None:
        """Close the file, if it has a method for it."""
        if hasattr(self.file, "close"):
            self.file.close()


class _LeftFile:
    """The empty body of a response with a file that the front server sends; it closes the application's file."""

    def __init__(self, body: WrappedFile) -> None:
        self._body = body

    def __iter__(self) -> Iterator[bytes]:
        return iter(())

    def close(self) -> None:
        self._body.close()


class _HeldStart:
    """The application's ``start_response``, which holds status and headers until the body is known."""

    __slots__ = ("_is_passed", "_removes_orders", "_start_response", "_write", "head")

    def __init__(self, start_response: StartResponse, *, removes_orders: bool) -> None:
        self._start_response = start_response
        self._removes_orders = removes_orders
        #: The held status, headers and exception.
        self.head: tuple[str, Headers, _ExcInfo | None] | None = None
        self._is_passed = False
        self._write: Callable[[bytes], object] | None = None

    def __call__(self, status: str, headers: Headers, exc_info: _ExcInfo | None = None, /) -> Callable[[bytes], object]:
        if self._removes_orders and any(map(is_order, [name for name, _ in headers])):
            headers = remove_orders(headers)
        if not self._is_passed and self.head is not None and exc_info is None:
            self.pass_on()  # A second call without exc_info, for which the server raises an error.
        if self._is_passed:
            return self._start_response(status, headers, exc_info)
        self.head = status, headers, exc_info
        return self._pass_on_and_write

    def replace(self, headers: Headers) -> None:
        """Replace the held headers."""
        if self.head is not None:
            self.head = self.head[0], headers, self.head[2]

    def pass_on(self) -> None:
        """Pass status and headers to the server; later calls go there directly."""
        self._is_passed = True
        if self.head is not None:
            head, self.head = self.head, None
            self._write = self._start_response(*head)

    def _pass_on_and_write(self, data: bytes, /) -> object:
        if not self._is_passed:
            self.pass_on()
        return self._write(data) if self._write is not None else None


def remove_orders(headers: Headers) -> Headers:
    """Return the headers without orders to the front server, and log a warning about each order."""
    for name, _ in headers:
        if is_order(name):
            _log.warning(
                "Removed the header %s from the site's response: it is an order to the front server. If the site may"
                " give such orders, set trusted = true for egg:twod.wsgi#sendfile.",
                name,
            )
    return [header for header in headers if not is_order(header[0])]
