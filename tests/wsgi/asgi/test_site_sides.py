"""A whole site by ASGI: Django of an ini, its files and its WebSockets."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twod.wsgi import load_asgi_application
from twod.wsgi.asgi.site_sides import make_asgi_full_django
from twod.wsgi.exc import ConfigurationError

pytestmark = pytest.mark.usefixtures("_unconfigured")

SITE = """
    from django.http import HttpResponse
    from django.urls import path, reverse

    async def socket(scope, receive, send):
        await send({"type": "websocket.accept"})

    def home(request):
        return HttpResponse(reverse("home"))

    urlpatterns = [path("", home, name="home")]
"""
INI = """\
[composite:main]
use = egg:twod.wsgi#full_django
django_app = django
websocket = asgi_site_of_test:socket

[app:django]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
ROOT_URLCONF = asgi_site_of_test
ALLOWED_HOSTS = example.com
MEDIA_ROOT = %(here)s
MEDIA_URL = media/
"""
PREFIXED = """
[pipeline:prefixed]
pipeline = prefix main

[filter:prefix]
use = egg:PasteDeploy#prefix
prefix = /shop
"""


@pytest.fixture
def make_ini(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Callable[[str], Path]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "asgi_site_of_test", raising=False)
    write("asgi_site_of_test.py", SITE)
    write("page.html", "<p>")
    return lambda text: write("site.ini", text)


def test_the_site_has_its_pages_files_and_websockets(make_ini: Any, ask: Any, converse: Any) -> None:
    application = load_asgi_application(make_ini(INI))
    assert ask(application).blocks == [b"/"]
    file = ask(application, "/media/page.html")
    assert (file.blocks, file.get(b"content-security-policy")) == ([b"<p>"], [b"sandbox"])
    assert converse(application, "websocket") == [{"type": "websocket.accept"}]
    assert len(converse(application, "lifespan", "lifespan.startup", "lifespan.shutdown")) == 2


def test_below_a_prefix_links_and_files_are_there_too(make_ini: Any, ask: Any) -> None:
    application = load_asgi_application(f"{make_ini(INI + PREFIXED)}#prefixed")
    for path in ("/shop/", "/"):
        assert ask(application, path).blocks == [b"/shop/"]
    assert ask(application, "/shop/media/page.html").blocks == [b"<p>"]


def test_scripts_in_media_files_run_if_the_ini_says_so(make_ini: Any, ask: Any) -> None:
    ini = make_ini(INI.replace("websocket", "media_sandbox = false\nwebsocket"))
    assert ask(load_asgi_application(ini), "/media/page.html").get(b"content-security-policy") == []


def test_the_section_of_django_alone_is_a_site_without_files(make_ini: Any, ask: Any, converse: Any) -> None:
    application = load_asgi_application(f"{make_ini(INI)}#django")
    assert ask(application, "/media/page.html").sent[0]["status"] == 404
    assert converse(application, "websocket", "websocket.connect") == [{"type": "websocket.close"}]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("asgi_site_of_test:socket", "asgi_site_of_test:sockt", "websocket: expected the name of an ASGI application"),
        ("asgi_site_of_test:socket", "a b", "websocket: expected the name of an ASGI application, such as"),
        ("websocket", "websockt", "websockt: not an option of egg:twod.wsgi#full_django; did you mean websocket?"),
        ("django_app = django", "django_app = main", "'main' leads back to itself"),
        ("= for tests alone", "= ${env:NO_SUCH_VARIABLE}", "site.ini:8 [app:django] SECRET_KEY"),
        (
            "asgi_site_of_test\n",
            "asgi_site_of_test\nMIDDLEWARE = no.such.Class\n",
            "site.ini:10 [app:django] MIDDLEWARE",
        ),
    ],
)
def test_a_mistake_is_one_located_problem(make_ini: Any, old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as raised:
        load_asgi_application(make_ini(INI.replace(old, new, 1)))
    (problem,) = raised.value.problems
    assert message in str(problem)


def test_a_site_without_files_costs_nothing_more(django_settings: Any) -> None:
    django_settings.STATIC_URL = None

    class Loader:
        def get_app(self, name: str | None = None, global_conf: object = None) -> Any:
            return application

    async def application(scope: Any, receive: Any, send: Any) -> None: ...

    assert make_asgi_full_django(Loader(), {}) is application
