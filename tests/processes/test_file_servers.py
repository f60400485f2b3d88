"""The files of a site under real servers, from the ini of the manual."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kit.environs import make_python_environ
from kit.processes import PATIENCE
from kit.servers import serving
from kit.sites import write_files

LARGE = bytes(range(256)) * 8192  # 2 MiB, more than a socket holds

#: More than client and server hold between them: the server cannot be done before the client reads on.
HUGE = 64 << 20

URLS = """
import os

from django.conf import settings
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path
from twod.wsgi import mount


def send_file(environ, start_response):
    file = open(settings.MEDIA_ROOT + environ["PATH_INFO"], "rb")
    length = os.fstat(file.fileno()).st_size
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(length))])
    if "wsgi.file_wrapper" in environ:
        return environ["wsgi.file_wrapper"](file, 65536)
    return iter(lambda: file.read(65536), b"")


def fail(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "1000000")])
    yield bytes(1000)
    raise ConnectionResetError("another server has gone")


urlpatterns = [
    path("", lambda request: HttpResponse(static("site.css"))),
    mount("embedded/", send_file),
    mount("failing/", fail),
]
"""


#: Each server, with its command line and the path under which it has the site.
SERVERS = {
    "waitress": ("kit.waitress_server site.ini", ""),
    "waitress/shop": ("kit.waitress_server site.ini /shop", "/shop"),
    "gunicorn sync": ("gunicorn --paste site.ini --no-control-socket --bind 127.0.0.1:0", ""),
    "gunicorn gthread": ("gunicorn --paste site.ini --no-control-socket --bind 127.0.0.1:0 --worker-class gthread", ""),
    "Paste": ("kit.paste_server site.ini", ""),
}

#: Those that give an application the path as PEP 3333 wants it, whatever its letters.
SERVERS_OF_ANY_PATH = SERVERS.keys() - {"Paste"}


@pytest.fixture(scope="module", params=sorted(SERVERS_OF_ANY_PATH))
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, manual: Any
) -> Iterator[tuple[str, str, Path]]:
    """Host and port of a server, path under which it has the site, and folder of the site."""
    folder = tmp_path_factory.mktemp("site")
    ini, *_ = manual("docs/how-to/static.rst", "ini")
    files = {"site.ini": ini.text, "secret-key": "a key for tests alone"}
    write_files(folder, files | {"shop/urls.py": URLS, "static/site.css": "body {}", "static/huge.bin": ""})
    (folder / "media").mkdir()
    command, prefix = SERVERS[request.param]
    environ = make_python_environ(folder)
    with serving([sys.executable, "-m", *command.split()], cwd=folder, environ=environ) as (address, _):
        yield urlsplit(address).netloc, prefix, folder


@pytest.fixture
def client(served: tuple[str, str, Path]) -> Iterator[Callable[..., Any]]:
    """A function that requests one URL after another on one connection."""
    host, prefix, _ = served
    connection = HTTPConnection(host, timeout=60)

    def fetch(url: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, prefix + url, headers=sent)
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    yield fetch
    connection.close()


@pytest.fixture
def large(served: tuple[str, str, Path]) -> Path:
    """A file of 2 MiB that came when the server was running already."""
    file = served[2] / "media" / "fotos" / "große.bin"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(LARGE)
    # Long enough ago that its time says whether it is another one.
    os.utime(file, (file.stat().st_mtime - 1000, file.stat().st_mtime - 1000))
    return file


URL = "/media/fotos/gro%C3%9Fe.bin"


def test_a_whole_file_and_then_another_on_one_connection(client: Callable[..., Any], large: Path) -> None:
    for _ in range(2):
        status, headers, body = client(URL)
        assert (status, headers["Content-Length"], body == LARGE) == (200, str(len(LARGE)), True)
    assert client("/static/site.css")[2] == b"body {}"


@pytest.mark.parametrize("part", [(0, 0), (1, 1_000_000), (2_000_000, len(LARGE) - 1), (0, len(LARGE) - 1)])
def test_a_part_has_its_bytes_and_no_more(client: Callable[..., Any], large: Path, part: tuple[int, int]) -> None:
    first, last = part
    status, headers, body = client(URL, Range=f"bytes={first}-{last}")
    assert (status, headers["Content-Range"]) == (206, f"bytes {first}-{last}/{len(LARGE)}")
    assert body == LARGE[first : last + 1]
    assert client(URL, Range="bytes=-3")[2] == LARGE[-3:]


def test_answers_without_the_file_leave_the_connection_in_order(client: Callable[..., Any], large: Path) -> None:
    tag = client(URL, method="HEAD")[1]["ETag"]
    assert client(URL, If_None_Match=tag)[0] == 304
    assert client(URL, Range="bytes=99999999-")[0] == 416
    assert client(URL, method="POST")[0] == 405
    assert client(URL, Range="bytes=0-1", If_Range=tag)[2] == LARGE[:2]
    assert client(URL, Range="bytes=0-1", If_Range='"other"')[2] == LARGE


@pytest.mark.parametrize(
    "url",
    ["/media/%2e%2e/site.ini", "/media/..%2fsite.ini", "/media/fotos", "/media/%FF", "/media/x%00", "/static/%FF"],
)
def test_no_way_out_of_the_folder(client: Callable[..., Any], large: Path, url: str) -> None:
    assert client(url)[0] == 404


def test_django_has_all_else_and_links_to_the_files(client: Callable[..., Any], served: tuple[str, str, Path]) -> None:
    assert client("/")[2].decode() == f"{served[1]}/static/site.css"


class Download:
    """A file that a client has begun to read, on a connection that it keeps for more requests."""

    def __init__(self, host: str, url: str, **headers: str) -> None:
        self.connection = socket.socket()
        # So little that the server waits for the client, whatever its own end holds.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        self.connection.settimeout(PATIENCE)
        name, port = host.split(":")
        self.connection.connect((name, int(port)))
        self.ask(url, **headers)
        self.received = b""
        while b"\r\n\r\n" not in self.received:
            self.received += self.connection.recv(1000)
        self.head, _, self.received = self.received.partition(b"\r\n\r\n")

    def ask(self, url: str, **headers: str) -> None:
        """Send a request, behind whatever comes of the ones before."""
        lines = [f"GET {url} HTTP/1.1", "Host: 127.0.0.1", *(f"{name}: {value}" for name, value in headers.items())]
        self.connection.sendall("\r\n".join([*lines, "", ""]).encode())

    def read_on(self) -> bytes:
        """Return all that comes until the server closes the connection."""
        blocks = [self.received]
        with suppress(ConnectionError):
            while block := self.connection.recv(1 << 20):
                blocks.append(block)
        return b"".join(blocks)

    def close(self) -> None:
        self.connection.close()


HUGE_DOWNLOADS: list[tuple[str, dict[str, str]]] = [
    ("/media/huge.bin", {}),
    ("/media/huge.bin", {"Range": "bytes=1-"}),
    ("/static/huge.bin", {}),
    ("/embedded/huge.bin", {}),
]


@pytest.fixture(params=HUGE_DOWNLOADS, ids=lambda param: " ".join([param[0], *param[1].values()]))
def begun(request: pytest.FixtureRequest, served: tuple[str, str, Path]) -> Iterator[tuple[Download, Path]]:
    """The download of a huge file that has begun, and the file."""
    host, prefix, folder = served
    url, headers = request.param
    file = folder / ("static" if "static" in url else "media") / "huge.bin"
    with file.open("wb") as made:
        made.truncate(HUGE)
    with closing(Download(host, prefix + url, **headers)) as download:
        yield download, file


@pytest.mark.parametrize("served", SERVERS, indirect=True)
@pytest.mark.parametrize("size", [0, 1 << 20])
def test_no_other_answer_comes_in_the_place_of_what_is_missing(begun: tuple[Download, Path], size: int) -> None:
    download, file = begun
    assert download.head.split()[1] in (b"200", b"206")
    os.truncate(file, size)
    with suppress(ConnectionError):
        download.ask("/static/site.css")
    received = download.read_on()
    assert len(received) < HUGE - 1
    assert received.strip(b"\0") == b""


@pytest.mark.slow
@pytest.mark.parametrize("served", SERVERS, indirect=True)
def test_the_next_answer_comes_behind_a_file_that_grew(begun: tuple[Download, Path]) -> None:
    download, file = begun
    promised = HUGE - (b" 206 " in download.head)
    os.truncate(file, HUGE + (1 << 20))
    download.ask("/static/site.css", Connection="close")
    received = download.read_on()
    assert received[:promised].strip(b"\0") == b""
    assert received[promised:][:7] in (b"", b"HTTP/1.")  # gunicorn's sync worker closes after each answer


@pytest.mark.parametrize("served", SERVERS, indirect=True)
def test_no_other_answer_comes_behind_an_application_that_fails(served: tuple[str, str, Path]) -> None:
    host, prefix, _ = served
    with closing(Download(host, f"{prefix}/failing/")) as download:
        with suppress(ConnectionError):
            download.ask("/static/site.css")
        assert download.read_on() == bytes(1000)
