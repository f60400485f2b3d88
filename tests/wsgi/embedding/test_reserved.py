"""An embedded application gives no orders to the server in front, and does not replace the site's own cookies."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.urls import path

from fidelity_kit.applications import TEXT, answering
from twod.wsgi.embedding import call_wsgi_app, make_wsgi_view, mount

if TYPE_CHECKING:
    from collections.abc import Callable

ORDERS = [
    "X-Accel-Redirect",
    "x-accel-redirect",
    "X-ACCEL-REDIRECT",
    "X-Accel-Expires",
    "X-Accel-Limit-Rate",
    "X-Accel-Charset",
    "X-Accel-Of-The-Future",
    "X-Sendfile",
    "X-SendFile",
    "X-Sendfile2",
    "X-Sendfile-Temporary",
    "X-Lighttpd-Send-File",
    "X-LIGHTTPD-send-file",
    "X-LiteSpeed-Location",
    "X-Reproxy-URL",
    "X-Reproxy-File",
    "X-Archive-Files",
]
KINDS = pytest.mark.parametrize("kind", [list, iter], ids=["list", "iterator"])


def call_in_a_view(app: Any, **options: Any) -> Any:
    return path("mnt/<path:path_info>", lambda request, path_info: call_wsgi_app(app, request, path_info, **options))


WAYS = {
    "mount": lambda app, **options: mount("mnt/", app, **options),
    "view": lambda app, **options: path("mnt/<path:path_info>", make_wsgi_view(app, **options)),
    "call": call_in_a_view,
}
EVERY_WAY = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@EVERY_WAY
@KINDS
@pytest.mark.parametrize("order", ORDERS)
def test_no_order_of_an_application_reaches_the_server_in_front(
    make_site: Any, caplog: pytest.LogCaptureFixture, way: Any, kind: Any, order: str
) -> None:
    application = answering(kind([b"ok"]), TEXT, (order, "/secret"), ("X-Own", "1"), (order.swapcase(), "/secret"))
    answer = make_site([way(application)])(url="/mnt/a")
    assert (answer.status, answer.body, answer.get(order), answer.get("X-Own")) == ("200 OK", b"ok", [], ["1"])
    assert f"Dropped the header {order} of " in caplog.text
    assert "trusted=True" in caplog.text


@EVERY_WAY
def test_a_trusted_application_gives_orders_and_sets_the_site_s_cookies(
    make_site: Any, caplog: pytest.LogCaptureFixture, way: Any
) -> None:
    headers = [("X-Accel-Redirect", "/secret"), ("X-Sendfile", "/secret"), ("Set-Cookie", "sessionid=1; Path=/")]
    answer = make_site([way(answering([b"ok"], TEXT, *headers), trusted=True)])(url="/mnt/a")
    assert [header for header in answer.headers if header in headers] == headers
    assert not caplog.records


@pytest.mark.parametrize("name", ["X-Accel-Buffering", "X-Accelerated", "Accel-Redirect", "X-Send", "Location"])
def test_other_headers_are_no_orders(make_site: Any, caplog: pytest.LogCaptureFixture, name: str) -> None:
    assert make_site(answering([b"ok"], TEXT, (name, "no")))().get(name) == ["no"]
    assert not caplog.records


def order_a_file(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        response["X-Accel-Redirect"] = "/by/the/site"
        return response

    return middleware


def test_the_site_itself_gives_orders(make_site: Any) -> None:
    site = make_site(answering([b"ok"], TEXT), MIDDLEWARE=[f"{__name__}.order_a_file"])
    assert site().get("X-Accel-Redirect") == ["/by/the/site"]


SESSIONS: dict[str, Any] = {"MIDDLEWARE": ["django.contrib.sessions.middleware.SessionMiddleware"]}
REPLACING = {
    "whole-site": "{}=1; Path=/",
    "whole-domain": "{}=1; Path=/; Domain=example.com",
    "deletion": "{}=; Path=/; Max-Age=0",
    "case-and-blanks": " {} =1 ;pAtH = / ",
    "last-path-counts": "{}=1; Path=/mnt; Path=/",
    "another-application": "{}=1; Path=/mn",
    "beside-the-application": "{}=1; Path=/mnt-other",
    "not-ascii": "{}=\xe9; Path=/",
    "name-in-the-value": "={}=1; Path=/",
    "encoded-path": "{}=1; Path=%2F",
}
BESIDE = {
    "own-path": "{}=1; Path=/mnt",
    "own-path-with-a-slash": "{}=1; Path=/mnt/",
    "below": "{}=1; Path=/mnt/a/b",
    "encoded-path": "{}=1; Path=/%6Dnt",
    "no-path": "{}=1",
    "empty-path": "{}=1; Path=",
    "relative-path": "{}=1; Path=elsewhere",
    "another-name": "{}2=1; Path=/",
    "another-case": "X{}=1; Path=/",
    "as-a-value": "s={}=1; Path=/",
}
NAMES = pytest.mark.parametrize("name", ["sessionid", "csrftoken"])


@KINDS
@NAMES
@pytest.mark.parametrize("cookie", REPLACING.values(), ids=REPLACING)
def test_the_site_s_own_cookies_are_not_replaced(
    make_site: Any, caplog: pytest.LogCaptureFixture, kind: Any, name: str, cookie: str
) -> None:
    cookies = [("Set-Cookie", "a=1"), ("Set-Cookie", cookie.format(name)), ("Set-Cookie", "b=2; Path=/")]
    answer = make_site(answering(kind([b"ok"]), TEXT, *cookies), **SESSIONS)()
    assert answer.get("Set-Cookie") == ["a=1", "b=2; Path=/"]
    assert f"replace those of the site: {name}. " in caplog.text
    assert "trusted=True" in caplog.text


@NAMES
@pytest.mark.parametrize("cookie", BESIDE.values(), ids=BESIDE)
def test_other_cookies_and_those_of_the_application_s_own_path_are_sent(
    make_site: Any, caplog: pytest.LogCaptureFixture, name: str, cookie: str
) -> None:
    answer = make_site(answering([b"ok"], TEXT, ("Set-Cookie", cookie.format(name))), **SESSIONS)()
    assert answer.get("Set-Cookie") == [cookie.format(name)]
    assert not caplog.records


@pytest.mark.parametrize("attributes", ["", "; Path=/"])
def test_an_application_at_the_root_of_the_site_does_not_replace_them_either(make_site: Any, attributes: str) -> None:
    cookies = [f"sessionid=1{attributes}", "sessionid=1; Path=/below"]
    application = answering([b"ok"], TEXT, *(("Set-Cookie", cookie) for cookie in cookies))
    assert make_site([mount("", application)], **SESSIONS)(url="/page").get("Set-Cookie") == cookies[1:]


@pytest.mark.parametrize(("attributes", "is_kept"), [("; Path=/mnt/", False), ("; Path=/mnt/a", True), ("", False)])
def test_a_cookie_of_the_site_may_have_the_application_s_path(make_site: Any, attributes: str, is_kept: bool) -> None:
    application = answering([b"ok"], TEXT, ("Set-Cookie", f"key=1{attributes}"))
    site = make_site(application, SESSION_COOKIE_NAME="key", SESSION_COOKIE_PATH="/mnt/", **SESSIONS)
    assert len(site().get("Set-Cookie")) == is_kept


@pytest.mark.parametrize(
    ("name", "settings"), [("sessionid", {"MIDDLEWARE": []}), ("csrftoken", SESSIONS | {"CSRF_USE_SESSIONS": True})]
)
def test_a_name_that_the_site_does_not_use_is_free(make_site: Any, name: str, settings: dict[str, Any]) -> None:
    cookie = f"{name}=1; Path=/"
    assert make_site(answering([b"ok"], TEXT, ("Set-Cookie", cookie)), **settings)().get("Set-Cookie") == [cookie]
