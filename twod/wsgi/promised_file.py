"""A file as the body of an answer: as many bytes as its Content-Length says, or an error."""

from __future__ import annotations

import os
import sys
from typing import Any

from twod.wsgi.exc import BrokenFileError


class PromisedFile:
    """The bytes of a file that an answer has promised by its Content-Length.

    Whoever reads them gets all of them and no more. Should the file end before, reading it fails, and the server closes
    the connection. If it kept the connection, the client would take the next answer for the rest of this one.

    The object is a WSGI iterable (:pep:`3333`) and has what a server's ``wsgi.file_wrapper`` asks a file for.

    :param file: an object with a ``read()`` method, at the first byte to send.
    :param length: how many bytes the answer has promised.
    """

    #: Bytes that an iteration reads at once.
    block_size = 1 << 16

    def __init__(self, file: Any, length: int) -> None:
        self.file = file
        try:
            self._start = int(file.tell())
        except (AttributeError, OSError):  # such as a pipe
            self._start = 0
        self._place = self._start
        self._end = self._start + length
        #: What the file was when a server took its descriptor; None while none has.
        self._lent: os.stat_result | None = None

    def __iter__(self) -> PromisedFile:
        return self

    def __next__(self) -> bytes:
        block = self.read(self.block_size)
        if not block:
            raise StopIteration
        return block

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, at most `size`; none behind the last one that was promised.

        :raises BrokenFileError: if the file has ended before, or cannot be read.
        """
        left = self._end - self._place
        wanted = left if size < 0 else min(size, left)
        if wanted <= 0:
            return b""
        try:
            block: bytes = self.file.read(wanted)
        except OSError as error:
            # Paste takes any OSError for a client that went away, and answers the next request.
            raise self._make_error(str(error)) from error
        if not block:
            raise self._make_error("it has become shorter")
        self._place += len(block)
        return block

    @property
    def is_finished(self) -> bool:
        """Whether all bytes that were promised have been read."""
        return self._place >= self._end

    def seekable(self) -> bool:
        """Return whether the place in the file can be changed."""
        if hasattr(self.file, "seekable"):
            return bool(self.file.seekable())
        return hasattr(self.file, "seek") and hasattr(self.file, "tell")

    def tell(self) -> int:
        """Return the place in the file."""
        return int(self.file.tell())

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Change the place in the file, as ``socket.sendfile`` does to say how far it has come."""
        self.file.seek(offset, whence)
        self._place = self.tell()
        return self._place

    def fileno(self) -> int:
        """Return the file's descriptor, from which a server may send the file without Python (``sendfile``)."""
        descriptor = int(self.file.fileno())
        if self._lent is None:
            self._lent = os.fstat(descriptor)
        return descriptor

    def close(self) -> None:
        """Close the file.

        :raises BrokenFileError: as :meth:`check_sent` does.
        """
        try:
            self.check_sent()
        finally:
            if hasattr(self.file, "close"):
                self.file.close()

    def check_sent(self) -> None:
        """Look, before the file is closed, whether a server that took its descriptor has sent what was promised.

        :raises BrokenFileError: if it has not, and does not know it.
        """
        lent, self._lent = self._lent, None
        # Where an error is on its way, the server knows.
        if lent is not None and self._place < self._end and sys.exception() is None and self._is_short(lent):
            raise self._make_error("it has become shorter")

    def _is_short(self, lent: os.stat_result) -> bool:
        """Return whether a server that sent from the descriptor has sent too little.

        gunicorn sends with ``socket.sendfile``, which stops at the end of the file without a word, and says how far it
        came by a call of ``seek()``, unless it sent nothing. uWSGI never says it, and fails when a file shrinks.

        :param lent: what the file was when the server took its descriptor.
        """
        if self._place > self._start:
            return True
        now = os.fstat(self.file.fileno())
        # A change leaves its trace in the times, even when the file is as long again as it was.
        has_changed = (now.st_mtime_ns, now.st_ctime_ns) != (lent.st_mtime_ns, lent.st_ctime_ns)
        return has_changed or now.st_size < self._end

    def _make_error(self, reason: str) -> BrokenFileError:
        name = getattr(self.file, "name", self.file)
        sent, length = self._place - self._start, self._end - self._start
        return BrokenFileError(f"{name!r}: sent {sent} of {length} bytes: {reason}")
