"""A Pyramid application, named in the site's own ini."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def test_routes_and_redirects_stay_below_the_mount(browser: httpx.Client) -> None:
    answer = browser.get("/pyramid/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{browser.base_url}/pyramid/page/%C3%BC%20b".replace("//pyramid", "/pyramid")


def test_the_django_user_is_pyramid_s(browser: httpx.Client) -> None:
    text = browser.get("/pyramid/page/%C3%BC%20b").text
    page, _, rest = text.partition(" for ")
    user, _, shade = rest.partition(" in ")
    assert (page, user.encode("latin-1").decode(), shade) == ("ü b", "zoë", "blue")


def test_cookies_and_repeated_headers_leave_as_pyramid_set_them(browser: httpx.Client) -> None:
    answer = browser.get("/pyramid/page/a")
    assert answer.headers.get_list("Link") == ["<a>; rel=next", "<b>; rel=prev"]
    assert answer.headers.get_list("Set-Cookie") == ["seen=1; Path=/; HttpOnly; SameSite=Lax"]


def test_a_posted_body_arrives(browser: httpx.Client) -> None:
    assert browser.post("/pyramid/echo", content=b"\x00\xff" * 5000).content == b"\x00\xff" * 5000


def test_an_unknown_page_is_pyramid_s_404(browser: httpx.Client) -> None:
    assert "The resource could not be found" in browser.get("/pyramid/missing").text
