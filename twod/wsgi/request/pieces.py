"""Bytes that arrive in pieces of any size."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO


class Pieces:
    """A row of pieces of bytes, which takes little more memory than the bytes, even for many small pieces.

    >>> pieces = Pieces()
    >>> pieces.append(b"one")
    >>> pieces.append(b"two")
    >>> pieces.join(), pieces.size
    (b'onetwo', 6)
    """

    def __init__(self) -> None:
        #: The number of bytes.
        self.size = 0
        # The first piece is copied only when a second one arrives, because a large body often arrives in one piece.
        self._first = b""
        self._stream: BytesIO | None = None

    def append(self, data: bytes) -> None:
        """Add a piece at the end."""
        if not self.size:
            self._first = data
        else:
            if self._stream is None:
                self._stream = BytesIO(self._first)
                self._stream.seek(self.size)
                self._first = b""
            self._stream.write(data)
        self.size += len(data)

    def fill(self, read: Callable[[int], bytes], size: int) -> None:
        """Read and add pieces until there are ``size`` bytes, or nothing more to read.

        :param read: takes a number of bytes, and returns at most as many; ``b""`` only at the end.
        """
        while self.size < size and (data := read(size - self.size)):
            self.append(data)

    def join(self) -> bytes:
        """Return all pieces as one."""
        return self._first if self._stream is None else self._stream.getvalue()
