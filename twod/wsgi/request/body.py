"""The body of a request: read from the server once, and by any number of readers.

Django and WebOb each read the body from the server, so the second one would find it empty. A :class:`RequestBody` sits
between them and the server. It passes on the bytes that Django reads, keeps as many as a later reader needs
(:mod:`twod.wsgi.request.kept_body`), and puts a stream into the environ that begins again at the first byte. It refers
to bytes that Django itself holds, and to uploaded files where Django has stored them
(:mod:`twod.wsgi.request.upload`), so that nothing is stored twice.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any
from wsgiref.types import InputStream, WSGIEnvironment

from django.conf import settings
from django.http import UnreadablePostError
from django.http.request import RawPostDataException

from twod.wsgi.request.body_streams import BLOCK, is_replay, make_replay
from twod.wsgi.request.kept_body import KeptBody
from twod.wsgi.request.pieces import Pieces

#: Bytes of a body to keep in memory if ``DATA_UPLOAD_MAX_MEMORY_SIZE`` is None: Django's own default.
_DEFAULT_MEMORY_LIMIT = 2621440

#: Bytes to keep in memory of a body that is longer than the limit.
_BEGINNING = 262144

#: Bytes of a kept body to search at once for the end of a line.
_LINE_BLOCK = 512


def find_content_length(environ: WSGIEnvironment) -> int | None:
    """Return the length of the body in bytes, or None if the body lasts until the stream ends.

    None needs ``wsgi.input_terminated``, by which a server guarantees that the stream ends, as servers do for
    ``Transfer-Encoding: chunked``. An invalid length means an empty body, as in Django.
    """
    text = environ.get("CONTENT_LENGTH")
    if not text:
        return None if environ.get("wsgi.input_terminated") else 0
    try:
        return max(0, int(text))
    except ValueError:
        return 0


class _SeekableInput:
    """A seekable ``wsgi.input``: a body that something else keeps already.

    :param source: the stream; its other readers rely on its position.
    """

    def __init__(self, source: Any) -> None:
        self._source = source

    def find_size(self) -> int:
        """Return the number of bytes in the stream."""
        position = self._source.tell()
        self._source.seek(0, io.SEEK_END)
        size: int = self._source.tell()
        self._source.seek(position)
        return size

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``offset`` on, and restore the stream's position."""
        position = self._source.tell()
        self._source.seek(offset)
        data: bytes = self._source.read(size)
        self._source.seek(position)
        return data

    def close(self) -> None:
        """Leave the stream open, since it is the server's or WebOb's."""


class RequestBody:
    """The body of one request.

    Nothing is read and nothing in the environ changes before Django reads the body. If WebOb has put its own stream
    into the environ by then, that stream is the body.

    The object refers neither to the environ nor to the stream that it puts there, which refers to it: a circle would
    keep temporary files open until the garbage collector runs.
    """

    # Class attributes, because most requests have no body.
    #: The length in bytes once the body is open; None if the body lasts until the stream ends.
    length: int | None = 0
    #: The kept part, once the body is open.
    kept: KeptBody
    _source: Any = None
    _left: int | None = 0
    _spools = False
    _is_handed_on = False

    def expect_second_reader(self) -> None:
        """Keep the whole body from now on, on disk if it is large."""
        self._spools = True
        if self._source is not None:
            self.kept.spools = True

    def open(self, environ: WSGIEnvironment) -> None:
        """Find the source and the length of the body, on the first call only.

        :param environ: the WSGI environ of the request; its ``wsgi.input`` becomes a stream that can read the body
            again.
        :raises RawPostDataException: if another reader has begun to read the server's stream.
        """
        if self._source is not None:
            return
        source = environ["wsgi.input"]
        self._check_is_unread(environ)
        self.length = self._left = find_content_length(environ)
        limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        limit = _DEFAULT_MEMORY_LIMIT if limit is None else limit
        if self.length is not None and self.length > limit:
            # It will not be kept; until it is longer than this, its beginning can be read again.
            limit = min(limit, _BEGINNING)
        self.kept = KeptBody(limit, spools=self._spools)
        self._source = source
        if environ.get("webob.is_body_seekable"):
            stream = _SeekableInput(source)
            self.kept.append_content(stream, 0, stream.find_size() if self.length is None else self.length)
            self._left = 0
        elif self.length != 0:
            environ["wsgi.input"] = make_replay(self)
            # Without this mark, WebOb copies the stream, as it has to if the length is unknown.
            environ["webob.is_body_seekable"] = self.length is not None

    def _check_is_unread(self, environ: WSGIEnvironment) -> None:
        if self._is_handed_on:
            raise RawPostDataException(
                "The request's body was passed to another WSGI application, which reads it from the server."
                " To read it here as well, read it before you call the application."
            )
        _, streamed = environ.get("webob._body_file", (None, None))
        if streamed is environ["wsgi.input"]:
            raise RawPostDataException(
                "The request's body is being read with WebOb's body_file: read the rest from there."
            )

    def read_at(self, position: int, size: int) -> bytes:
        """Return from one to ``size`` bytes from ``position`` on, or ``b""`` at the end of the body.

        :raises OSError: if the client disconnects before it has sent the whole body.
        :raises RawPostDataException: if these bytes were read before and are not kept.
        """
        kept, read = self.kept, self._source.read
        if position > kept.length:
            self._read_on(position)
        if position < kept.length:
            return kept.read_at(position, size)
        data = self._pull(read, size)
        kept.append(data)
        return data

    def _read_on(self, position: int) -> None:
        """Read up to a position that a reader has sought."""
        while (gap := position - self.kept.length) > 0 and (data := self.pull(min(gap, BLOCK))):
            self.kept.append(data)

    def read_rest(self, position: int, limit: int | None = None) -> bytes:
        """Return all bytes from ``position`` on. Any number is kept, because the caller holds them in memory anyway.

        :param position: the first byte.
        :param limit: stop after more than this number of bytes, if the length of the body is unknown.
        :raises OSError: as for :meth:`read_at`.
        :raises RawPostDataException: as for :meth:`read_at`.
        """
        parts = []
        start = position
        while (left := self.kept.length - position) > 0:
            parts.append(self.kept.read_at(position, left))
            position += len(parts[-1])
        parts.append(self._pull_rest(None if limit is None else limit - (position - start)))
        return b"".join(parts)

    def readline_at(self, position: int, size: int) -> bytes:
        """Return the line that begins at ``position``, or its first ``size`` bytes if ``size`` is not negative.

        :raises OSError: as for :meth:`read_at`.
        :raises RawPostDataException: as for :meth:`read_at`.
        """
        if position < self.kept.length:
            return self._find_line(position, size)
        line = self._pull(self._source.readline, size)
        self.kept.append(line)
        return line

    def _find_line(self, position: int, size: int) -> bytes:
        line = bytearray()
        while size < 0 or len(line) < size:
            block = self.read_at(position + len(line), _LINE_BLOCK if size < 0 else min(_LINE_BLOCK, size - len(line)))
            before, newline, _ = block.partition(b"\n")
            line += before + newline
            if newline or not block:
                break
        return bytes(line)

    def pull(self, size: int) -> bytes:
        """Return up to ``size`` of the next bytes of the server's stream, without keeping them.

        :raises OSError: as for :meth:`read_at`.
        """
        return self._pull(self._source.read, size)

    def _pull(self, read: Callable[[int], bytes], size: int) -> bytes:
        if self._left is None:
            return read(size)
        size = self._left if size < 0 else min(size, self._left)
        if not size:
            return b""
        data = read(size)
        if not data:
            raise UnreadablePostError(
                f"The client disconnected before it had sent the whole body: {self._left} of {self.length} bytes are"
                " missing."
            )
        self._left -= len(data)
        return data

    def _pull_rest(self, limit: int | None) -> bytes:
        pieces = Pieces()
        try:
            # In blocks if the length is unknown, because some servers' read() accepts no negative number.
            while (limit is None or pieces.size <= limit) and (data := self.pull(BLOCK if self._left is None else -1)):
                pieces.append(data)
        finally:
            rest = pieces.join()
            self.kept.append_held(rest)
        return rest

    def hand_on(self, environ: WSGIEnvironment) -> InputStream:
        """Return the stream from which another WSGI application can read the whole body.

        :param environ: the WSGI environ of the request.
        :raises RawPostDataException: if another reader has begun to read the server's stream.
        """
        current: Any = environ["wsgi.input"]
        if is_replay(current, self):
            return make_replay(self)
        if environ.get("webob.is_body_seekable"):
            current.seek(0)
        elif not self._is_handed_on:
            self._check_is_unread(environ)
            self._is_handed_on = find_content_length(environ) != 0
        stream: InputStream = current
        return stream

    def close(self) -> None:
        """Release the kept part of the body."""
        if self._source is not None:
            self.kept.close()
