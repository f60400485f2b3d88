"""The way of a file to an ASGI server: blocks, clients that go away, and files that no thread reads any more.

What is answered is in the other files of this folder, whose site is asked by WSGI and by ASGI.
"""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from fidelity_kit.server import Connection
from twod.wsgi.exc import BrokenFileError
from twod.wsgi.static.asgi_sending import FilesBeforeASGI

if TYPE_CHECKING:
    from collections.abc import Callable

#: Three blocks and a bit.
LARGE = bytes(range(256)) * 3100

pytestmark = pytest.mark.parametrize("is_asgi", [True], indirect=True)


@pytest.fixture
def large(site: Any, write: Callable[..., Path]) -> Path:
    """A file of several blocks, at /media/large.bin."""
    return write(site.media / "large.bin", LARGE)


def open_files() -> set[str]:
    return {path.name for path in Path("/proc/self/fd").iterdir()}


def make_connection(method: str = "GET", raw_path: str = "/media/large.bin", **scope: Any) -> Connection:
    return Connection(method, raw_path, b"", (), scope)


def serve(site: Any, connection: Connection) -> Connection:
    """Let the site answer, with threads whose number does not change what is open."""

    async def run() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(1))
        await site.app(connection.scope, connection.receive, connection.send)

    asyncio.run(run())
    return connection


def test_a_large_file_comes_in_bounded_blocks(site: Any, large: Path) -> None:
    connection = serve(site, make_connection())
    assert b"".join(connection.blocks) == LARGE
    assert max(map(len, connection.blocks)) == 2**18
    assert [message.get("more_body") for message in connection.sent[1:]] == [True, True, True, False]


def test_names_of_headers_are_lower_case_bytes(site: Any, large: Path) -> None:
    names = [name for name, _ in serve(site, make_connection()).sent[0]["headers"]]
    assert b"content-length" in names
    assert names == [name.lower() for name in names]


def test_no_block_is_read_before_the_server_has_taken_the_last_one(site: Any, large: Path) -> None:
    connection = make_connection()
    # What is cut off while a block is on its way is missed when the next one is read.
    connection.on_block = lambda block: large.write_bytes(LARGE[: len(block)])
    with pytest.raises(BrokenFileError, match=r"sent 262144 of 793600 bytes: the file has become shorter"):
        serve(site, connection)
    assert len(connection.blocks) == 1


@pytest.mark.parametrize("is_told", [True, False])
def test_a_client_that_goes_away_ends_the_reading(site: Any, large: Path, is_told: bool) -> None:
    connection = make_connection()

    def leave(block: bytes) -> None:
        if not is_told:
            raise ConnectionResetError
        connection.gone.set()

    connection.on_block = leave
    before = open_files()
    serve(site, connection)
    assert len(connection.blocks) <= 2
    assert open_files() == before


def test_a_request_that_is_given_up_closes_its_file_when_no_thread_reads_from_it(
    site: Any, large: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, may_end = threading.Event(), threading.Event()
    finder = site.app.finders[1]
    find = finder.find

    def find_slowly(environ: Any) -> Any:
        started.set()
        may_end.wait(10)
        found = find(environ)
        opened.append(found.file)
        return found

    opened: list[Any] = []
    monkeypatch.setattr(finder, "find", find_slowly)
    connection = make_connection()

    async def run() -> None:
        loop = asyncio.get_running_loop()
        task = loop.create_task(site.app(connection.scope, connection.receive, connection.send))
        await loop.run_in_executor(None, started.wait)
        task.cancel()
        await asyncio.sleep(0)
        task.cancel()
        assert not task.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert connection.sent == []
    assert opened[0].closed


def test_an_error_of_the_disk_is_raised_to_the_server(site: Any, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(environ: Any) -> Any:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(site.app.finders[1], "find", fail)
    with pytest.raises(OSError, match="Too many open files"):
        serve(site, make_connection())


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_all_that_is_no_request_goes_to_the_application(site: Any, kind: str) -> None:
    asked: list[str] = []

    async def application(scope: Any, receive: Any, send: Any) -> None:
        asked.append(scope["type"])

    asyncio.run(FilesBeforeASGI(application, site.app.finders)({"type": kind}, None, None))  # type: ignore[arg-type]
    assert asked == [kind]


def test_a_path_that_is_of_no_file_changes_no_thread(site: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for finder in site.app.finders:
        monkeypatch.setattr(finder, "find", None)
    assert site.get("/").body == b"Django"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"range", b"bytes=0-1")], 206),
        # Two are one with a comma between them, which means two ranges.
        ([(b"range", b"bytes=0-1"), (b"range", b"2-3")], 200),
        ([(b"r_ange", b"bytes=0-1"), (b"if_match", b'"x"')], 200),
        ([(b"if-none-match", b'"x"'), (b"if-none-match", b"*")], 200),
    ],
)
def test_headers_are_those_that_wsgi_would_have(site: Any, large: Path, headers: Any, status: int) -> None:
    connection = Connection("GET", "/media/large.bin", b"", headers, {})
    assert serve(site, connection).sent[0]["status"] == status
