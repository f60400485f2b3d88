"""A file as an answer: all of it or a part, as the client asks for it and the server can send it."""

from __future__ import annotations

import io
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.utils.http import http_date

if TYPE_CHECKING:
    from collections.abc import Callable

TEN = b"0123456789"
WSGI_ALONE = pytest.mark.parametrize("is_asgi", [False], indirect=True)


@pytest.mark.parametrize(
    ("header", "body", "content_range"),
    [
        ("bytes=0-3", b"0123", "bytes 0-3/10"),
        ("bytes=4-", b"456789", "bytes 4-9/10"),
        ("bytes=-4", b"6789", "bytes 6-9/10"),
        ("bytes=0-0", b"0", "bytes 0-0/10"),
        ("bytes=9-9", b"9", "bytes 9-9/10"),
        ("bytes=-1", b"9", "bytes 9-9/10"),
        ("bytes=-99", TEN, "bytes 0-9/10"),
        ("bytes=0-", TEN, "bytes 0-9/10"),
        ("bytes=5-99", b"56789", "bytes 5-9/10"),
        ("BYTES=2-3", b"23", "bytes 2-3/10"),
        ("bytes= 2-3 ", b"23", "bytes 2-3/10"),
        ("bytes=002-0003", b"23", "bytes 2-3/10"),
        ("bytes=2-18446744073709551616", b"23456789", "bytes 2-9/10"),
    ],
)
def test_a_part_of_a_file(site: Any, ten: Path, header: str, body: bytes, content_range: str) -> None:
    answer = site.get("/media/ten.bin", range=header)
    assert (answer.status, answer.body, answer.headers["Content-Range"]) == (206, body, content_range)
    assert answer.headers["Content-Length"] == str(len(body))
    assert answer.headers["ETag"] == site.get("/media/ten.bin").headers["ETag"]


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"])
def test_a_part_that_the_file_does_not_have_is_a_416(site: Any, ten: Path, header: str) -> None:
    answer = site.get("/media/ten.bin", range=header)
    assert (answer.status, answer.headers["Content-Range"]) == (416, "bytes */10")
    assert "Cache-Control" not in answer.headers


@pytest.mark.parametrize(
    "header",
    [
        *["bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=3-1", "bytes=x", "bytes=", "bytes", "", "=", "0-1"],
        *["bytes:0-1", "bytes=0-1,", "bytes=,0-1", "bytes=0x1-2", "bytes=+1-2", "bytes=--1", "bytes=1--2"],
        *["bytes=1.0-2", "bytes=1 - 2", "bytes=0-0\x00", "bytes=\u0663-\u0664"],
        *["bytes=" + "9" * 5000 + "-", "bytes=0-" + "9" * 5000, "bytes=" + "0-1," * 9000],
    ],
    ids=lambda header: ascii(header[:12]),
)
def test_any_other_range_gives_the_whole_file(site: Any, ten: Path, header: str) -> None:
    answer = site.get("/media/ten.bin", range=header)
    assert (answer.status, answer.body) == (200, TEN)


def test_if_range_gives_a_part_of_the_same_file_and_the_whole_of_another(site: Any, ten: Path) -> None:
    headers = site.get("/media/ten.bin").headers
    for validator in (headers["ETag"], headers["Last-Modified"]):
        assert site.get("/media/ten.bin", range="bytes=5-", if_range=validator).status == 206
    os.utime(ten, (time.time() - 60,) * 2)
    for validator in (headers["ETag"], headers["Last-Modified"], http_date(time.time())):
        answer = site.get("/media/ten.bin", range="bytes=5-", if_range=validator)
        assert (answer.status, answer.body) == (200, TEN)


def test_a_file_that_was_just_written_is_not_continued(site: Any, write: Callable[..., Path]) -> None:
    write(site.media / "a.txt", TEN, age=0)
    tag = site.get("/media/a.txt").headers["ETag"]
    assert tag.startswith('W/"')
    assert site.get("/media/a.txt", range="bytes=5-", if_range=tag).status == 200
    assert site.get("/media/a.txt", if_none_match=tag).status == 304


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_client_that_has_the_file_is_told_so(site: Any, ten: Path, method: str) -> None:
    headers = site.get("/media/ten.bin").headers
    for condition in ({"if_none_match": headers["ETag"]}, {"if_modified_since": headers["Last-Modified"]}):
        answer = site.get("/media/ten.bin", method=method, **condition)
        assert (answer.status, answer.body, answer.headers["ETag"]) == (304, b"", headers["ETag"])
        assert {"content-type", "content-length"}.isdisjoint(map(str.lower, answer.headers.keys()))
        assert answer.headers["Cache-Control"] == "max-age=60"


def test_a_condition_that_fails_is_a_412(site: Any, ten: Path) -> None:
    assert site.get("/media/ten.bin", if_match='"other"').status == 412


def test_head_has_the_headers_of_get_and_no_body(site: Any, ten: Path) -> None:
    head, get = site.get("/media/ten.bin", method="HEAD"), site.get("/media/ten.bin")
    assert (head.status, head.body, head.headers.items()) == (200, b"", get.headers.items())


def test_head_has_no_range(site: Any, ten: Path) -> None:
    answer = site.get("/media/ten.bin", method="HEAD", range="bytes=0-0")
    assert (answer.status, answer.headers["Content-Length"]) == (200, "10")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_any_other_method_is_a_405(site: Any, ten: Path, method: str) -> None:
    answer = site.get("/media/ten.bin", method=method)
    assert (answer.status, answer.headers["Allow"], ten.read_bytes()) == (405, "GET, HEAD", TEN)


def test_an_empty_file(site: Any, write: Callable[..., Path]) -> None:
    write(site.media / "empty.txt")
    for headers in ({}, {"range": "bytes=-5"}):
        answer = site.get("/media/empty.txt", **headers)
        assert (answer.status, answer.body, answer.headers["Content-Length"]) == (200, b"", "0")
    assert site.get("/media/empty.txt", range="bytes=0-").status == 416


def open_files() -> set[str]:
    """The file descriptors of this process."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


class Wrapper:
    """A server's wsgi.file_wrapper."""

    def __init__(self, file: io.RawIOBase, block_size: int) -> None:
        self.file = file
        self.block_size = block_size
        wrappers.append(self)

    def __iter__(self) -> Any:
        return iter(lambda: self.file.read(self.block_size), b"")

    def close(self) -> None:
        self.file.close()


wrappers: list[Wrapper] = []


@WSGI_ALONE
def test_a_whole_file_is_sent_by_the_servers_own_means(site: Any, ten: Path) -> None:
    wrappers.clear()
    before = open_files()
    site.file_wrapper = Wrapper
    assert site.get("/media/ten.bin").body == TEN
    assert site.get("/media/ten.bin", range="bytes=0-").body == TEN
    assert (len(wrappers), open_files()) == (2, before)


@WSGI_ALONE
def test_a_part_is_sent_as_a_part_whatever_the_server_has(site: Any, ten: Path) -> None:
    site.file_wrapper = Wrapper
    assert site.get("/media/ten.bin", range="bytes=2-4").body == b"234"


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"range": "bytes=1-2"},
        {"range": "bytes=99-"},
        {"method": "HEAD"},
        {"method": "POST"},
        {"if_none_match": "*"},
        {"if_match": '"x"'},
    ],
)
def test_no_file_stays_open(site: Any, ten: Path, headers: dict[str, str]) -> None:
    before = open_files()
    site.get("/media/ten.bin", **headers)
    assert open_files() == before


@WSGI_ALONE
def test_a_file_is_closed_when_the_server_refuses_the_headers(site: Any, ten: Path) -> None:
    def start_response(status: str, headers: object, exc_info: object = None) -> Any:
        raise ConnectionError

    before = open_files()
    environ = {"REQUEST_METHOD": "GET", "SCRIPT_NAME": "", "PATH_INFO": "/media/ten.bin"}
    with pytest.raises(ConnectionError):
        site.app(environ, start_response)
    assert open_files() == before


def test_a_large_file_comes_in_blocks(site: Any, write: Callable[..., Path]) -> None:
    content = bytes(range(256)) * 1000
    write(site.media / "large.bin", content)
    assert site.get("/media/large.bin").body == content
    assert site.get("/media/large.bin", range="bytes=1-200000").body == content[1:200001]
