"""Requests at once, with all that ``twod.fast`` replaces: each sees what is its own."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fidelity_kit.server import Connection
from twod.wsgi import load_asgi_application
from twod.wsgi.fast.switchboard import SWITCHES, is_switched_on

pytestmark = pytest.mark.usefixtures("_unconfigured")

SITE = """
    import asyncio
    import threading
    from django.core.exceptions import PermissionDenied
    from django.core.signals import request_finished, request_started
    from django.db import connection
    from django.http import HttpResponse, StreamingHttpResponse
    from django.urls import path, reverse
    from django.utils import translation
    from django.utils.decorators import sync_and_async_middleware, sync_only_middleware
    from django.utils.deprecation import MiddlewareMixin

    signals = []
    request_started.connect(lambda **more: signals.append("started"), weak=False)
    request_finished.connect(lambda **more: signals.append("finished"), weak=False)

    class Mixed(MiddlewareMixin):
        def process_request(self, request):
            request.seen = ["mixed"]

        def process_response(self, request, response):
            response["X-Seen"] = ",".join(request.seen)
            return response

    @sync_only_middleware
    def sync_alone(get_response):
        def middleware(request):
            request.seen.append("sync")
            return get_response(request)
        return middleware

    class SyncMixed(Mixed):
        async_capable = False

        def process_request(self, request):
            request.seen.append("sync mixed")

        def process_exception(self, request, error):
            return HttpResponse(f"caught {error}") if isinstance(error, LookupError) else None

    class Other:
        async_capable = True
        sync_capable = False

        def __init__(self, get_response):
            self.get_response = get_response
            from asgiref.sync import markcoroutinefunction
            markcoroutinefunction(self)

        async def __call__(self, request):
            request.seen.append("async")
            if "other" in request.path:
                request.urlconf = Elsewhere
            await asyncio.sleep(0)
            return await self.get_response(request)

    def describe(request, kind):
        with connection.cursor() as cursor:
            cursor.execute("SELECT %s", [request.GET["n"]])
            (number,) = cursor.fetchone()
        return HttpResponse(f"{kind} {number} {reverse('sync')} {translation.get_language()}")

    def show(request):
        return describe(request, "sync")

    async def show_async(request):
        before = reverse("sync"), translation.get_language()
        await asyncio.sleep(0.001)
        assert before == (reverse("sync"), translation.get_language())
        return HttpResponse(f"async {request.GET['n']} {reverse('sync')} {translation.get_language()}")

    async def stream(request):
        async def parts():
            for part in ("stream", request.GET["n"], reverse("sync"), translation.get_language()):
                await asyncio.sleep(0)
                yield f"{part} "
        return StreamingHttpResponse(parts())

    def fail(request):
        raise LookupError(request.GET["n"])

    def forbid(request):
        raise PermissionDenied

    class Elsewhere:
        urlpatterns = [path("elsewhere/", show, name="sync"), path("other/", show)]

    urlpatterns = [
        path("sync/", show, name="sync"), path("async/", show_async), path("stream/", stream), path("fail/", fail),
        path("forbid/", forbid),
    ]
"""
INI = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = for tests alone
ROOT_URLCONF = fast_site_of_test
ALLOWED_HOSTS = example.com
DATABASES.default = sqlite:///%(here)s/db.sqlite3
MIDDLEWARE =
    fast_site_of_test.Mixed
    django.middleware.locale.LocaleMiddleware
    fast_site_of_test.sync_alone
    django.middleware.common.CommonMiddleware
    fast_site_of_test.Other
    fast_site_of_test.SyncMixed
"""
#: What a path answers, with the number of its request, its prefix and its language.
ANSWERS = {
    "sync/": "sync {number} {prefix}/sync/ {language}",
    "async/": "async {number} {prefix}/sync/ {language}",
    "stream/": "stream {number} {prefix}/sync/ {language} ",
    "fail/": "caught {number}",
    "other/": "sync {number} {prefix}/elsewhere/ {language}",
}


@pytest.fixture
def site(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "fast_site_of_test", raising=False)
    write("fast_site_of_test.py", SITE)
    application = load_asgi_application(write("site.ini", INI))
    assert all(map(is_switched_on, SWITCHES))
    return application


def make_connection(number: int, path: str) -> tuple[Connection, str]:
    """Return a request of its own prefix and language, and what is to be answered."""
    prefix, language = f"/at{number % 3}", ("de", "fr", "en")[number % 3]
    headers = [(b"accept-language", language.encode())]
    scope = {"root_path": prefix, "query_string": f"n={number}".encode()}
    expected = ANSWERS[path].format(number=number, prefix=prefix, language=language)
    return Connection("GET", f"{prefix}/{path}", b"", headers, scope), expected


def test_requests_at_once_have_their_own_prefix_language_connection_and_urlconf(site: Any) -> None:
    made = [make_connection(number, path) for number in range(9) for path in ANSWERS]

    async def run() -> None:
        await asyncio.gather(*(site(each.scope, each.receive, each.send) for each, _ in made))

    asyncio.run(run())
    assert [b"".join(connection.blocks).decode() for connection, _ in made] == [expected for _, expected in made]
    assert {connection.sent[0]["status"] for connection, _ in made} == {200}
    assert {value for connection, _ in made for value in connection.get(b"x-seen")} == {b"mixed,sync,async,sync mixed"}
    from fast_site_of_test import signals

    assert Counter(signals) == {"started": len(made), "finished": len(made)}


@pytest.mark.parametrize(("path", "status"), [("forbid/", 403), ("nowhere/", 404), ("sync", 301)])
def test_what_django_answers_itself_is_the_same(site: Any, ask: Any, path: str, status: int) -> None:
    assert ask(site, f"/{path}").sent[0]["status"] == status
