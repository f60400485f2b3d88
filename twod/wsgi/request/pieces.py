"""Bytes that come in pieces, as few of them at a time as a server or its client likes."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO


class Pieces:
    """Pieces of bytes in a row, which take little more memory than their bytes, however many they are.

    >>> pieces = Pieces()
    >>> pieces.append(b"one")
    >>> pieces.append(b"two")
    >>> pieces.join(), pieces.size
    (b'onetwo', 6)
    """

    def __init__(self) -> None:
        #: The number of their bytes.
        self.size = 0
        # The first piece is not copied before another comes: a large body often comes in one.
        self._first = b""
        self._stream: BytesIO | None = None

    def append(self, data: bytes) -> None:
        """Add a piece behind the others."""
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
        """Add pieces until there are ``size`` bytes or no more to read.

        :param read: returns up to as many bytes as it is called with, and none at the end only.
        :param size: a number of bytes.
        """
        while self.size < size and (data := read(size - self.size)):
            self.append(data)

    def join(self) -> bytes:
        """Return all of them as one."""
        return self._first if self._stream is None else self._stream.getvalue()
