"""The files of a site under real servers, from the ini of the manual."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import textwrap
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MANUAL = Path(__file__).parents[3] / "docs" / "static.rst"

LARGE = bytes(range(256)) * 8192  # 2 MiB, more than a socket holds

WAITRESS = """
import socket, sys
from paste.deploy import loadapp
from waitress import serve
listener = socket.socket(fileno=int(sys.argv[2]))
serve(loadapp("config:" + sys.argv[1]), sockets=[listener], url_prefix=sys.argv[3])
"""

URLS = """
from django.http import HttpResponse
from django.templatetags.static import static
from django.urls import path
urlpatterns = [path("", lambda request: HttpResponse(static("site.css")))]
"""


def read_ini() -> str:
    """Return the ini that the manual shows."""
    block = MANUAL.read_text(encoding="utf-8").partition(".. code-block:: ini\n")[2]
    lines = block.splitlines()
    end = next(number for number, line in enumerate(lines) if line and not line.startswith(" "))
    return textwrap.dedent("\n".join(lines[:end]))


def command_of(server: str, ini: Path, descriptor: int) -> list[str]:
    if server.startswith("waitress"):
        return [sys.executable, "-c", WAITRESS, str(ini), str(descriptor), server.removeprefix("waitress")]
    worker = server.removeprefix("gunicorn ")
    options = ["--paste", str(ini), "--bind", f"fd://{descriptor}", "--worker-class", worker, "--log-level", "error"]
    return [sys.executable, "-m", "gunicorn", *options]


@contextmanager
def run_server(server: str, folder: Path) -> Iterator[int]:
    """Serve the ini of a folder; yield the port, on which connections wait until the server takes them."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        process = subprocess.Popen(
            command_of(server, folder / "site.ini", listener.fileno()),
            cwd=folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(folder), *filter(None, sys.path)])},
            pass_fds=[listener.fileno()],
        )
        try:
            yield listener.getsockname()[1]
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


@pytest.fixture(scope="module", params=["waitress", "waitress/shop", "gunicorn sync", "gunicorn gthread"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, str, Path]]:
    """Port of a server, path under which it has the site, and folder of the site."""
    folder = tmp_path_factory.mktemp("site")
    for name in ("media", "static", "shop"):
        (folder / name).mkdir()
    (folder / "site.ini").write_text(read_ini())
    (folder / "secret-key").write_text("a key for tests alone")
    (folder / "shop" / "urls.py").write_text(URLS)
    (folder / "static" / "site.css").write_bytes(b"body {}")
    with run_server(request.param, folder) as port:
        yield port, request.param.partition("/")[2] and "/shop", folder


@pytest.fixture
def client(served: tuple[int, str, Path]) -> Iterator[Callable[..., Any]]:
    """A function that requests one URL after another on one connection."""
    port, prefix, _ = served
    connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def fetch(url: str, method: str = "GET", **headers: str) -> tuple[int, Any, bytes]:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, prefix + url, headers=sent)
        response = connection.getresponse()
        return response.status, response.headers, response.read()

    yield fetch
    connection.close()


@pytest.fixture
def large(served: tuple[int, str, Path], write: Callable[..., Path]) -> Path:
    """A file of 2 MiB that came when the server was running already."""
    return write(served[2] / "media" / "fotos" / "große.bin", LARGE)


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


def test_django_has_all_else_and_links_to_the_files(client: Callable[..., Any], served: tuple[int, str, Path]) -> None:
    assert client("/")[2].decode() == f"{served[1]}/static/site.css"
