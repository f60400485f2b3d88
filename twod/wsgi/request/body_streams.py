"""The streams of a request's body: the one for Django, and those that begin again at the first byte."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from wsgiref.types import InputStream

if TYPE_CHECKING:
    from typing_extensions import Buffer

    # A circle: the body makes these streams.
    from twod.wsgi.request.body import RequestBody

#: Bytes to read at once if the caller sets no number.
BLOCK = 65536


class BodyStream(io.IOBase):
    """The stream that Django reads a body from.

    :param body: the body.
    :param position: the first byte.
    """

    def __init__(self, body: RequestBody, position: int = 0) -> None:
        self._body = body
        self._position = position

    def read(self, size: int | None = -1, /) -> bytes:
        """Return from one to ``size`` bytes, all if ``size`` is None or negative; ``b""`` only at the end."""
        if size is None or size < 0:
            data = self._body.read_rest(self._position)
        else:
            data = self._body.read_at(self._position, size) if size else b""
        self._position += len(data)
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line, or its first ``size`` bytes if ``size`` is neither None nor negative."""
        line = self._body.readline_at(self._position, -1 if size is None else size)
        self._position += len(line)
        return line


class _BodyFile(io.RawIOBase):
    """A body as a raw file that begins at the first byte, even if the body was read before.

    :param body: the body.
    """

    def __init__(self, body: RequestBody) -> None:
        self.body = body
        self._position = 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Buffer) -> int:
        """Read into ``buffer`` and return the number of bytes; 0 at the end."""
        view = memoryview(buffer)
        data = self.body.read_at(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Set the position in the body, and return it. To find the end of a body of unknown length, read all of it."""
        if whence == io.SEEK_CUR:
            offset += self._position
        elif whence == io.SEEK_END:
            offset += self._find_end()
        self._position = max(0, offset)
        return self._position

    def _find_end(self) -> int:
        if self.body.length is not None:
            return self.body.length
        end = 0
        while data := self.body.read_at(end, BLOCK):
            end += len(data)
        return end


def make_replay(body: RequestBody) -> InputStream:
    """Return a new stream of ``body`` from its first byte on."""
    return io.BufferedReader(_BodyFile(body), BLOCK)


def is_replay(stream: object, body: RequestBody) -> bool:
    """Return whether :func:`make_replay` has made ``stream`` from ``body``."""
    file = getattr(stream, "raw", None)
    return isinstance(file, _BodyFile) and file.body is body
