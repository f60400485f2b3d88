"""One call of an application, from the server's side (:pep:`3333`)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from tempfile import SpooledTemporaryFile
from types import TracebackType
from typing import Any, NoReturn
from wsgiref.types import WSGIApplication, WSGIEnvironment

from twod.wsgi.embedding.files import FileWrapper
from twod.wsgi.embedding.headers import BODILESS, Head, read_head
from twod.wsgi.exc import BrokenApplicationError
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontServer

ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]

logger = logging.getLogger("twod.wsgi.embedding")

#: Bytes passed to ``write()`` that wait in memory until they can be sent; more wait in a temporary file.
WRITTEN_IN_MEMORY = 2**20

#: Bytes of the file to send at once.
_BLOCK_SIZE = 2**16

#: The blocks of an exchange without a body. All exchanges can share an iterator that has ended.
_NO_BLOCKS: Iterator[bytes] = iter(())


def describe_application(application: object) -> str:
    """Return an application's name for messages: the place where it, or its class, is defined."""
    named = application if hasattr(application, "__qualname__") else type(application)
    return f"{named.__module__}.{named.__qualname__}"


class _WrittenBody:
    """The bytes that the application has passed to ``write()`` and that are not sent yet."""

    #: Number of bytes.
    length = 0

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(WRITTEN_IN_MEMORY)  # noqa: SIM115 - closed by close()

    def append(self, data: bytes) -> None:
        """Add bytes at the end."""
        self._file.write(data)
        self.length += len(data)

    def read(self) -> Iterator[bytes]:
        """Yield the kept bytes."""
        self._file.seek(0)
        while block := self._file.read(_BLOCK_SIZE):
            yield block

    def close(self) -> None:
        """Release the kept bytes."""
        self._file.close()


class Exchange:
    """An application's answer to one request: its :attr:`head`, and the bytes of its body by iteration.

    As in a server, the head is final only with the first bytes of the body. Until then, the application may replace
    it by calling ``start_response`` with ``exc_info``.

    :param application: the application.
    :param environ: the environ to call it with.
    :param name: the application's name in messages.
    """

    head: Head
    #: The whole body if the application returned a list; else None.
    content: bytes | None = None
    #: The file if the application returned one; else None.
    file: FileWrapper | None = None
    _has_head = False
    _is_final = False
    _is_closed = True
    #: The bytes written since the last block, and those that are being sent. The exchange closes both, because a
    #: generator that was never started does not run its ``finally``.
    _written: _WrittenBody | None = None
    _sending: _WrittenBody | None = None
    _result: Iterable[bytes] = ()
    _blocks = _NO_BLOCKS

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment, name: str) -> None:
        self.name = name
        self.is_head = environ["REQUEST_METHOD"] == "HEAD"
        self._is_closed = False
        try:
            self._start(application, environ)
        except BaseException as error:
            error.add_note(f"In the embedded WSGI application {name}, before it began a response.")
            self.close()
            raise

    def _start(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        result = self._result = application(environ, self._start_response)
        if result is None or isinstance(result, (str, bytes)):
            self._fail(f"it returned {result!r}, not an iterable of bytes")
        if self._has_head and not self._written and isinstance(result, (list, tuple)):
            for block in result:
                self._check_block(block)
            body = b"".join(result)
            if not self.is_bodiless:
                self._check_limit(len(body))
                self.check_end(len(body))
                self.content = body
        elif self._has_head and not self._written and isinstance(result, FileWrapper) and not self.is_bodiless:
            self.file = result
            self._blocks = self._limit(self._iterate())
        elif self.is_head and isinstance(result, FileWrapper) and self._is_left_to_front(result.file, environ):
            self.file = result
        else:
            self._look_ahead()
        if not self._has_head:
            self._fail("it never called start_response")
        self._is_final = True

    def _is_left_to_front(self, file: object, environ: WSGIEnvironment) -> bool:
        """Return whether the server in front responds to a HEAD request, with the same ETag as to a GET request."""
        front: FrontServer | None = environ.get(FRONT_SERVER_KEY)
        has_head = self._has_head and self.head.status.code == HTTPStatus.OK
        return has_head and front is not None and front.find_order(file, self.head.headers.items()) is not None

    def _look_ahead(self) -> None:
        """Run the application up to the first byte of the body, as a server does before it sends the head."""
        blocks = self._iterate()
        first = b""
        for first in blocks:
            if first:
                break
        if not self._has_head:
            self._fail("it never called start_response")
        if not self.is_bodiless:
            self._check_limit(len(first) if self._sending is None else self._sending.length)
            self._blocks = self._limit(_chain_first(first, blocks))

    @property
    def is_bodiless(self) -> bool:
        """Whether the response has no body; a client would read one as the beginning of the next response."""
        return self.is_head or self.head.status.code in BODILESS

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exc_info is not None and exc_info[1] is not None:
            if self._is_final or self._written:
                try:
                    raise exc_info[1].with_traceback(exc_info[2])
                finally:
                    exc_info = None  # breaks the circle of the traceback and this frame
        elif self._has_head:
            self._fail("it called start_response a second time, without exc_info")
        try:
            self.head = read_head(status, headers)
        except BrokenApplicationError as error:
            self._fail(str(error))
        self._has_head = True
        return self._write

    def _write(self, data: bytes, /) -> None:
        self._check_block(data)
        # Nothing sends the bytes that an application writes while it is being closed.
        if data and not self._is_closed:
            self._written = self._written or _WrittenBody()
            self._written.append(data)

    def _iterate(self) -> Iterator[bytes]:
        """Yield the body's blocks, written and yielded ones, in the application's order."""
        yield from self._take_written()
        for block in self._result:
            if self._written:
                yield from self._take_written()
            self._check_block(block)
            if block and not self._has_head:
                self._fail("it yielded a part of the body before it called start_response")
            yield block
        yield from self._take_written()

    def _take_written(self) -> Iterator[bytes]:
        """Yield the bytes that the application has written, and release them."""
        if self._written is None:
            return
        self._sending, self._written = self._written, None
        yield from self._sending.read()
        self._sending.close()
        self._sending = None

    def _limit(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield no more bytes than the application's ``Content-Length``, and raise an error for fewer.

        A client would read surplus bytes as the beginning of the next response, and wait for missing ones.
        """
        length = self.head.content_length
        sent = 0
        try:
            for block in blocks:
                sent += len(block)
                if length is not None and sent > length:
                    logger.error(
                        "The embedded WSGI application %s sent more bytes than its Content-Length, %d: cut them off",
                        self.name,
                        length,
                    )
                    yield block[: len(block) - (sent - length)]
                    return
                yield block
            self.check_end(sent)
        except Exception as error:
            error.add_note(f"In the embedded WSGI application {self.name}, after {sent} bytes of the body.")
            logger.exception("The embedded WSGI application %s failed after %d bytes of the body", self.name, sent)
            if isinstance(error, OSError):
                # Paste treats any OSError as a disconnected client, and goes on with the connection's next request.
                message = f"The embedded WSGI application {self.name} failed after {sent} bytes of the body: {error}"
                raise BrokenApplicationError(message) from error
            raise

    def _check_limit(self, length: int) -> None:
        """Raise an error if the beginning of the body is longer than its ``Content-Length``."""
        if self.head.content_length is not None and length > self.head.content_length:
            self._fail_length(length)

    def check_end(self, length: int) -> None:
        """Check that the body is not shorter than its ``Content-Length``.

        :raises BrokenApplicationError: if it is.
        """
        if self.head.content_length is not None and length < self.head.content_length:
            self._fail_length(length)

    def _fail_length(self, length: int) -> NoReturn:
        self._fail(f"its body has {length} bytes, but its Content-Length is {self.head.content_length}")

    def _check_block(self, block: object) -> None:
        if not isinstance(block, bytes):
            self._fail(f"a part of its body is {block!r:.80}, not bytes")

    def _fail(self, problem: str) -> NoReturn:
        raise BrokenApplicationError(f"The embedded WSGI application {self.name} broke PEP 3333: {problem}.")

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return next(self._blocks)

    def close(self) -> None:
        """Close the application's iterable, on the first call only."""
        if self._is_closed:
            return
        self._is_closed = True
        # If the result refers to start_response, a circle would keep both until the garbage collector runs.
        result, self._result, self._blocks = self._result, (), _NO_BLOCKS
        try:
            if hasattr(result, "close"):
                result.close()
        except Exception:
            # The response is sent already, and Django would not report the error.
            logger.exception("The embedded WSGI application %s failed in close()", self.name)
        finally:
            for written in (self._written, self._sending):
                if written is not None:
                    written.close()

    def __del__(self) -> None:
        # Django's ASGI handler does not close the response of a view during which the client disconnected.
        self.close()


def _chain_first(first: Any, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Yield ``first`` unless it is empty, and then the rest."""
    if first:
        yield first
    yield from rest
