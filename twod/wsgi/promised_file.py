"""The file in a response's body: exactly as many bytes as its Content-Length promises, or an error."""

from __future__ import annotations

import os
import sys
from typing import Any

from twod.wsgi.exc import BrokenFileError


class PromisedFile:
    """The bytes of a file that a response has promised by its Content-Length.

    A reader gets all promised bytes and no more. If the file ends early, reading raises an exception, so that the
    server closes the connection. On an open connection, the client would read the next response as a part of it.

    The object is a WSGI iterable (:pep:`3333`), and has the methods that ``wsgi.file_wrapper`` of a server calls.

    :param file: an object with a ``read()`` method, at the first byte to send.
    :param length: the number of promised bytes.
    """

    #: The number of bytes to read at once during iteration.
    block_size = 1 << 16

    def __init__(self, file: Any, length: int) -> None:
        self.file = file
        try:
            self._start = int(file.tell())
        except (AttributeError, OSError):  # such as a pipe
            self._start = 0
        self._place = self._start
        self._end = self._start + length
        #: The status of the file when a server took its descriptor; None if no server has taken it.
        self._lent: os.stat_result | None = None

    def __iter__(self) -> PromisedFile:
        return self

    def __next__(self) -> bytes:
        block = self.read(self.block_size)
        if not block:
            raise StopIteration
        return block

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; empty after the last promised byte.

        :raises BrokenFileError: if the file ends early, or cannot be read.
        """
        left = self._end - self._place
        wanted = left if size < 0 else min(size, left)
        if wanted <= 0:
            return b""
        try:
            block: bytes = self.file.read(wanted)
        except OSError as error:
            # Paste takes any OSError for a client that hung up, and would answer the next request.
            raise self._make_error(str(error)) from error
        if not block:
            raise self._make_error("the file has become shorter")
        self._place += len(block)
        return block

    @property
    def is_finished(self) -> bool:
        """Whether all promised bytes have been read."""
        return self._place >= self._end

    def seekable(self) -> bool:
        """Return whether the position in the file can be changed."""
        if hasattr(self.file, "seekable"):
            return bool(self.file.seekable())
        return hasattr(self.file, "seek") and hasattr(self.file, "tell")

    def tell(self) -> int:
        """Return the position in the file."""
        return int(self.file.tell())

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Change the position in the file; ``socket.sendfile`` calls this to report the bytes that it has sent."""
        self.file.seek(offset, whence)
        self._place = self.tell()
        return self._place

    def fileno(self) -> int:
        """Return the file's descriptor, with which a server may send the file without Python (``sendfile``)."""
        descriptor = int(self.file.fileno())
        if self._lent is None:
            self._lent = os.fstat(descriptor)
        return descriptor

    def close(self) -> None:
        """Close the file.

        :raises BrokenFileError: as for :meth:`check_sent`.
        """
        try:
            self.check_sent()
        finally:
            if hasattr(self.file, "close"):
                self.file.close()

    def check_sent(self) -> None:
        """Check, before the file is closed, that a server with its descriptor has sent all promised bytes.

        :raises BrokenFileError: if the server has not, without having noticed it.
        """
        lent, self._lent = self._lent, None
        # If another exception is being handled, the server knows of the failure.
        if lent is not None and self._place < self._end and sys.exception() is None and self._is_short(lent):
            raise self._make_error("the file has become shorter")

    def _is_short(self, lent: os.stat_result) -> bool:
        """Return whether a server that used the descriptor has sent too few bytes.

        gunicorn uses ``socket.sendfile``, which stops at the end of the file without an error. It reports the bytes
        sent by calling ``seek()``, but not if it sent nothing. uWSGI never reports them, and fails if a file shrinks.

        :param lent: the status of the file when the server took its descriptor.
        """
        if self._place > self._start:
            return True
        now = os.fstat(self.file.fileno())
        # A change is visible in the times, even if the file has its old length again.
        has_changed = (now.st_mtime_ns, now.st_ctime_ns) != (lent.st_mtime_ns, lent.st_ctime_ns)
        return has_changed or now.st_size < self._end

    def _make_error(self, reason: str) -> BrokenFileError:
        name = getattr(self.file, "name", self.file)
        sent, length = self._place - self._start, self._end - self._start
        return BrokenFileError(f"{name!r}: sent {sent} of {length} bytes: {reason}")
