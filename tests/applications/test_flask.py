"""A Flask application behind Django's sign-in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import httpx

SITE = Path(__file__).parent / "site"


def test_a_visitor_who_has_not_signed_in_is_sent_to_do_so(site: Any) -> None:
    with site.connect(signed_in=False) as client:
        answer = client.get("/flask/old?x=1")
        assert answer.status_code == 302
        assert answer.headers["Location"] == "/admin/login/?next=/flask/old%3Fx%3D1"
        assert client.post("/flask/upload").status_code == 403


def test_a_permission_that_the_visitor_has_not_is_a_403(browser: httpx.Client) -> None:
    assert browser.get("/staff/").status_code == 403


def test_the_django_user_is_flask_s_and_flask_keeps_a_session_of_its_own(browser: httpx.Client) -> None:
    answers = [browser.get("/flask/") for _ in range(3)]
    # Flask takes the WSGI string for text.
    assert [answer.text.encode("latin-1").decode() for answer in answers] == ["zoë: 1", "zoë: 2", "zoë: 3"]
    (cookie,) = answers[0].headers.get_list("set-cookie")
    assert cookie.startswith("flask_session=")
    assert cookie.endswith("; HttpOnly; Path=/; SameSite=Strict")
    assert "Cookie" in answers[0].headers["Vary"]


def test_the_addresses_that_flask_makes_lead_back_to_it(browser: httpx.Client) -> None:
    answer = browser.get("/flask/old")
    assert answer.headers["Location"] == "/flask/page/a%20b/%C3%BC"
    assert browser.get(answer.headers["Location"]).text == "/flask/page/a%20b/%C3%BC is 'a b/ü'"


def test_the_mount_without_its_slash_leads_to_it(browser: httpx.Client) -> None:
    assert browser.get("/flask").headers["Location"] == "/flask/"


def test_a_browser_form_uploads_a_file(browser: httpx.Client) -> None:
    content = bytes(range(256)) * 20_000
    answer = browser.post(
        "/flask/upload",
        data={"note": "für"},
        files={"file": ("ü.bin", content)},
        headers={"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"},
    )
    assert answer.json() == {"name": "ü.bin", "length": len(content), "note": "für"}


def test_another_site_s_form_is_refused(browser: httpx.Client) -> None:
    answer = browser.post("/flask/upload", data={"note": "x"}, headers={"Origin": "https://evil.example.net"})
    assert answer.status_code == 403


def test_a_chunked_upload_arrives_whole(browser: httpx.Client) -> None:
    answer = browser.put("/flask/upload", content=(b"x" * 10_000 for _ in range(30)))
    assert answer.request.headers["Transfer-Encoding"] == "chunked"
    assert answer.json() == {"length": 300_000}


def test_a_part_of_a_file(browser: httpx.Client) -> None:
    answer = browser.get("/flask/file", headers={"Range": "bytes=10-19"})
    assert (answer.status_code, answer.content) == (206, bytes(range(10, 20)))
    assert answer.headers["Content-Range"] == "bytes 10-19/10240"


def test_a_file_that_the_server_may_send_itself(browser: httpx.Client) -> None:
    source = SITE / "embedding_site" / "flask_app.py"
    for part in (None, "bytes=5-"):
        answer = browser.get("/flask/source", headers={"Range": part} if part else {})
        assert answer.content == source.read_bytes()[5 if part else 0 :]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_head_is_get_without_the_body(browser: httpx.Client, method: str) -> None:
    answer = browser.request(method, "/flask/file")
    assert answer.headers["Content-Length"] == "10240"
    assert len(answer.content) == (10240 if method == "GET" else 0)


def test_a_stream(browser: httpx.Client) -> None:
    assert browser.get("/flask/stream").text == "0\n1\n2\n"


def test_an_unknown_page_is_flask_s_404(browser: httpx.Client) -> None:
    answer = browser.get("/flask/missing")
    assert answer.status_code == 404
    assert "The requested URL was not found on the server" in answer.text
