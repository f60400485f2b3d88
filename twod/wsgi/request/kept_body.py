"""The part of a request's body that is kept for a second reader, in memory or in files."""

from __future__ import annotations

import os
from bisect import bisect_right
from operator import itemgetter
from tempfile import TemporaryFile
from typing import IO, Protocol

from django.http import UnreadablePostError
from django.http.request import RawPostDataException

#: Pieces with fewer bytes are joined, because each object takes many times the size of a small piece.
_SMALL_PIECE = 4096


class Content(Protocol):
    """A place where kept bytes can be read again."""

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``offset`` on."""

    def close(self) -> None:
        """Release the bytes."""


class FileContent:
    """Kept bytes that are in a file.

    :param file: an open binary file; its position never changes.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read_at(self, offset: int, size: int) -> bytes:
        """Return up to ``size`` bytes from ``offset`` on."""
        return os.pread(self._file.fileno(), size, offset)

    def close(self) -> None:
        """Close the file."""
        self._file.close()


class _Spool(FileContent):
    """Kept bytes in a temporary file that grows at its end."""

    def __init__(self) -> None:
        super().__init__(TemporaryFile(buffering=0))  # noqa: SIM115 - closed with the kept body
        self._size = 0

    def append(self, data: bytes) -> int:
        """Write ``data`` at the end, and return its offset."""
        start = self._size
        while data:
            written = os.pwrite(self._file.fileno(), data, self._size)
            self._size += written
            data = data[written:]
        return start


#: The start and end of a piece of the body, the object that holds it, and the offset in that object.
_Piece = tuple[int, int, bytes | bytearray | Content, int]


def read_content(content: bytes | bytearray | Content, offset: int, size: int) -> bytes:
    """Return up to ``size`` bytes of ``content`` from ``offset`` on."""
    if isinstance(content, bytes | bytearray):
        return bytes(content[offset : offset + size])
    return content.read_at(offset, size)


class KeptBody:
    """The kept part of a body, from its first byte on: pieces in memory or in files.

    :param memory_limit: bytes to keep in memory.
    :param spools: whether to move a longer body to disk. If False, a longer body is dropped.
    """

    def __init__(self, memory_limit: int, *, spools: bool) -> None:
        self.length = 0
        self.spools = spools
        self._memory_limit = memory_limit
        self._in_memory = 0
        self._pieces: list[_Piece] = []
        self._small_pieces = bytearray()
        self._contents: list[Content] = []
        self._spool: _Spool | None = None
        self._loss: str | None = None

    def append(self, data: bytes) -> None:
        """Keep the next bytes of the body."""
        size = len(data)
        if self._loss is not None:
            self.length += size
            return
        if size < _SMALL_PIECE:
            offset = len(self._small_pieces)
            self._small_pieces += data
            self.append_content(self._small_pieces, offset, size)
        else:
            self.append_content(data, 0, size)
        self._in_memory += size
        if self._in_memory > self._memory_limit:
            self._leave_memory()

    def append_held(self, data: bytes) -> None:
        """Keep the next bytes of the body, which do not count, because another object holds them in memory anyway."""
        self._in_memory -= len(data)
        self.append(data)

    def append_content(self, content: bytes | bytearray | Content, offset: int, size: int) -> None:
        """Keep the next ``size`` bytes of the body as a reference to ``content`` at ``offset``."""
        start = self.length
        self.length = end = start + size
        if self._loss is not None or not size:
            return
        if self._pieces:
            last_start, last_end, last_content, last_offset = self._pieces[-1]
            if last_content is content and last_offset + last_end - last_start == offset:
                self._pieces[-1] = (last_start, end, content, last_offset)
                return
        self._pieces.append((start, end, content, offset))

    def read_at(self, position: int, size: int) -> bytes:
        """Return from one to ``size`` bytes from ``position`` on, or ``b""`` at the end of the kept part.

        :raises RawPostDataException: if the kept part was dropped.
        :raises UnreadablePostError: if the file or stream with a part of the body has become shorter.
        """
        if self._loss is not None:
            raise RawPostDataException(f"The request's body cannot be read again: {self._loss}")
        index = bisect_right(self._pieces, position, key=itemgetter(0)) - 1
        if index < 0 or position >= self._pieces[index][1]:
            return b""
        start, end, content, offset = self._pieces[index]
        data = read_content(content, offset + position - start, min(size, end - position))
        if not data:
            raise UnreadablePostError(
                f"The request's body ends before byte {position}: the file that holds it has become shorter."
            )
        return data

    def lose(self, reason: str) -> None:
        """Drop the kept part.

        :param reason: a sentence for the error that a later reader gets.
        """
        self._loss = reason
        self.close()

    def close(self) -> None:
        """Release all kept bytes."""
        self._loss = self._loss or "the request was closed."
        self._pieces.clear()
        self._small_pieces = bytearray()
        while self._contents:
            self._contents.pop().close()

    def close_later(self, content: Content) -> None:
        """Close ``content`` when the kept body is closed."""
        self._contents.append(content)

    def _leave_memory(self) -> None:
        if self.spools:
            self._move_to_disk()
        else:
            self.lose(
                f"request.read() has read more than the {self._memory_limit} bytes that are kept"
                " (DATA_UPLOAD_MAX_MEMORY_SIZE, or less of a longer body)."
                " To keep the whole body, use request.webob before the first read()."
            )

    def _move_to_disk(self) -> None:
        if self._spool is None:
            self._spool = _Spool()
            self.close_later(self._spool)
        pieces, self._pieces, self.length = self._pieces, [], 0
        for start, end, content, offset in pieces:
            size = end - start
            if isinstance(content, bytes | bytearray):
                self.append_content(self._spool, self._spool.append(read_content(content, offset, size)), size)
            else:
                self.append_content(content, offset, size)
        self._small_pieces = bytearray()
        self._in_memory = 0
