"""The streams that a request's body is read from: Django's, and the one that begins again for a second reader."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING
from wsgiref.types import InputStream

if TYPE_CHECKING:
    from typing_extensions import Buffer

    # The body makes such streams.
    from twod.wsgi.request.body import RequestBody

#: Bytes to read at once where the caller sets no number.
BLOCK = 65536


class BodyStream(io.IOBase):
    """The stream that Django reads a body from.

    :param body: the body.
    :param position: where to begin, in bytes.
    """

    def __init__(self, body: RequestBody, position: int = 0) -> None:
        self._body = body
        self._position = position

    def read(self, size: int | None = -1, /) -> bytes:
        """Return up to ``size`` bytes, and none at the end only; all that is left when it is None or negative."""
        if size is None or size < 0:
            data = self._body.read_rest(self._position)
        else:
            data = self._body.read_at(self._position, size) if size else b""
        self._position += len(data)
        return data

    def readline(self, size: int | None = -1, /) -> bytes:
        """Return a line, or its first ``size`` bytes when that is neither None nor negative."""
        line = self._body.readline_at(self._position, -1 if size is None else size)
        self._position += len(line)
        return line


class _BodyFile(io.RawIOBase):
    """A body as a raw file, which begins at the first byte even if the body was read before.

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
        """Read into ``buffer`` and return the number of bytes, 0 at the end."""
        view = memoryview(buffer)
        data = self.body.read_at(self._position, len(view))
        view[: len(data)] = data
        self._position += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a position in the body, in bytes; to find the end of a body of unknown length, all of it is read."""
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
    """Return a stream of ``body`` from its first byte on, with a separate position."""
    return io.BufferedReader(_BodyFile(body), BLOCK)


def is_replay(stream: object, body: RequestBody) -> bool:
    """Return whether ``stream`` is one that :func:`make_replay` has made of ``body``."""
    file = getattr(stream, "raw", None)
    return isinstance(file, _BodyFile) and file.body is body
