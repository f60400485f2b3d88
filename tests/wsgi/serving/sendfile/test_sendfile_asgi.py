"""Files that an ASGI application answers with, left to the server in front."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.http import FileResponse, HttpResponse
from django.urls import path

from fidelity_kit.server import Connection
from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi import mount
from twod.wsgi.asgi.django_asgi import DjangoASGIApplication
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontServer
from twod.wsgi.serving.logs.request_ids import RequestIdASGI
from twod.wsgi.serving.sendfile import SendFileASGI, make_asgi_send_file_filter
from twod.wsgi.static import make_finders
from twod.wsgi.static.asgi_sending import FilesBeforeASGI

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

ORDER = (b"x-accel-redirect", b"/-/media/a.txt")


class Sites:
    """The views of a site, and what they have opened."""

    def __init__(self, media: Path) -> None:
        self.media = media
        self.opened: list[Any] = []

    def open(self, name: str) -> Any:
        self.opened.append((self.media / name).open("rb"))
        return self.opened[-1]

    def download(self, request: Any, name: str) -> FileResponse:
        return FileResponse(self.open(name), status=int(request.GET.get("status", 200)))

    async def download_later(self, _request: Any, name: str) -> FileResponse:
        return FileResponse(self.open(name))

    def order(self, _request: Any) -> HttpResponse:
        return HttpResponse("a page", headers={"X-Accel-Redirect": "/-/media/a.txt"})

    def embedded(self, environ: Any, start_response: Any) -> Any:
        file = self.open(environ["PATH_INFO"].lstrip("/"))
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "10")])
        return environ["wsgi.file_wrapper"](file)


@pytest.fixture
def sites(tmp_path: Path, django_settings: UserSettingsHolder, monkeypatch: pytest.MonkeyPatch) -> Sites:
    (tmp_path / "media").mkdir()
    sites = Sites(tmp_path / "media")
    for name in ("media/a.txt", "other.txt"):
        (tmp_path / name).write_bytes(b"0123456789")
    # Django keeps what it has found in a module of a name.
    urls = ModuleType(f"urls_of_{tmp_path.name}")
    vars(urls)["urlpatterns"] = [
        path("sync/<path:name>", sites.download),
        path("async/<path:name>", sites.download_later),
        path("order", sites.order),
        mount("wsgi/", sites.embedded, user=False),
    ]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    django_settings.ROOT_URLCONF = urls.__name__
    django_settings.MEDIA_ROOT = str(sites.media)
    django_settings.MEDIA_URL = "media/"
    return sites


def make_site(sites: Sites, *, trusted: bool = False, kind: str = "x-accel") -> SendFileASGI:
    root = Root(str(sites.media), "/-/media/" if kind == "x-accel" else "")
    front = FrontServer(SendFileOptions(kind, (root,), trusted=trusted))
    inner = FilesBeforeASGI(DjangoASGIApplication(), make_finders())
    return SendFileASGI(RequestIdASGI(inner), front)


def ask(application: Any, url: str, method: str = "GET", *headers: tuple[bytes, bytes]) -> Connection:
    path, _, query = url.partition("?")

    async def run() -> Connection:
        connection = Connection(method, path, b"", headers, {"query_string": query.encode()})
        await application(connection.scope, connection.receive, connection.send)
        return connection

    return asyncio.run(run())


def read_headers(connection: Connection) -> dict[bytes, bytes]:
    return dict(connection.sent[0]["headers"])


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("url", ["/sync/a.txt", "/async/a.txt", "/wsgi/a.txt", "/media/a.txt"])
def test_a_file_below_a_root_is_an_order_and_no_byte(sites: Sites, url: str, method: str) -> None:
    got = ask(make_site(sites), url, method, (b"range", b"bytes=1-2"), (b"if-match", b'"x"'))
    assert (got.sent[0]["status"], got.blocks) == (200, [])
    headers = read_headers(got)
    assert ORDER in headers.items()
    assert headers[b"content-length"] == b"0"
    assert headers[b"content-type"].startswith(b"text/plain")
    assert b"x-request-id" in headers
    assert not {b"etag", b"last-modified", b"accept-ranges"} & headers.keys()
    assert all(file.closed for file in sites.opened)


def test_for_x_sendfile_a_file_has_a_tag(sites: Sites) -> None:
    headers = read_headers(ask(make_site(sites, kind="x-sendfile"), "/media/a.txt"))
    assert headers[b"x-sendfile"] == f"{sites.media}/a.txt".encode()
    assert b"etag" in headers


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators")
@pytest.mark.parametrize("url", ["/sync/../other.txt", "/sync/a.txt?status=201", "/wsgi/../other.txt"])
def test_what_the_front_cannot_send_is_read(sites: Sites, url: str) -> None:
    got = ask(make_site(sites), url)
    assert b"".join(got.blocks) == b"0123456789"
    assert b"x-accel-redirect" not in read_headers(got)
    assert all(file.closed for file in sites.opened)


def test_an_order_from_inside_is_dropped(sites: Sites, caplog: pytest.LogCaptureFixture) -> None:
    got = ask(make_site(sites), "/order")
    assert got.blocks == [b"a page"]
    assert b"x-accel-redirect" not in read_headers(got)
    assert "Removed the header" in caplog.text
    assert ORDER in read_headers(ask(make_site(sites, trusted=True), "/order")).items()


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume synchronous iterators")
def test_the_conditions_of_another_method_are_not_for_the_front(sites: Sites) -> None:
    assert ORDER in read_headers(ask(make_site(sites), "/sync/a.txt", "POST")).items()
    got = ask(make_site(sites), "/sync/a.txt", "POST", (b"Range", b"bytes=1-2"))
    assert b"x-accel-redirect" not in read_headers(got)


def test_all_else_passes(sites: Sites) -> None:
    seen: list[Any] = []

    async def application(scope: Any, _receive: Any, _send: Any) -> None:
        seen.append(scope)

    made = make_asgi_send_file_filter(application, {}, kind="x-accel", roots="/srv/media ; /-/media/")
    scope = {"type": "websocket", "path": "/"}
    asyncio.run(made(scope, None, None))  # type: ignore[arg-type]
    assert seen == [scope]
    assert FRONT_SERVER_KEY not in scope
