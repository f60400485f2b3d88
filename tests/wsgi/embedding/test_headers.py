"""Status, headers and cookies: to the client as the application said them, and for Django's middleware to change."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.embedding.cookies import SentCookie, SentCookies
from twod.wsgi.embedding.headers import read_head

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = ("Content-Type", "text/plain")


def saying(status: str, *headers: tuple[str, str], body: Any = (b"ok",)) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> Any:
        start_response(status, list(headers))
        return list(body)

    return application


def streaming(application: Callable[..., Any]) -> Callable[..., Any]:
    """The same application with an iterator for a body."""

    def streamed(environ: Any, start_response: Any) -> Any:
        return iter(application(environ, start_response))

    return streamed


BOTH = pytest.mark.parametrize("kind", [lambda application: application, streaming], ids=["list", "iterator"])

# The middleware of the site adds headers of its own.
PLAIN: dict[str, Any] = {"MIDDLEWARE": []}


@BOTH
@pytest.mark.parametrize("name", ["Link", "WWW-Authenticate", "X-Any"])
def test_repeated_headers_stay_apart_and_in_order(make_site: Any, kind: Any, name: str) -> None:
    answer = make_site(kind(saying("200 OK", TEXT, (name, "a"), ("X-B", "b"), (name, "c, d"))))()
    assert answer.get(name) == ["a", "c, d"]


@BOTH
def test_nothing_is_added_and_nothing_is_changed(make_site: Any, kind: Any) -> None:
    headers = [TEXT, ("x-lower", "1"), ("ETag", '"a"'), ("X-UPPER", "caf\xe9 \xff"), ("Content-Length", "2")]
    answer = make_site(kind(saying("299 Quite all right", *headers)), **PLAIN)()
    assert answer.status == "299 Quite all right"
    assert [header for header in answer.headers if header[0] != "Vary"] == headers


@pytest.mark.parametrize("status", ["200 ", "404 Nicht gefunden", "403 Get out", "599 \xe9"])
def test_the_reason_phrase_is_the_application_s(make_site: Any, status: str) -> None:
    assert make_site(saying(status, TEXT))().status == status


COOKIES = {
    "two": ["a=1", "b=2"],
    "attributes": ["s=1; Path=/; SameSite=Lax; HttpOnly; Secure"],
    "partitioned": ["s=1; Path=/; Secure; Partitioned"],
    "priority": ["s=1; Priority=High"],
    "future-attribute": ["s=1; Sparkling; Level=9"],
    "odd-value": ['s="a b,c\\073"; path=/'],
    "odd-name": ["a[b]:c=1", "a b=1"],
    "no-name": ["=1", "bare"],
    "no-path": ["s=1"],
    "expires": ["s=1; Expires=Wed, 21 Oct 2037 07:28:00 GMT"],
    "deletion": ["s=; Max-Age=0; expires=Thu, 01 Jan 1970 00:00:00 GMT"],
    "same-name-two-paths": ["s=1; Path=/a", "s=2; Path=/b"],
    "spaces": ["s=1;HttpOnly ;  Path=/"],
    "latin-1": ["s=caf\xe9", "n\xe4me=1"],
}


@BOTH
@pytest.mark.parametrize("cookies", COOKIES.values(), ids=COOKIES)
def test_cookies_leave_byte_for_byte(make_site: Any, kind: Any, cookies: list[str]) -> None:
    answer = make_site(kind(saying("200 OK", TEXT, *(("Set-Cookie", cookie) for cookie in cookies))))()
    assert answer.get("Set-Cookie") == cookies


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))


@given(headers=st.lists(VALUES, max_size=5))
def test_whatever_a_set_cookie_says_it_says_it_still(headers: list[str]) -> None:
    sent = [cookie.OutputString() for cookie in SentCookies(headers).values()]
    assert sorted(sent) == sorted(headers)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("status", ["204 No Content", "304 Not Modified"])
def test_nothing_is_added_where_no_body_can_be(make_site: Any, status: str, method: str) -> None:
    answer = make_site(saying(status, ("X-Own", "1"), body=()))(method)
    assert answer.get("Content-Type") == []
    assert answer.get("Content-Length") == []
    assert answer.get("X-Own") == ["1"]
    assert answer.body == b""


@pytest.mark.parametrize("length", [[], [("Content-Length", "1234")]])
def test_head_has_the_content_length_of_the_application_or_none(make_site: Any, length: Any) -> None:
    answer = make_site(saying("200 OK", TEXT, *length, body=()))("HEAD")
    assert answer.get("Content-Length") == [value for _, value in length]


@pytest.mark.parametrize("method", ["HEAD", "GET"])
def test_a_body_where_none_can_be_is_not_sent(make_site: Any, method: str) -> None:
    status = "200 OK" if method == "HEAD" else "304 Not Modified"
    headers = [TEXT] if method == "HEAD" else []
    answer = make_site(streaming(saying(status, *headers, body=(b"HTTP/1.1 200 OK",))), is_validated=False)(method)
    assert answer.body == b""


@pytest.mark.parametrize(
    "name", ["Connection", "Keep-Alive", "Transfer-Encoding", "Upgrade", "Trailer", "TE", "Proxy-Connection"]
)
def test_headers_of_one_connection_are_not_passed_on(make_site: Any, name: str) -> None:
    answer = make_site(saying("200 OK", TEXT, (name, "x"), ("X-Own", "1")), is_validated=False)()
    assert answer.get(name) == []
    assert answer.get("X-Own") == ["1"]


def change_answer(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        request.META["test.change"](response)
        return response

    return middleware


def change(make_site: Any, kind: Any, application: Any, action: Callable[[Any], object]) -> Any:
    return make_site(kind(application), MIDDLEWARE=[f"{__name__}.change_answer"])(**{"test.change": action})


LINKS = saying("200 OK", TEXT, ("Link", "<a>"), ("Link", "<b>"), ("X-One", "1"))


@BOTH
@pytest.mark.parametrize(
    ("action", "links"),
    [
        pytest.param(lambda r: r.headers.__setitem__("link", "<c>"), ["<c>"], id="set"),
        pytest.param(lambda r: r.headers.__delitem__("LINK"), [], id="delete"),
        pytest.param(lambda r: r.headers.pop("Link"), [], id="pop"),
        pytest.param(lambda r: r.headers.setdefault("Link", "<c>"), ["<a>", "<b>"], id="setdefault"),
        pytest.param(lambda r: r.__setitem__("Link", r["Link"] + ", <c>"), ["<a>, <b>, <c>"], id="append"),
        pytest.param(lambda r: r.__setitem__("X-One", "2"), ["<a>", "<b>"], id="another"),
    ],
)
def test_a_middleware_reads_sets_and_deletes_headers(make_site: Any, kind: Any, action: Any, links: list[str]) -> None:
    assert change(make_site, kind, LINKS, action).get("Link") == links


SETTING = saying("200 OK", TEXT, ("Set-Cookie", "s=1; Path=/a; Priority=High"), ("Set-Cookie", "s=2; Path=/b"))


@BOTH
@pytest.mark.parametrize(
    ("action", "cookies"),
    [
        pytest.param(
            lambda r: r.set_cookie("t", "1", path=None),
            ["s=1; Path=/a; Priority=High", "s=2; Path=/b", "t=1"],
            id="add",
        ),
        pytest.param(lambda r: r.set_cookie("s", "3"), ["s=3; Path=/"], id="replace"),
        pytest.param(lambda r: r.cookies.pop("s"), [], id="delete"),
        pytest.param(
            lambda r: r.cookies["s"].__setitem__("secure", True),
            ["s=1; Path=/a; Priority=High; Secure", "s=2; Path=/b; Secure"],
            id="add-attribute",
        ),
        pytest.param(
            lambda r: r.cookies["s"].update({"path": "/", "secure": ""}),
            ["s=1; Priority=High; Path=/", "s=2; Path=/"],
            id="change-attribute",
        ),
        pytest.param(
            lambda r: r.cookies["s"].set("s", "x y", '"x y"'),
            ["s=1; Path=/a; Priority=High", 's="x y"; Path=/b'],
            id="change-value",
        ),
    ],
)
def test_a_middleware_sets_changes_and_deletes_cookies(
    make_site: Any, kind: Any, action: Any, cookies: list[str]
) -> None:
    sent = change(make_site, kind, SETTING, action).get("Set-Cookie")
    # Django 5.2 puts a space before its own.
    assert [cookie.lstrip() for cookie in sent] == cookies


def test_a_middleware_reads_cookies() -> None:
    cookie = SentCookies(['s="a\\073b"; Path=/x; HttpOnly; Max-Age=5'])["s"]
    assert (cookie.key, cookie.value, cookie.coded_value) == ("s", "a;b", '"a\\073b"')
    assert (cookie["path"], cookie["httponly"], cookie["max-age"], cookie["secure"]) == ("/x", True, "5", "")


def test_an_answer_can_be_kept_in_a_cache(django_settings: object) -> None:
    response = HttpResponse(b"body")
    response.headers = read_head("200 OK", [TEXT, ("Link", "<a>"), ("Link", "<b>")]).headers
    response.cookies = SentCookies(["s=1; Path=/a; Sparkling", "s=2; Path=/b"])
    response.cookies["s"]["secure"] = True
    for copied in (pickle.loads(pickle.dumps(response)), copy.deepcopy(response)):
        assert copied.items() == response.items()
        expected = ["s=1; Path=/a; Sparkling; Secure", "s=2; Path=/b; Secure"]
        assert [cookie.OutputString() for cookie in copied.cookies.values()] == expected


def test_a_copy_of_a_cookie_is_changed_alone() -> None:
    cookie = SentCookie("s=1; Sparkling")
    copied = cookie.copy()
    copied["path"] = "/"
    assert cookie.OutputString() == "s=1; Sparkling"
    assert copied.OutputString() == "s=1; Sparkling; Path=/"
