"""What is kept of a body can be read again from any position, wherever it lies."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest
from django.http import UnreadablePostError
from django.http.request import RawPostDataException
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request.kept_body import FileContent, KeptBody


class Stored:
    """What somebody else stores of a body."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.is_closed = False

    def read_at(self, offset: int, size: int) -> bytes:
        return self.data[offset : offset + size]

    def close(self) -> None:
        self.is_closed = True


def read_all(kept: KeptBody, size: int = 1 << 30) -> bytes:
    data = b""
    while block := kept.read_at(len(data), size):
        data += block
    return data


sizes = st.sampled_from([0, 1, 2, 4095, 4096, 5000])
ways = st.sampled_from(["append", "append_held", "append_content"])


@given(
    pieces=st.lists(st.tuples(ways, sizes), max_size=8),
    limit=st.sampled_from([0, 100, 6000, 1 << 30]),
    size=st.sampled_from([1000, 1 << 30]),
)
def test_the_pieces_are_the_body_again(pieces: list[tuple[str, int]], limit: int, size: int) -> None:
    kept = KeptBody(limit, spools=True)
    body = b""
    for number, (way, length) in enumerate(pieces):
        data = bytes([65 + number]) * length
        if way == "append_content":
            kept.append_content(Stored(b"not of the body" + data), 15, length)
        else:
            getattr(kept, way)(data)
        body += data
    assert kept.length == len(body)
    assert read_all(kept, size) == body
    kept.close()


def test_each_position_can_be_read() -> None:
    kept = KeptBody(1 << 30, spools=False)
    body = b"0123456789" * 1000
    for start in range(0, len(body), 7):
        kept.append(body[start : start + 7])
    for position in range(0, len(body), 501):
        data = kept.read_at(position, 20)
        assert data
        assert body.startswith(data, position)


def test_many_small_pieces_take_little_more_than_their_bytes() -> None:
    kept = KeptBody(1 << 30, spools=False)
    tracemalloc.start()
    try:
        for _ in range(100_000):
            kept.append(b"\n")
        used, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert used < 200_000
    assert read_all(kept) == b"\n" * 100_000


def test_past_the_limit_the_body_is_given_up() -> None:
    kept = KeptBody(10, spools=False)
    kept.append(b"0123456789")
    assert kept.read_at(0, 10) == b"0123456789"
    kept.append(b"0")
    assert kept.length == 11
    with pytest.raises(RawPostDataException, match="more than the 10 bytes that are kept"):
        kept.read_at(0, 1)
    kept.append(b"0123456789")
    assert kept.length == 21


def test_bytes_that_somebody_else_holds_do_not_count() -> None:
    kept = KeptBody(10, spools=False)
    kept.append_held(b"0" * 5000)
    kept.append(b"1" * 10)
    assert read_all(kept) == b"0" * 5000 + b"1" * 10


@pytest.mark.usefixtures("open_files")
def test_closing_lets_go_of_all(tmp_path: Path) -> None:
    path = tmp_path / "stored"
    path.write_bytes(b"stored")
    kept = KeptBody(0, spools=True)
    kept.append(b"on disk")
    stored = FileContent(path.open("rb"))
    kept.append_content(stored, 0, 6)
    kept.close_later(stored)
    assert read_all(kept) == b"on diskstored"
    kept.close()
    with pytest.raises(RawPostDataException, match="the request was closed"):
        kept.read_at(0, 1)


def test_content_that_has_become_shorter_is_reported() -> None:
    kept = KeptBody(0, spools=True)
    stored = Stored(b"0123")
    kept.append_content(stored, 0, 4)
    stored.data = b"01"
    assert kept.read_at(0, 4) == b"01"
    with pytest.raises(UnreadablePostError, match="ends before byte 2"):
        kept.read_at(2, 2)


def test_what_was_lost_is_closed() -> None:
    kept = KeptBody(0, spools=True)
    stored = Stored(b"0123")
    kept.close_later(stored)
    kept.lose("for a reason.")
    assert stored.is_closed
    with pytest.raises(RawPostDataException, match="read again: for a reason"):
        kept.read_at(0, 4)
