"""The search for the chunks of an uploaded file in the last bytes read of a body."""

from __future__ import annotations

#: Chunks with fewer bytes are searched only at their expected place.
_WORTH_SEARCHING = 4096

#: Blocks to keep: the last two contain the bytes that a parser passes on.
_BLOCKS = 2

#: The bytes before the first byte of a file (:rfc:`2046`, 5.1).
_END_OF_HEADERS = b"\r\n\r\n"


class UploadWindow:
    r"""The last blocks of a body, in which each chunk that a parser passes on can be found.

    A chunk begins after the headers of its part, or directly after the chunk before it. If its place is not certain,
    because the same bytes occur twice or were decoded from others, the chunk counts as not found.

    >>> window = UploadWindow()
    >>> window.push(b"--boundary\r\n\r\n" + 5000 * b"a")
    b''
    >>> window.take(4990 * b"a", is_first=True)
    b'--boundary\r\n\r\n'
    >>> window.take(b"aaa", is_first=False)
    b''
    >>> window.drain()
    b'aaaaaaa'
    """

    def __init__(self) -> None:
        self._blocks: list[bytes] = []
        self._size = 0
        # If the blocks begin directly after a chunk: how many of their bytes had been read by then. A parser holds back
        # bytes that may be the beginning of a boundary.
        self._held_back: int | None = None

    def push(self, block: bytes) -> bytes:
        """Add a block that was read, and return the block that leaves the window, or ``b""``."""
        self._blocks.append(block)
        self._size += len(block)
        if len(self._blocks) <= _BLOCKS:
            return b""
        leaving = self._blocks.pop(0)
        self._size -= len(leaving)
        self._held_back = None
        return leaving

    def take(self, chunk: bytes, *, is_first: bool) -> bytes | None:
        """Remove a chunk and all bytes before it from the window, and return the bytes before it.

        If the chunk is not found, nothing is removed, and the result is None.

        :param chunk: bytes of a file. All chunks of a file have to be passed, in their order.
        :param is_first: whether the file begins with this chunk.
        """
        if is_first:
            self._held_back = None
        # The chunk has as many bytes as were read since the last one. So it is these bytes, not decoded (decoded ones
        # would be fewer). Comparing them would make a large upload 4 % slower.
        if self._size - len(chunk) == self._held_back and len(chunk) >= _WORTH_SEARCHING:
            last = self._blocks[-1]
            if self._held_back <= len(last):
                self._keep(last[len(last) - self._held_back :])
                return b""
        if self._held_back is None and len(chunk) < _WORTH_SEARCHING:
            return None  # before the join below, because a body may have very many small files
        text = b"".join(self._blocks)
        position = self._find(text, chunk, is_first=is_first)
        if position < 0:
            self._held_back = None
            return None
        self._keep(text[position + len(chunk) :])
        return text[:position]

    def _keep(self, rest: bytes) -> None:
        self._blocks = [rest]
        self._size = self._held_back = len(rest)

    def _find(self, text: bytes, chunk: bytes, *, is_first: bool) -> int:
        if self._held_back is not None and text.startswith(chunk):
            return 0
        if len(chunk) < _WORTH_SEARCHING:
            return -1
        before = _END_OF_HEADERS if is_first else b""
        position = text.find(before + chunk)
        if position < 0 or text.find(before + chunk, position + 1) >= 0:
            return -1
        return position + len(before)

    def drain(self) -> bytes:
        """Remove and return all bytes of the window."""
        rest = b"".join(self._blocks)
        self._blocks = []
        self._size = 0
        self._held_back = None
        return rest
