"""Each server treats the answers of an application, and the requests of a client, alike."""

from __future__ import annotations

import json
import socket
from http.client import HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import httpx
import pytest

SITE = Path(__file__).parent / "site"

if TYPE_CHECKING:
    from collections.abc import Iterator

BODY = b"0123456789"
LENGTH = "Content-Length"


class Connection:
    """A connection on which requests go out as they are written."""

    def __init__(self, url: str) -> None:
        host, _, port = url.removeprefix("http://").partition(":")
        self._host = host
        self._socket = socket.create_connection((host, int(port)), timeout=30)

    def ask(self, target: str, *lines: bytes, method: str = "GET") -> tuple[HTTPResponse, bytes]:
        head = [f"{method} {target} HTTP/1.1".encode("latin-1"), b"Host: " + self._host.encode(), *lines, b"", b""]
        self._socket.sendall(b"\r\n".join(head))
        answer = HTTPResponse(self._socket, method=method)
        answer.begin()
        return answer, answer.read()

    def assert_is_next(self) -> None:
        """Check that what comes next is the next answer, or nothing at all: waitress closes after most answers."""
        try:
            answer, _ = self.ask("/telling/")
        except ConnectionError:
            return
        assert (answer.status, answer.headers["Content-Type"]) == (200, "application/json")

    def close(self) -> None:
        self._socket.close()


@pytest.fixture
def connection(every_site: Any) -> Iterator[Connection]:
    connection = Connection(every_site.url)
    yield connection
    connection.close()


def say(status: str, *headers: tuple[str, str]) -> str:
    return f"/saying/?{quote(json.dumps([status, headers]))}"


GOOD = {
    "plain": ("200 OK", (LENGTH, "10")),
    "no-length": ("200 OK",),
    "blanks": ("200 OK", (LENGTH, " 10\t")),
    "zeros": ("200 OK", (LENGTH, "0010")),
    "list": ("200 OK", (LENGTH, "10, 10")),
    "twice": ("200 OK", (LENGTH, "10"), ("content-length", "010")),
    "no-reason": ("200", (LENGTH, "10")),
    "connection": ("200 OK", (LENGTH, "10"), ("CONNECTION", "x-gone"), ("keep-alive", "timeout=4711")),
    "transfer-encoding": ("200 OK", (LENGTH, "10"), ("tRANSFER-eNCODING", "gzip, chunked")),
    "upgrade": ("200 OK", ("Upgrade", "h2c"), ("Trailer", "X-A"), ("TE", "gzip"), ("Proxy-Connection", "close")),
}


@pytest.mark.parametrize("said", GOOD.values(), ids=GOOD)
def test_what_means_the_same_leaves_the_same(connection: Connection, said: Any) -> None:
    answer, body = connection.ask(say(*said))
    assert (answer.status, body) == (200, BODY)
    assert answer.headers.get_all(LENGTH) in ([["10"]] if len(said) > 1 and said[1][0] == LENGTH else [["10"], None])
    assert "x-gone" not in answer.headers.get("Connection", "")
    assert "4711" not in answer.headers.get("Keep-Alive", "")
    assert "gzip" not in answer.headers.get("Transfer-Encoding", "")
    assert not {"Upgrade", "Trailer", "TE", "Proxy-Connection"} & set(answer.headers.keys())
    connection.assert_is_next()


BAD = {
    "sign": ("200 OK", (LENGTH, "+10")),
    "negative": ("200 OK", (LENGTH, "-10")),
    "empty": ("200 OK", (LENGTH, "")),
    "two-in-one": ("200 OK", (LENGTH, "10, 11")),
    "two": ("200 OK", (LENGTH, "10"), (LENGTH, "11")),
    "many-digits": ("200 OK", (LENGTH, "9" * 3000)),
    "too-short": ("200 OK", (LENGTH, "9")),
    "too-long": ("200 OK", (LENGTH, "11")),
    "blank-behind-a-name": ("200 OK", ("Transfer-Encoding ", "chunked")),
    "99": ("99 Low",),
    "101": ("101 Switching Protocols",),
    "103": ("103 Early Hints",),
    "600": ("600 High",),
    "999": ("999 Request denied",),
    "1000": ("1000 Many",),
    "line-break": ("200 OK\r\nX-Forged: 1",),
    "not-latin-1": ("200 OK", ("X-A", "\u65e5\u672c")),
}


@pytest.mark.parametrize("said", BAD.values(), ids=BAD)
def test_what_no_client_can_read_is_a_500(connection: Connection, said: Any) -> None:
    answer, body = connection.ask(say(*said))
    assert answer.status == 500
    assert "X-Forged" not in answer.headers
    assert BODY not in body
    connection.assert_is_next()


@pytest.mark.parametrize("status", ["204 No Content", "205 Reset Content", "304 Not Modified"])
def test_a_body_that_cannot_be_is_not_waited_for(connection: Connection, status: str) -> None:
    answer, body = connection.ask(say(status, (LENGTH, "10")))
    assert (answer.status, body) == (int(status[:3]), b"")
    connection.assert_is_next()


def test_head_has_the_length_and_no_body(connection: Connection) -> None:
    answer, body = connection.ask(say("200 OK", (LENGTH, "010")), method="HEAD")
    assert (answer.status, answer.headers.get_all(LENGTH), body) == (200, ["10"], b"")
    connection.assert_is_next()


def test_a_file_that_is_shorter_than_promised_is_never_filled_up_by_the_next_answer(every_site: Any) -> None:
    length = len((SITE / "embedding_site" / "plain.py").read_bytes())
    with every_site.connect(signed_in=False) as browser:
        assert len(browser.get(f"/sending/?{length}").content) == length
        try:
            answer = browser.get(f"/sending/?{length + 1}")
        except httpx.RemoteProtocolError:
            return
    # waitress looks at the file before, and promises no more than there is.
    assert (answer.headers[LENGTH], len(answer.content)) == (str(length), length)


FORGED = [
    b"REMOTE_USER",
    b"Remote-User",
    b"remote_user",
    b"HTTP_REMOTE_USER",
    b"HTTP-Remote-User",
    b"X-Remote-User",
    b"Remote.User",
    b"Redirect-Remote-User",
    b"AUTH_TYPE",
    b"Auth-Type",
    b"Authorization",
    b"Proxy-Authorization",
]


@pytest.mark.parametrize("name", ["", "zo\xeb"], ids=["anonymous", "signed-in"])
@pytest.mark.parametrize("headers", [*([header] for header in FORGED), FORGED], ids=[*map(bytes.decode, FORGED), "all"])
def test_nobody_is_another_by_a_header(every_site: Any, headers: list[bytes], name: str) -> None:
    with every_site.connect(signed_in=bool(name), **({"name": name} if name else {})) as browser:
        told = browser.get("/telling/", headers=[(header, b"mallory") for header in headers]).json()
    assert told["REMOTE_USER"] == (name.encode().decode("latin-1") or None)
    assert told["AUTH_TYPE"] == ("Django" if name else None)


ODD = [b"Remote-User : mallory", b" Remote-User: mallory", b"X: 1\r\n Remote-User: mallory", b"Remote\tUser: mallory"]


@pytest.mark.parametrize("line", ODD)
def test_a_header_that_is_none_is_refused_or_nobody_s_name(connection: Connection, line: bytes) -> None:
    answer, body = connection.ask("/telling/", line)
    assert answer.status == 400 or json.loads(body)["REMOTE_USER"] is None


@pytest.mark.parametrize(
    ("target", "path_info"),
    [
        ("/telling/../users/", "/../users/"),
        ("/telling/%2e%2e/users/", "/../users/"),
        ("/telling/%252e%252e/users/", "/%2e%2e/users/"),
        ("/telling//a", "//a"),
        ("/telling/%FF", "/\xff"),
        ("/%74elling/a", "/a"),
        ("/x/../telling/a", None),
        ("/TELLING/a", None),
        ("/telling;x/a", None),
    ],
)
def test_the_boundary_of_a_mount_is_the_path_itself(connection: Connection, target: str, path_info: str | None) -> None:
    answer, body = connection.ask(target)
    if path_info is None:
        assert answer.status in {400, 404}
    else:
        told = json.loads(body)
        assert (told["SCRIPT_NAME"], told["PATH_INFO"]) == ("/telling", path_info)
