"""Radicale, a calendar server with a single-page application of its own, behind Django's sign-in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx


@pytest.fixture
def browser(site: Any) -> Iterator[httpx.Client]:
    """A browser in which somebody has signed in of whom Radicale makes a path: it takes WSGI strings for text."""
    with site.connect(name="alice") as client:
        yield client


EVENT = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//example.com//test//\r
BEGIN:VEVENT\r
UID:1@example.com\r
DTSTAMP:20260101T000000Z\r
DTSTART:20260101T120000Z\r
SUMMARY:Übung\r
END:VEVENT\r
END:VCALENDAR\r
"""
QUERY = (
    '<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:prop><c:calendar-data/></d:prop>'
    '<c:filter><c:comp-filter name="VCALENDAR"/></c:filter></c:calendar-query>'
)


def test_the_single_page_application_loads_with_all_it_asks_for(browser: httpx.Client) -> None:
    page = browser.get("/calendars/", follow_redirects=True)
    assert page.url.path == "/calendars/.web/"
    assert "<title>Radicale Web Interface</title>" in page.text
    assets = re.findall(r'(?:src|href)="([^"#:]+)"', page.text)
    assert len(assets) > 2
    for asset in assets:
        answer = browser.get(page.url.join(asset))
        assert answer.status_code == 200, asset
        assert answer.content


def test_it_finds_the_django_user_s_calendars_and_keeps_events(browser: httpx.Client) -> None:
    same_origin = {"Origin": str(browser.base_url).rstrip("/"), "Sec-Fetch-Site": "same-origin"}
    whose = '<propfind xmlns="DAV:"><prop><current-user-principal/></prop></propfind>'
    answer = browser.request("PROPFIND", "/calendars/", content=whose, headers=same_origin | {"Depth": "0"})
    assert answer.status_code == 207
    home = "/calendars/alice/"
    assert f"<current-user-principal><href>{home}</href>" in answer.text
    calendar = f"{home}cal/"
    assert browser.request("MKCALENDAR", calendar, headers=same_origin).status_code == 201
    put = browser.put(f"{calendar}1.ics", content=EVENT, headers=same_origin | {"Content-Type": "text/calendar"})
    assert put.status_code == 201
    assert browser.get(f"{calendar}1.ics").headers["ETag"] == put.headers["ETag"]
    found = browser.request("REPORT", calendar, content=QUERY, headers=same_origin | {"Depth": "1"})
    assert found.status_code == 207
    assert "SUMMARY:Übung" in found.text


def test_a_foreign_page_cannot_make_calendars(browser: httpx.Client) -> None:
    answer = browser.request("MKCALENDAR", "/calendars/x/", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
