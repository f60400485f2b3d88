"""The search for the chunks of an uploaded file in the bytes of a body that were just read."""

from __future__ import annotations

#: Length in bytes below which a chunk is only looked for where it is expected.
_WORTH_SEARCHING = 4096

#: Blocks to hold: the last two contain the bytes that a parser passes on.
_BLOCKS = 2

#: The bytes before the first byte of a file (:rfc:`2046`, 5.1).
_END_OF_HEADERS = b"\r\n\r\n"


class UploadWindow:
    r"""The last blocks of a body, in which each chunk that a parser passes on can be found.

    A chunk is found behind the headers of its part or right behind the chunk before it. It is found for certain or
    not at all: where the same bytes occur twice, or are decoded from others, they are left where they are.

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
        # When the blocks begin right behind a chunk: how many of their bytes had been read by then. A parser holds
        # some back, which may be the beginning of a boundary.
        self._held_back: int | None = None

    def push(self, block: bytes) -> bytes:
        """Add a block that was read, and return the one that leaves the window, or no bytes."""
        self._blocks.append(block)
        self._size += len(block)
        if len(self._blocks) <= _BLOCKS:
            return b""
        leaving = self._blocks.pop(0)
        self._size -= len(leaving)
        self._held_back = None
        return leaving

    def take(self, chunk: bytes, *, is_first: bool) -> bytes | None:
        """Take a chunk and all before it out of the window, and return the bytes before it.

        None means that the chunk was not found, and that nothing was taken.

        :param chunk: bytes of a file. Those of one file come in their order, and none is left out.
        :param is_first: whether the file begins with them.
        """
        if is_first:
            self._held_back = None
        # As many bytes are passed on as were read since the last chunk. So they are the ones behind it, as they came
        # (decoded, they would be fewer), and need not be compared, which would make a large upload 4 % slower.
        if self._size - len(chunk) == self._held_back and len(chunk) >= _WORTH_SEARCHING:
            last = self._blocks[-1]
            if self._held_back <= len(last):
                self._keep(last[len(last) - self._held_back :])
                return b""
        if self._held_back is None and len(chunk) < _WORTH_SEARCHING:
            return None  # Before the blocks are joined: a body may have a small file in each line.
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
        """Take all that is left out of the window."""
        rest = b"".join(self._blocks)
        self._blocks = []
        self._size = 0
        self._held_back = None
        return rest
