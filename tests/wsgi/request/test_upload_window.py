"""The chunks of a file are found among the bytes that were read, for certain or not at all."""

from __future__ import annotations

import base64
from itertools import cycle
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request.upload_window import UploadWindow


class Part(NamedTuple):
    """A part of a form, and what the parser does with it."""

    content: bytes
    is_file: bool
    is_decoded: bool


sizes = st.sampled_from([0, 1, 100, 4095, 4096, 5000, 20_000, 65_536, 70_000])
patterns = st.sampled_from([b"0", b"\r\n\r\n", b"\r\n--xyz\r\n\r\n", b"aGVhZGVy", bytes(range(256)), bytes(range(251))])
parts = st.builds(
    lambda pattern, size, is_file, is_decoded: Part((pattern * size)[:size], is_file, is_decoded),
    patterns,
    sizes,
    st.booleans(),
    st.booleans(),
)


class Reader:
    """A parser that reads blocks into a window, and passes on all but the last bytes, as Django's does."""

    def __init__(self, body: bytes, blocks: list[int], held_back: int) -> None:
        self._body = body
        self._blocks = cycle(blocks)
        self._held_back = held_back
        self._window = UploadWindow()
        self._read = 0
        self._done = 0
        #: What left the window, in its order.
        self.given: list[bytes] = []

    def read(self) -> None:
        block = self._body[self._read : self._read + next(self._blocks)]
        self._read += len(block)
        self.given.append(self._window.push(block))

    def pass_on(self, end: int, *, is_file: bool, is_decoded: bool) -> None:
        """Pass on what stands before ``end``; only a file's bytes go past the window."""
        is_first = True
        while self._done < end:
            start = self._done
            self._done = max(start, min(end, self._read - self._held_back))
            chunk = self._body[start : self._done]
            if is_decoded:
                chunk = base64.b64decode(chunk[: len(chunk) // 4 * 4], validate=False) if chunk.isalnum() else b""
            if is_file and chunk:
                before = self._window.take(chunk, is_first=is_first)
                if before is not None:
                    self.given += [before, chunk]
                is_first = False
            if self._done < end:
                self.read()

    def finish(self) -> bytes:
        while self._read < len(self._body):
            self.read()
        self.given.append(self._window.drain())
        return b"".join(self.given)


@given(
    parts=st.lists(parts, max_size=4),
    blocks=st.lists(st.sampled_from([50, 700, 5000, 65_536]), min_size=1, max_size=3),
    held_back=st.sampled_from([0, 1, 48, 100, 6000]),
)
def test_what_leaves_the_window_is_the_body_whatever_the_parser_does(
    parts: list[Part], blocks: list[int], held_back: int
) -> None:
    head = b"--xyz\r\nname\r\n\r\n"
    body = b"".join(head + part.content + b"\r\n" for part in parts) + b"x" * held_back
    reader = Reader(body, blocks, held_back)
    position = 0
    for part in parts:
        reader.pass_on(position + len(head), is_file=False, is_decoded=False)
        position += len(head) + len(part.content)
        reader.pass_on(position, is_file=part.is_file, is_decoded=part.is_decoded)
        position += 2
    assert reader.finish() == body


def fill(*blocks: bytes) -> UploadWindow:
    window = UploadWindow()
    assert [window.push(block) for block in blocks] == [b""] * len(blocks)
    return window


def test_the_first_chunk_of_a_file_is_found_behind_the_headers() -> None:
    zeros = b"0" * 5000
    window = fill(b"field\r\n" + zeros + b"\r\nname\r\n\r\n" + zeros + b"00")
    assert window.take(zeros, is_first=True) == b"field\r\n" + zeros + b"\r\nname\r\n\r\n"
    assert window.drain() == b"00"


def test_a_chunk_that_may_stand_in_two_places_is_left_where_it_is() -> None:
    part = b"\r\n\r\n" + b"0" * 5000
    window = fill(part + part)
    assert window.take(part[4:], is_first=True) is None
    assert window.drain() == part + part


def test_a_later_chunk_is_found_where_it_stands_once() -> None:
    chunk = bytes(range(250)) * 20
    window = fill(b"\r\n\r\nbegun" + chunk)
    assert window.take(chunk, is_first=False) == b"\r\n\r\nbegun"


def test_a_short_chunk_is_found_only_behind_the_one_before() -> None:
    window = fill(b"\r\n\r\n" + b"0" * 5000 + b"12")
    assert window.take(b"12", is_first=False) is None
    assert window.take(b"0" * 5000, is_first=True) == b"\r\n\r\n"
    assert window.take(b"1", is_first=False) == b""
    assert window.take(b"2", is_first=True) is None
    assert window.drain() == b"2"


def test_a_chunk_that_was_decoded_is_not_taken_for_what_came() -> None:
    decoded = b"\r\n\r\n" + b"0" * 5000
    window = fill(decoded + b"YWFh")
    assert window.take(decoded[4:], is_first=True) == b"\r\n\r\n"
    window.push(b"YWFhYWE=")
    # As many bytes as came meanwhile.
    assert window.take(b"aaaaaaaa", is_first=False) is None
    assert window.drain() == b"YWFhYWFhYWE="


def test_a_chunk_is_not_found_when_its_beginning_has_left_the_window() -> None:
    window = fill(b"\r\n\r\n" + b"0" * 5000 + b"12")
    assert window.take(b"0" * 5000, is_first=True) == b"\r\n\r\n"
    assert window.push(b"3" * 5000) == b""
    assert window.push(b"4" * 4000 + b"5678") == b"12"
    # The window has two bytes more than that, as it had before.
    assert window.take(b"12" + b"3" * 5000 + b"4" * 4000, is_first=False) is None
    assert window.drain() == b"3" * 5000 + b"4" * 4000 + b"5678"


def test_a_parser_may_hold_back_more_than_a_block() -> None:
    window = fill(b"\r\n\r\n" + b"0" * 5000 + b"1" * 6000)
    assert window.take(b"0" * 5000, is_first=True) == b"\r\n\r\n"
    assert window.push(b"2" * 5000) == b""
    assert window.take(b"1" * 5000, is_first=False) == b""
    assert window.drain() == b"1" * 1000 + b"2" * 5000


def test_blocks_that_no_chunk_came_from_leave_the_window() -> None:
    window = fill(b"one", b"two")
    assert window.push(b"three") == b"one"
    assert window.drain() == b"twothree"
    assert window.drain() == b""
