"""A file that an application answers with: for the server to send, if nobody has changed it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from wsgiref.util import FileWrapper as ServerWrapper

import pytest

from fidelity_kit.applications import TEXT, answering
from twod.wsgi.embedding.files import FileWrapper
from twod.wsgi.exc import BrokenApplicationError, BrokenFileError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class ServerFile(ServerWrapper):
    """The wrapper of a server that would send the file itself."""


def answering_with_a_file(file: Any, block_size: int = 3) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [TEXT, ("Content-Length", "10")])
        return environ["wsgi.file_wrapper"](file, block_size)

    return application


class Slotted:
    """A file without room for another attribute."""

    __slots__ = ("_file", "is_closed")

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb")
        self.is_closed = 0

    def read(self, size: int) -> bytes:
        return self._file.read(size)

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        self.is_closed += 1


def test_a_file_reaches_the_server_in_its_own_wrapper(make_site: Any, tmp_path: Path) -> None:
    path = tmp_path / "ten.bin"
    path.write_bytes(b"0123456789")
    file = Slotted(path)
    site = make_site(answering_with_a_file(file), is_validated=False)
    made = []

    def make_wrapper(file: Any, block_size: int) -> ServerFile:
        made.append(ServerFile(file, block_size))
        return made[0]

    _, result = site.open(**{"wsgi.file_wrapper": make_wrapper})
    assert made[0].filelike.fileno() == file.fileno()
    assert made[0].blksize == 3
    assert not file.is_closed
    # As a server does with its wrapper.
    made[0].close()
    assert file.is_closed == 1
    result.close()


def test_a_file_of_a_server_without_a_wrapper_is_read_in_blocks(make_site: Any) -> None:
    file = io.BytesIO(b"0123456789")
    answer = make_site(answering(FileWrapper(file, 4), TEXT), is_validated=False)()
    assert answer.blocks == [b"0123", b"4567", b"89"]
    assert file.closed


def test_a_file_that_a_middleware_compresses_is_not_sent_as_it_is(make_site: Any) -> None:
    import gzip

    site = make_site(
        answering_with_a_file(io.BytesIO(b"0123456789")),
        is_validated=False,
        MIDDLEWARE=["django.middleware.gzip.GZipMiddleware"],
    )
    answer = site(HTTP_ACCEPT_ENCODING="gzip", **{"wsgi.file_wrapper": ServerFile})
    assert gzip.decompress(answer.body) == b"0123456789"
    assert answer.get("Content-Length") == []


def test_a_wrapper_closes_the_file_if_that_can_be_done() -> None:
    class Readable:
        def read(self, size: int) -> bytes:
            return b""

    FileWrapper(Readable()).close()
    file = io.BytesIO(b"0123456789")
    FileWrapper(file).close()
    assert file.closed


class Piped:
    """A file without a descriptor or a length, such as one that is made on the fly."""

    def __init__(self, data: bytes) -> None:
        self.read = io.BytesIO(data).read


@pytest.fixture(params=["on-disk", "in-memory", "read-alone", "peeked-at"])
def make_file(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[bytes], Any]:
    def make(data: bytes) -> Any:
        if request.param == "read-alone":
            return Piped(data)
        if request.param == "in-memory":
            return io.BytesIO(data)
        path = tmp_path / "file"
        path.write_bytes(data)
        file = path.open("rb")
        if request.param == "peeked-at":
            # The descriptor is at the end of what was read ahead, and the file at its beginning.
            file.peek()
        return file

    return make


@pytest.mark.parametrize("wrapper", [ServerFile, None])
def test_a_file_that_is_shorter_than_promised_is_no_silent_end(make_site: Any, make_file: Any, wrapper: Any) -> None:
    file = make_file(b"012345")
    given = {"wsgi.file_wrapper": wrapper} if wrapper else {}
    application = answering(FileWrapper(file, 4), TEXT, ("Content-Length", "10"))
    answer = make_site(application, is_validated=False)(**given)
    assert answer.body == b"012345"
    assert isinstance(answer.error, BrokenFileError if wrapper else BrokenApplicationError)
    assert re.search("(sent|has) 6 (of 10 )?bytes", str(answer.error))
    if hasattr(file, "closed"):
        assert file.closed


@pytest.mark.parametrize("wrapper", [ServerFile, None])
def test_a_file_that_is_as_long_as_promised_is_sent(make_site: Any, make_file: Any, wrapper: Any) -> None:
    given = {"wsgi.file_wrapper": wrapper} if wrapper else {}
    application = answering(FileWrapper(make_file(b"0123456789"), 4), TEXT, ("Content-Length", "10"))
    answer = make_site(application, is_validated=False)(**given)
    assert (answer.body, answer.error) == (b"0123456789", None)
