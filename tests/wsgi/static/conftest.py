"""A site with static and media files, asked as servers ask: by WSGI, watched by wsgiref.validate, and by ASGI."""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote_to_bytes
from wsgiref.headers import Headers
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.test import override_settings
from django.urls import path

from fidelity_kit.server import Connection
from twod.wsgi import DjangoApplication, add_media_to_app
from twod.wsgi.static import make_finders
from twod.wsgi.static.asgi_sending import FilesBeforeASGI

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.conf import UserSettingsHolder


@dataclass
class Answer:
    """What a client gets."""

    status: int
    headers: Headers
    body: bytes


@dataclass
class Site:
    """A Django application whose one page says ``Django``, behind its files."""

    media: Path
    static: Path
    app: Any
    is_asgi: bool = False
    file_wrapper: Any = None
    environ: dict[str, Any] = field(default_factory=dict)

    def get(self, url: str, *, method: str = "GET", script_name: str = "", **headers: str) -> Answer:
        """Request a URL as it stands on the wire; ``if_range="x"`` is a header."""
        if self.is_asgi:
            return self.get_by_asgi(url, method, script_name, headers)
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": script_name,
            "PATH_INFO": unquote_to_bytes(url).decode("latin-1"),
            "QUERY_STRING": "",
            **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
            **self.environ,
        }
        if self.file_wrapper is not None:
            environ["wsgi.file_wrapper"] = self.file_wrapper
        setup_testing_defaults(environ)
        started: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Any:
            started.append((status, headers))
            return NotImplemented

        parts = validator(self.app)(environ, start_response)
        try:
            body = b"".join(parts)
        finally:
            parts.close()  # type: ignore[attr-defined]
        ((status, sent),) = started
        return Answer(int(status.split()[0]), Headers(sent), body)

    def get_by_asgi(self, url: str, method: str, script_name: str, headers: dict[str, str]) -> Answer:
        sent = [
            (name.replace("_", "-").encode(), value.encode("latin-1", "replace")) for name, value in headers.items()
        ]
        connection = Connection(method, f"{quote(script_name)}{url}", b"", sent, {"root_path": script_name})
        asyncio.run(self.app(connection.scope, connection.receive, connection.send))
        start, *rest = connection.sent
        assert [message["type"] for message in rest] == ["http.response.body"] * len(rest)
        assert [message.get("more_body", False) for message in rest] == [True] * (len(rest) - 1) + [False]
        got = Headers([(name.decode(), value.decode("latin-1")) for name, value in start["headers"]])
        return Answer(start["status"], got, b"".join(connection.blocks))


def write(file: Path, content: bytes = b"", *, age: float = 3600) -> Path:
    """Write a file that was last changed `age` seconds ago, long enough for its state to be beyond doubt."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    os.utime(file, (time.time() - age, time.time() - age))
    return file


@pytest.fixture(name="write")
def write_fixture() -> Any:
    return write


def make_urls() -> ModuleType:
    urls = ModuleType("urls")
    urls.urlpatterns = [path("", lambda request: HttpResponse("Django"))]  # type: ignore[attr-defined]
    return urls


@pytest.fixture(params=[False, True], ids=["wsgi", "asgi"])
def is_asgi(request: pytest.FixtureRequest) -> bool:
    """Whether the site is asked by ASGI; tests of the way to a WSGI server turn it off."""
    return bool(request.param)


def make_application(*, is_asgi: bool, media_sandbox: bool) -> Any:
    if is_asgi:
        return FilesBeforeASGI(ASGIHandler(), make_finders(media_sandbox=media_sandbox))
    return add_media_to_app(DjangoApplication(), media_sandbox=media_sandbox)


@pytest.fixture
def make_site(tmp_path: Path, django_settings: UserSettingsHolder, is_asgi: bool) -> Iterator[Any]:
    """Return a function that makes a site with the settings given to it, DEBUG off."""
    media, static = tmp_path / "media", tmp_path / "static"
    static.mkdir()
    django_settings.ROOT_URLCONF = make_urls()
    with ExitStack() as stack:

        def make(*, media_sandbox: bool = True, **settings: Any) -> Site:
            chosen: dict[str, Any] = {
                "MEDIA_ROOT": str(media),
                "MEDIA_URL": "/media/",
                "STATIC_ROOT": str(static),
                "STATIC_URL": "/static/",
                "STORAGES": {
                    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
                    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
                },
                **settings,
            }
            stack.enter_context(override_settings(**chosen))
            app = make_application(is_asgi=is_asgi, media_sandbox=media_sandbox)
            return Site(media, static, app, is_asgi)

        yield make


@pytest.fixture
def site(make_site: Any) -> Site:
    made: Site = make_site()
    return made


@pytest.fixture
def ten(site: Site) -> Path:
    """A file of ten bytes, 0123456789, at /media/ten.bin."""
    return write(site.media / "ten.bin", b"0123456789")
