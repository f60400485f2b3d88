"""The cookies of an application: to the client byte for byte, and for Django's middleware to change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.embedding.cookies import SentCookie, SentCookies

if TYPE_CHECKING:
    from collections.abc import Callable


def setting(*cookies: str, kind: Callable[[list[bytes]], Any]) -> Callable[..., Any]:
    """An application that sets cookies, with a body of that kind."""

    def application(environ: Any, start_response: Any) -> Any:
        headers = [("Content-Type", "text/plain"), *(("Set-Cookie", cookie) for cookie in cookies)]
        start_response("200 OK", headers)
        return kind([b"ok"])

    return application


BOTH = pytest.mark.parametrize("kind", [list, iter], ids=["list", "iterator"])


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
    answer = make_site(setting(*cookies, kind=kind))()
    assert answer.get("Set-Cookie") == cookies


VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"))


@given(headers=st.lists(VALUES, max_size=5))
def test_whatever_a_set_cookie_says_it_says_it_still(headers: list[str]) -> None:
    sent = [cookie.OutputString() for cookie in SentCookies(headers).values()]
    assert sent == headers


@BOTH
def test_cookies_leave_in_the_order_of_the_application_and_django_s_after_them(make_site: Any, kind: Any) -> None:
    cookies = ["a=1; Path=/x", "b=2", "a=3; Path=/y", "c=4", "b=5; Path=/z"]
    site = make_site(setting(*cookies, kind=kind), MIDDLEWARE=[f"{__name__}.change_answer"])

    def change(response: Any) -> None:
        response.set_cookie("d", "6", path=None)
        response.set_cookie("c", "7", path=None)
        response.cookies["a"]["secure"] = True

    sent = [cookie.lstrip() for cookie in site(**{"test.change": change}).get("Set-Cookie")]
    assert sent == ["a=1; Path=/x; Secure", "b=2", "a=3; Path=/y; Secure", "b=5; Path=/z", "d=6", "c=7"]


def test_of_the_cookies_of_one_name_the_last_stays_the_last(make_site: Any) -> None:
    # One that is not ASCII leaves as a header, before Django's cookies.
    cookies = ["a=1", "a=\xe9", "a=2"]
    assert make_site(setting("b=1", *cookies, kind=list))().get("Set-Cookie") == [*cookies, "b=1"]


def change_answer(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        response = get_response(request)
        request.META["test.change"](response)
        return response

    return middleware


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
    application = setting("s=1; Path=/a; Priority=High", "s=2; Path=/b", kind=kind)
    site = make_site(application, MIDDLEWARE=[f"{__name__}.change_answer"])
    sent = site(**{"test.change": action}).get("Set-Cookie")
    # Django 5.2 puts a space before its own.
    assert [cookie.lstrip() for cookie in sent] == cookies


def test_a_middleware_reads_cookies() -> None:
    cookie = SentCookies(['s="a\\073b"; Path=/x; HttpOnly; Max-Age=5'])["s"]
    assert (cookie.key, cookie.value, cookie.coded_value) == ("s", "a;b", '"a\\073b"')
    assert (cookie["path"], cookie["httponly"], cookie["max-age"], cookie["secure"]) == ("/x", True, "5", "")


def test_a_copy_of_a_cookie_is_changed_alone() -> None:
    cookie = SentCookie("s=1; Sparkling")
    copied = cookie.copy()
    copied["path"] = "/"
    assert cookie.OutputString() == "s=1; Sparkling"
    assert copied.OutputString() == "s=1; Sparkling; Path=/"
