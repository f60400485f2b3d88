"""The files of a site under real servers, from the ini of the manual."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from kit.environs import make_python_environ
from kit.servers import serving
from kit.sites import write_files

LARGE = bytes(range(256)) * 8192  # 2 MiB, more than a socket holds

URLS = """
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse(static("site.css")))]
"""


#: Each server, with the beginning of its command line; and the path under which it has the site.
SERVERS = {
    "waitress": ("kit.waitress_server site.ini", ""),
    "waitress/shop": ("kit.waitress_server site.ini /shop", "/shop"),
    "gunicorn sync": ("gunicorn --paste site.ini --no-control-socket --bind 127.0.0.1:0", ""),
    "gunicorn gthread": ("gunicorn --paste site.ini --no-control-socket --bind 127.0.0.1:0 --worker-class gthread", ""),
}


@pytest.fixture(scope="module", params=SERVERS)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, manual: Any
) -> Iterator[tuple[str, str, Path]]:
    """Host and port of a server, path under which it has the site, and folder of the site."""
    folder = tmp_path_factory.mktemp("site")
    (ini,) = manual("docs/static.rst", "ini")
    files = {"site.ini": ini.text, "secret-key": "a key for tests alone"}
    write_files(folder, files | {"shop/urls.py": URLS, "static/site.css": "body {}"})
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
