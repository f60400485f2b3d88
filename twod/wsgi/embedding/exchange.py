"""One call of an application, seen from the server's side (:pep:`3333`)."""

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

#: Bytes passed to ``write()`` to hold in memory until they can be sent; more are put into a file.
WRITTEN_IN_MEMORY = 2**20

#: Bytes of them to send at once.
_BLOCK_SIZE = 2**16

#: The blocks of an exchange that has none: an iterator at its end stays there.
_NO_BLOCKS: Iterator[bytes] = iter(())


def describe_application(application: object) -> str:
    """Return an application's name for messages: the place where it is defined, or its class."""
    named = application if hasattr(application, "__qualname__") else type(application)
    return f"{named.__module__}.{named.__qualname__}"


class _WrittenBody:
    """The bytes that the application passed to ``write()``, until they are sent."""

    #: How many bytes there are.
    length = 0

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(WRITTEN_IN_MEMORY)  # noqa: SIM115 - closed by close()

    def append(self, data: bytes) -> None:
        """Keep some bytes."""
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

    As in a server, the head is not final before the first bytes of the body: until then an application may
    replace it, by ``start_response`` with ``exc_info``.

    :param application: the application.
    :param environ: the environ to call it with.
    :param name: the application's name in messages.
    """

    head: Head
    #: The whole body, when the application has answered with a list.
    content: bytes | None = None
    #: The file that the application has answered with.
    file: FileWrapper | None = None
    _has_head = False
    _is_final = False
    _is_closed = True
    #: What the application has written and is not sent yet, and what is being sent of it. The exchange closes both: a
    #: generator that nobody has begun does not do it.
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
            error.add_note(f"In the embedded WSGI application {name}, before there was an answer.")
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
        """Return whether the server in front answers a HEAD for a file, with the same ETag as for a GET."""
        front: FrontServer | None = environ.get(FRONT_SERVER_KEY)
        has_head = self._has_head and self.head.status.code == HTTPStatus.OK
        return has_head and front is not None and front.find_order(file, self.head.headers.items()) is not None

    def _look_ahead(self) -> None:
        """Go on to the first byte of the body, for which a server waits before it sends the head."""
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
        """Whether no body is allowed, so that one would be taken for the next answer."""
        return self.is_head or self.head.status.code in BODILESS

    def _start_response(
        self, status: str, headers: list[tuple[str, str]], exc_info: ExcInfo | None = None, /
    ) -> Callable[[bytes], object]:
        if exc_info is not None and exc_info[1] is not None:
            if self._is_final or self._written:
                try:
                    raise exc_info[1].with_traceback(exc_info[2])
                finally:
                    exc_info = None  # or the traceback would refer to itself
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
        # Nobody takes what an application writes while it is closed.
        if data and not self._is_closed:
            self._written = self._written or _WrittenBody()
            self._written.append(data)

    def _iterate(self) -> Iterator[bytes]:
        """Yield the blocks of the body in the order in which the application wrote and yielded them."""
        yield from self._take_written()
        for block in self._result:
            if self._written:
                yield from self._take_written()
            self._check_block(block)
            if block and not self._has_head:
                self._fail("it gave a part of the body before it called start_response")
            yield block
        yield from self._take_written()

    def _take_written(self) -> Iterator[bytes]:
        """Yield what the application has written, and release it."""
        if self._written is None:
            return
        self._sending, self._written = self._written, None
        yield from self._sending.read()
        self._sending.close()
        self._sending = None

    def _limit(self, blocks: Iterator[bytes]) -> Iterator[bytes]:
        """Yield no more bytes than the application's ``Content-Length``, and fail when there are fewer.

        A client takes surplus bytes for the beginning of the next answer, and waits for missing ones.
        """
        length = self.head.content_length
        sent = 0
        try:
            for block in blocks:
                sent += len(block)
                if length is not None and sent > length:
                    logger.error("The embedded WSGI application %s gave more than its Content-Length says", self.name)
                    yield block[: len(block) - (sent - length)]
                    return
                yield block
            self.check_end(sent)
        except Exception as error:
            error.add_note(f"In the embedded WSGI application {self.name}, after {sent} bytes of the body.")
            logger.exception("The embedded WSGI application %s failed after %d bytes of the body", self.name, sent)
            if isinstance(error, OSError):
                # Paste takes any OSError for a client that went away, and answers the next request on its connection.
                message = f"The embedded WSGI application {self.name} failed after {sent} bytes of the body: {error}"
                raise BrokenApplicationError(message) from error
            raise

    def _check_limit(self, length: int) -> None:
        """Fail if the beginning of the body has more bytes than the ``Content-Length`` says."""
        if self.head.content_length is not None and length > self.head.content_length:
            self._fail_length(length)

    def check_end(self, length: int) -> None:
        """Fail if the body ends with fewer bytes than the ``Content-Length`` says.

        :raises BrokenApplicationError: then.
        """
        if self.head.content_length is not None and length < self.head.content_length:
            self._fail_length(length)

    def _fail_length(self, length: int) -> NoReturn:
        self._fail(f"its body has {length} bytes, and its Content-Length says {self.head.content_length}")

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
        """Close the application's iterable, once, however often this is called."""
        if self._is_closed:
            return
        self._is_closed = True
        # A result that keeps start_response would otherwise stay, with its environ, until the cyclic collector runs.
        result, self._result, self._blocks = self._result, (), _NO_BLOCKS
        try:
            if hasattr(result, "close"):
                result.close()
        except Exception:
            # Django does not report an error in here, and nobody could do anything about it.
            logger.exception("The embedded WSGI application %s failed to close its answer", self.name)
        finally:
            for written in (self._written, self._sending):
                if written is not None:
                    written.close()

    def __del__(self) -> None:
        # Django's ASGI handler forgets the response of a view during which the client went away.
        self.close()


def _chain_first(first: Any, rest: Iterator[bytes]) -> Iterator[bytes]:
    """Yield ``first``, unless it is empty, and the rest."""
    if first:
        yield first
    yield from rest
