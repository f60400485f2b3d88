"""The same site and the same applications on a Django that uvicorn serves."""

from __future__ import annotations

from typing import Any


def test_flask_has_its_sessions_paths_uploads_and_the_django_user(asgi_site: Any) -> None:
    with asgi_site.connect() as browser:
        assert browser.get("/flask").headers["Location"] == "/flask/"
        assert browser.get("/flask/").text.encode("latin-1").decode() == "zoë: 1"
        assert browser.get("/flask/").text.encode("latin-1").decode() == "zoë: 2"
        answer = browser.get("/flask/old")
        assert browser.get(answer.headers["Location"]).text == "/flask/page/a%20b/%C3%BC is 'a b/ü'"
        answer = browser.put("/flask/upload", content=(b"x" * 10_000 for _ in range(30)))
        assert answer.json() == {"length": 300_000}
        assert browser.get("/flask/stream").text == "0\n1\n2\n"
        assert browser.post("/flask/upload", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_pyramid_and_cgi_are_found_in_the_ini(asgi_site: Any) -> None:
    with asgi_site.connect() as browser:
        answer = browser.get("/pyramid/page/a")
        assert answer.text.endswith("in blue")
        assert answer.headers.get_list("Link") == ["<a>; rel=next", "<b>; rel=prev"]
        assert browser.get("/cgi/a/b%20c").text.endswith(" Django /cgi /a/b c\n")
