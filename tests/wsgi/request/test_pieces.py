"""Pieces are the bytes that they were, and take little more memory."""

from __future__ import annotations

import io
import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request.pieces import Pieces


@given(pieces=st.lists(st.binary(max_size=5)))
def test_the_pieces_are_joined_in_their_order(pieces: list[bytes]) -> None:
    joined = Pieces()
    for piece in pieces:
        joined.append(piece)
    assert joined.join() == b"".join(pieces)
    assert joined.size == len(b"".join(pieces))


@given(sent=st.binary(max_size=50), at_once=st.integers(1, 10), size=st.integers(0, 60))
def test_pieces_are_read_until_they_are_enough(sent: bytes, at_once: int, size: int) -> None:
    stream = io.BytesIO(sent)
    pieces = Pieces()
    pieces.fill(lambda wanted: stream.read(min(wanted, at_once)), size)
    assert pieces.join() == sent[:size]
    assert stream.tell() == min(size, len(sent))


def test_one_piece_is_not_copied() -> None:
    piece = b"0" * 100_000
    pieces = Pieces()
    pieces.append(piece)
    assert pieces.join() is piece


def test_many_pieces_take_little_more_than_their_bytes() -> None:
    pieces = Pieces()
    sent = bytes(range(256)) * 400
    tracemalloc.start()
    try:
        for start in range(0, len(sent), 2):
            pieces.append(sent[start : start + 2])
        assert pieces.join() == sent
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 3 * len(sent)
