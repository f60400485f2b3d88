"""A file that the application answers with, and that the server may send without Python reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class FileWrapper:
    """The ``wsgi.file_wrapper`` of the application (:pep:`3333`), when the server has one.

    The server's own wrapper would be opaque to Django's middleware. This one keeps its arguments, so that the server's
    can be made of them when the middleware has left the body alone.

    :param file: an object with a ``read()`` method.
    :param block_size: how many bytes to read at once.
    """

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        """Close the file, if it can be."""
        if hasattr(self.file, "close"):
            self.file.close()
