"""A guard of Django's parser of ``multipart/form-data`` against slow work and files that stay open.

The parser does the same work for each piece that it reads, however small, so it gets full blocks here. It calls
``upload_interrupted()`` of the upload handlers if a body ends inside a file, but not if an exception ends the parsing.
A handler and the request refer to each other: without that call, a half-written temporary file stays open until the
garbage collector finds the circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from twod.wsgi.request.pieces import Pieces


class UploadWatch(FileUploadHandler):
    """Both ends of Django's parser: the stream that it reads, and the first of its upload handlers.

    :param read: takes a number of bytes, and returns at most as many of the body; ``b""`` only at its end.
    """

    # 0, so that it does not change the size of the blocks that Django reads.
    chunk_size = 0

    def __init__(self, read: Callable[[int], bytes]) -> None:
        super().__init__()
        self._read = read
        self._has_begun = False

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes of the body; fewer only at its end."""
        pieces = Pieces()
        pieces.fill(self._read, size)
        return pieces.join()

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Record that a file begins."""
        super().new_file(field_name, *args, **kwargs)
        self._has_begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's
        """Pass on these bytes of the file.

        :param raw_data: bytes of the file.
        :param start: their offset in it.
        """
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handlers."""

    @contextmanager
    def interrupting(self, handlers: Sequence[FileUploadHandler]) -> Iterator[None]:
        """Interrupt ``handlers`` if an exception ends the block after a file has begun.

        Before the first file, Django interrupts no handler either, and handlers do not expect it.
        """
        with ExitStack() as interrupted:  # interrupts each handler, even if another one fails
            for handler in reversed(handlers):
                interrupted.callback(self._interrupt, handler)
            yield
            interrupted.pop_all()

    def _interrupt(self, handler: FileUploadHandler) -> None:
        if not self._has_begun:
            return
        try:
            handler.upload_interrupted()
        finally:
            # Django does the same on StopUpload and SkipFile.
            close = getattr(getattr(handler, "file", None), "close", None)
            if close is not None:
                close()
