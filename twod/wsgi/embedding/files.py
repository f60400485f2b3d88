"""A file as the body of a response, which the server may send without Python reading it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class FileWrapper:
    """The application's ``wsgi.file_wrapper`` (:pep:`3333`), if the server has one.

    The server's own wrapper would be opaque to middleware. This one keeps its arguments, to make the server's wrapper
    from them if no middleware has replaced the body.

    :param file: an object with a ``read()`` method.
    :param block_size: bytes to read at once.
    """

    def __init__(self, file: Any, block_size: int = 8192) -> None:
        self.file = file
        self.block_size = block_size

    def __iter__(self) -> Iterator[bytes]:
        while block := self.file.read(self.block_size):
            yield block

    def close(self) -> None:
        """Close the file, if it has a ``close()``."""
        if hasattr(self.file, "close"):
            self.file.close()
