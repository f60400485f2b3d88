"""Media files for those alone who have a permission of Django."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.urls import path, reverse

from fidelity_kit.server import Answer, Connection, make_environ, serve
from twod.inifile.send_file_options import Root, SendFileOptions
from twod.wsgi import DjangoApplication
from twod.wsgi.asgi.django_asgi import DjangoASGIApplication
from twod.wsgi.embedding import is_signed_in
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.front_server import FrontServer
from twod.wsgi.loading import load_application, load_asgi_application
from twod.wsgi.protected_media import ProtectedMedia, ProtectedMediaASGI, load_permission
from twod.wsgi.serving.sendfile import SendFileFilter
from twod.wsgi.static.media import make_media_finder

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder


class User:
    """As much of a Django user as a permission needs."""

    def __init__(self, name: str, *permissions: str) -> None:
        self.name = name
        self.is_authenticated = bool(name)
        self._permissions = permissions

    def get_username(self) -> str:
        return self.name

    def has_perm(self, permission: str) -> bool:
        return permission in self._permissions


USERS = {"": User(""), "ann": User("ann"), "eve": User("eve", "shop.view_invoice")}


def sign_in(get_response: Any) -> Any:
    def middleware(request: Any) -> Any:
        request.user = USERS[request.GET.get("as", "")]
        return get_response(request)

    return middleware


def list_view(request: Any) -> HttpResponse:
    return HttpResponse(f"page {reverse('page')} {request.resolver_match.url_name}")


@pytest.fixture
def media(tmp_path: Path, django_settings: UserSettingsHolder, monkeypatch: pytest.MonkeyPatch) -> Path:
    urls = ModuleType("urls_of_protected_media")
    vars(urls)["urlpatterns"] = [path("page/", list_view, name="page"), path("media/<name>", list_view, name="other")]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    django_settings.ROOT_URLCONF = urls.__name__
    django_settings.MIDDLEWARE = [f"{__name__}.sign_in", "django.middleware.csrf.CsrfViewMiddleware"]
    django_settings.MEDIA_ROOT = str(tmp_path)
    django_settings.MEDIA_URL = "media/"
    (tmp_path / "digits.txt").write_bytes(b"0123456789")
    return tmp_path


def protect(permission: Any = "shop.view_invoice") -> ProtectedMedia:
    finder = make_media_finder()
    assert finder is not None
    return ProtectedMedia(DjangoApplication(), finder, permission)


def ask(application: Any, url: str, method: str = "GET", **environ: Any) -> Answer:
    got = serve(application, make_environ(method, url, **environ))
    assert got.error is None
    return got


@pytest.mark.usefixtures("media")
def test_the_files_are_for_those_with_the_permission() -> None:
    application = protect()
    got = ask(application, "/media/digits.txt?as=eve")
    assert (got.code, got.body) == (200, b"0123456789")
    assert got.get("Cache-Control") == ["private, no-cache"]
    assert got.get("Vary") == ["Cookie"]
    assert got.get("X-Content-Type-Options") == ["nosniff"]
    assert ask(application, "/media/digits.txt?as=ann").code == 403


@pytest.mark.usefixtures("media")
def test_a_stranger_does_not_learn_which_files_there_are() -> None:
    application = protect()
    for url in ("/media/digits.txt?as=ann", "/media/none.txt?as=ann", "/media/../etc/passwd?as=ann", "/media/?as=ann"):
        assert ask(application, url).code == 403
    assert ask(application, "/media/none.txt?as=eve").code == 404
    assert ask(application, "/media/.hidden?as=eve").code == 404


@pytest.mark.usefixtures("media")
def test_a_function_decides_as_well() -> None:
    assert ask(protect(is_signed_in), "/media/digits.txt?as=ann").code == 200
    assert ask(protect(lambda request: "digits" in request.path), "/media/digits.txt").code == 200


@pytest.mark.usefixtures("media")
def test_all_else_goes_to_the_urlconf() -> None:
    assert ask(protect(), "/page/").body == b"page /page/ page"
    assert ask(protect(), "/mediax/?as=eve").code == 404


@pytest.mark.usefixtures("media")
def test_ranges_and_conditions_hold_for_them_too() -> None:
    application = protect()
    got = ask(application, "/media/digits.txt?as=eve", HTTP_RANGE="bytes=2-4")
    assert (got.code, got.body) == (206, b"234")
    (etag,) = ask(application, "/media/digits.txt?as=eve").get("ETag")
    got = ask(application, "/media/digits.txt?as=eve", HTTP_IF_NONE_MATCH=etag)
    assert (got.code, got.body, got.get("Cache-Control")) == (304, b"", ["private, no-cache"])
    assert ask(application, "/media/digits.txt?as=eve", "HEAD").body == b""
    assert ask(application, "/media/digits.txt?as=eve", "POST").code == 405


@pytest.mark.usefixtures("media")
def test_a_client_cannot_name_a_view() -> None:
    assert ask(protect(), "/page/", HTTP_TWOD_WSGI_VIEW="x").body == b"page /page/ page"


def test_the_server_in_front_sends_them(media: Path) -> None:
    front = FrontServer(SendFileOptions("x-accel", (Root(str(media), "/-/media/"),)))
    application = SendFileFilter(protect(), front)
    for method in ("GET", "HEAD"):
        got = ask(application, "/media/digits.txt?as=eve", method, HTTP_RANGE="bytes=2-4", HTTP_IF_MATCH='"x"')
        assert (got.code, got.body) == (200, b"")
        assert got.get("X-Accel-Redirect") == ["/-/media/digits.txt"]
        assert got.get("Cache-Control") == ["private, no-cache"]
        assert got.get("Vary") == ["Cookie"]
        assert got.get("ETag") == []
    assert ask(application, "/media/digits.txt?as=ann").get("X-Accel-Redirect") == []


@pytest.mark.usefixtures("media")
def test_it_is_the_same_by_asgi() -> None:
    finder = make_media_finder()
    assert finder is not None
    application = ProtectedMediaASGI(DjangoASGIApplication(), finder, "shop.view_invoice")

    def fetch(path: str, query: bytes = b"") -> tuple[int, bytes]:
        async def run() -> Connection:
            connection = Connection("GET", path, b"", (), {"query_string": query})
            await application(connection.scope, connection.receive, connection.send)
            return connection

        got = asyncio.run(run())
        return got.sent[0]["status"], b"".join(got.blocks)

    assert fetch("/media/digits.txt", b"as=eve") == (200, b"0123456789")
    assert fetch("/media/digits.txt", b"as=ann")[0] == 403
    assert fetch("/page/") == (200, b"page /page/ page")


def test_a_permission_has_no_colon_and_a_function_one() -> None:
    assert load_permission("shop.view_invoice") == "shop.view_invoice"
    assert load_permission("twod.wsgi.embedding:is_signed_in") is is_signed_in
    with pytest.raises(AttributeError):
        load_permission("twod.wsgi.embedding:is_nobody")


INI = """\
[composite:main]
use = egg:twod.wsgi#full_django
django_app = django
media_permission = {permission}

[app:django]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
ROOT_URLCONF = urls_of_protected_media
ALLOWED_HOSTS = *
{media}
"""
MEDIA = "MEDIA_ROOT = %(here)s\nMEDIA_URL = media/"


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize(
    ("permission", "more", "told"),
    [
        ("shop.view_invoice", "", "there are no media files to protect; set MEDIA_ROOT, and MEDIA_URL to a path"),
        ("twod.wsgi.embedding:is_nobody", MEDIA, "is_nobody"),
        (
            "nobody",
            MEDIA,
            "expected a permission such as shop.view_invoice, or a function such as twod.wsgi.embedding:is_signed_in",
        ),
    ],
)
def test_a_mistake_in_the_ini_is_told_before_the_site_serves(
    tmp_path: Path, permission: str, more: str, told: str
) -> None:
    (tmp_path / "x.ini").write_text(INI.format(permission=permission, media=more), encoding="utf-8")
    with pytest.raises(ConfigurationError) as raised:
        load_application(tmp_path / "x.ini")
    (problem,) = raised.value.problems
    assert problem.name == "media_permission"
    assert told in problem.message


@pytest.mark.usefixtures("_unconfigured")
def test_the_option_of_the_ini_protects_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, manual: Any) -> None:
    urls = ModuleType("urls_of_protected_media")
    vars(urls)["urlpatterns"] = [path("page/", list_view, name="page")]
    monkeypatch.setitem(sys.modules, urls.__name__, urls)
    (tmp_path / "digits.txt").write_bytes(b"0123456789")
    composite = manual("docs/how-to/uploads.rst", "ini")[-1].text
    _, app, text = INI.format(permission="", media=MEDIA).partition("[app:django]")
    (tmp_path / "x.ini").write_text(f"{composite}\n{app}{text}", encoding="utf-8")
    application = load_application(tmp_path / "x.ini")
    # Without sessions and authentication, nobody is anybody.
    assert ask(application, "/media/digits.txt").code == 403
    assert ask(application, "/page/").code == 200
    assert load_asgi_application(tmp_path / "x.ini") is not None
