"""A CGI script, by Paste's CGI application out of the site's own ini."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx


def test_the_script_is_told_the_user_and_the_path(browser: httpx.Client) -> None:
    answer = browser.get("/cgi/a/b%20c")
    # Paste takes the WSGI string for text.
    assert answer.text.replace("zoë".encode().decode("latin-1"), "zoë") == "zoë Django /cgi /a/b c\n"
    assert answer.headers.get_list("Set-Cookie") == ["a=1; Partitioned", "b=2"]


def test_the_script_gets_the_body(browser: httpx.Client) -> None:
    answer = browser.post("/cgi/", content=b"\x00\xff" * 50_000)
    assert answer.content.endswith(b"/\n" + b"\x00\xff" * 50_000)


def test_a_visitor_who_has_not_signed_in_has_no_name(site: object) -> None:
    with site.connect(signed_in=False) as client:  # type: ignore[attr-defined]
        assert client.get("/cgi/x", headers={"Remote-User": "mallory"}).text == "- - /cgi /x\n"


def test_the_status_is_the_script_s(browser: httpx.Client) -> None:
    answer = browser.get("/cgi/error")
    assert (answer.status_code, answer.reason_phrase, answer.text) == (418, "Short and stout", "teapot")
