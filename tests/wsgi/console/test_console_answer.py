"""A page is never kept, never framed, and has no way for a script."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_no_cache_keeps_an_answer_and_no_script_runs_in_it(start: Any, accept: str) -> None:
    answer = start().get("/console/", HTTP_ACCEPT=accept)
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert answer.headers["Vary"] == "Accept, Cookie"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'self';")
    assert "unsafe" not in policy


def test_the_style_sheet_may_come_from_where_static_files_are(start: Any) -> None:
    policy = (
        start("STATIC_URL = https://static.example.com/shop/\n").get("/console/").headers["Content-Security-Policy"]
    )
    assert "style-src https://static.example.com;" in policy


@pytest.mark.parametrize(
    ("accept", "is_json"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", False),
        ("*/*", False),
        ("application/json", True),
        ("application/json, text/html;q=0.5", True),
        ("text/html, application/json;q=0.5", False),
        ("image/png", False),
    ],
)
def test_the_preference_of_the_client_decides(start: Any, accept: str, is_json: bool) -> None:
    answer = start().get("/console/", HTTP_ACCEPT=accept)
    assert (answer.headers["Content-Type"] == "application/json") is is_json


def test_the_query_overrides_the_preference(start: Any) -> None:
    site = start()
    assert site.get("/console/?format=json").headers["Content-Type"] == "application/json"
    assert (
        site.get("/console/?format=html", HTTP_ACCEPT="application/json")
        .headers["Content-Type"]
        .startswith("text/html")
    )


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_can_be_changed_here(start: Any, method: str) -> None:
    assert start().get("/console/", method=method).code == 405


def test_head_is_answered_too(start: Any) -> None:
    answer = start().get("/console/", method="HEAD")
    assert answer.code == 200


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_text_that_is_no_utf_8_does_not_break_a_page(start: Any, accept: str) -> None:
    site = start('SHOP = {"title": "caf\\udce9"}\n')
    answer = site.get("/console/", HTTP_ACCEPT=accept)
    assert answer.code == 200
    assert b"caf\\udce9" in answer.body
