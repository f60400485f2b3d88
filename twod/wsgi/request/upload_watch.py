"""What Django's parser of ``multipart/form-data`` costs when a client means no good, or goes away.

The parser works for each piece that it reads, and so it is given full blocks. It calls ``upload_interrupted()`` of the
upload handlers when a body ends inside a file, but not when an exception ends it. A handler refers to the request,
which refers to the handler: without that call, a half-written temporary file stays open until the garbage collector
finds the circle.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from django.core.files.uploadhandler import FileUploadHandler

from twod.wsgi.request.pieces import Pieces


class UploadWatch(FileUploadHandler):
    """Both ends of Django's parser: the stream that it reads, and the first of the upload handlers.

    :param read: reads up to as many bytes of the body as it is called with, and none at its end only.
    """

    # Of no influence on the size of the blocks that Django reads.
    chunk_size = 0

    def __init__(self, read: Callable[[int], bytes]) -> None:
        super().__init__()
        self._read = read
        self._has_begun = False

    def read(self, size: int) -> bytes:
        """Return the next ``size`` bytes of the body, fewer at its end only."""
        pieces = Pieces()
        pieces.fill(self._read, size)
        return pieces.join()

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        """Note that a file begins."""
        super().new_file(field_name, *args, **kwargs)
        self._has_begun = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002 - Django's
        """Pass on these bytes of the file.

        :param raw_data: bytes of the file.
        :param start: their offset in it.
        """
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the handlers behind this one."""

    @contextmanager
    def interrupting(self, handlers: Sequence[FileUploadHandler]) -> Iterator[None]:
        """Interrupt ``handlers`` if an exception ends the block, and if they have begun to store a file.

        A handler that has not begun does not expect it: Django itself interrupts none before its first file.
        """
        with ExitStack() as interrupted:  # each one, even if another fails
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
            # As Django closes it on StopUpload and SkipFile.
            close = getattr(getattr(handler, "file", None), "close", None)
            if close is not None:
                close()
