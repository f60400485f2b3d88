"""A file as an answer's body is as long as was promised, or an error; however a server sends it."""

from __future__ import annotations

import io
import os
import socket
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waitress.buffers import ReadOnlyFileBasedBuffer

from twod.wsgi.exc import BrokenFileError
from twod.wsgi.promised_file import PromisedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TEN = b"0123456789"


@given(st.binary(max_size=40), st.integers(0, 40), st.lists(st.integers(-1, 50)), st.integers(0, 5))
def test_a_reader_gets_what_was_promised_or_an_error(content: bytes, length: int, sizes: list[int], start: int) -> None:
    file = io.BytesIO(b"x" * start + content)
    file.seek(start)
    body = PromisedFile(file, length)
    received = b""
    try:
        for size in sizes:
            received += body.read(size)
        for block in body:
            received += block
    except BrokenFileError:
        assert len(content) < length
        assert received == content
    else:
        assert received == content[:length]
        assert len(received) == length


@pytest.fixture
def ten(tmp_path: Path) -> Path:
    path = tmp_path / "ten.bin"
    path.write_bytes(TEN)
    os.utime(path, (1, 1))
    return path


@pytest.fixture
def body(ten: Path) -> Iterator[PromisedFile]:
    """The ten bytes of a file, all promised."""
    with ten.open("rb", buffering=0) as file:
        yield PromisedFile(file, len(TEN))


def send_as_gunicorn(body: PromisedFile) -> bytes:
    """Return what a client gets of a worker; its way of sending, on a connection that is kept open."""
    assert body.fileno()  # to see whether there is one
    here, there = socket.socketpair()
    with here, there:
        here.sendfile(body, offset=os.lseek(body.fileno(), 0, os.SEEK_CUR), count=len(TEN))  # type: ignore[arg-type]
        os.lseek(body.fileno(), 0, os.SEEK_SET)
        here.shutdown(socket.SHUT_WR)
        received = there.recv(100)
    body.close()
    return received


def test_a_whole_file_by_sendfile(body: PromisedFile) -> None:
    assert send_as_gunicorn(body) == TEN


def test_a_file_that_grew_by_sendfile(body: PromisedFile, ten: Path) -> None:
    ten.write_bytes(TEN * 2)
    assert send_as_gunicorn(body) == TEN


@pytest.mark.parametrize("size", [0, 1, 9])
def test_a_file_that_shrank_by_sendfile(body: PromisedFile, ten: Path, size: int) -> None:
    os.truncate(ten, size)
    with pytest.raises(BrokenFileError, match=rf"ten.bin': sent {size} of 10 bytes: the file has become shorter"):
        send_as_gunicorn(body)


@pytest.mark.parametrize("size", [0, 3])
def test_a_file_that_is_as_long_again_when_it_is_closed(
    body: PromisedFile, ten: Path, size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert body.fileno()
    os.truncate(ten, size)
    here, there = socket.socketpair()
    with here, there:
        here.sendfile(body, count=len(TEN))  # type: ignore[arg-type]
    ten.write_bytes(TEN)
    with pytest.raises(BrokenFileError):
        body.close()


def test_a_client_that_went_away_is_an_error_already(body: PromisedFile) -> None:
    def send() -> None:
        here, there = socket.socketpair()
        there.close()
        try:
            here.sendfile(body, count=len(TEN))  # type: ignore[arg-type]
        finally:
            here.close()
            body.close()

    with pytest.raises(BrokenPipeError):
        send()


def test_a_server_that_does_not_say_how_far_it_came(body: PromisedFile, ten: Path) -> None:
    assert os.pread(body.fileno(), 100, 0) == TEN
    body.close()


@pytest.mark.parametrize("content", [TEN[::-1], TEN[1:], TEN * 2])
def test_a_server_that_does_not_say_it_of_a_file_that_changed(body: PromisedFile, ten: Path, content: bytes) -> None:
    assert body.fileno()
    ten.write_bytes(content)
    with pytest.raises(BrokenFileError):
        body.close()


def take_as_waitress(body: PromisedFile) -> Iterator[bytes]:
    """Yield what a channel sends, three bytes at once; it would try for ever to send nothing."""
    buffer: Any = ReadOnlyFileBasedBuffer(body)
    assert buffer.prepare(len(TEN)) == len(TEN)
    while len(buffer):
        block = buffer.get(3)
        assert block
        yield block
        buffer.skip(len(block), True)
    buffer.close()


def test_a_whole_file_by_waitress(body: PromisedFile) -> None:
    assert b"".join(take_as_waitress(body)) == TEN


@pytest.mark.parametrize("size", [0, 1, 9])
def test_a_file_that_shrank_by_waitress(body: PromisedFile, ten: Path, size: int) -> None:
    blocks = take_as_waitress(body)
    received = next(blocks)
    os.truncate(ten, size)
    with pytest.raises(BrokenFileError):
        list(blocks)
    assert received == TEN[:3]


def test_a_file_that_cannot_be_read_is_no_client_that_went_away() -> None:
    class Broken:
        def read(self, size: int) -> bytes:
            raise ConnectionResetError("the other server has gone")

    with pytest.raises(BrokenFileError, match=r"Broken object .*: sent 0 of 10 bytes: the other server has gone"):
        PromisedFile(Broken(), 10).read(1)


def test_a_file_can_be_closed_before_it_is_sent_and_again(body: PromisedFile) -> None:
    assert body.fileno()
    body.close()
    body.close()


@pytest.mark.parametrize(("has_tell", "is_seekable"), [(True, True), (False, False)])
def test_a_file_is_seekable_as_it_is(has_tell: bool, is_seekable: bool) -> None:
    class Readable:
        def read(self, size: int) -> bytes:
            return b""

        if has_tell:

            def seek(self, offset: int, whence: int = 0) -> None: ...

            def tell(self) -> int:
                return 0

    assert PromisedFile(Readable(), 10).seekable() is is_seekable
    assert PromisedFile(io.BytesIO(), 10).seekable()
