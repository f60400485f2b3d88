"""What a log has of a request, and what it never has."""

from __future__ import annotations

import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request.visit import Visit
from twod.wsgi.serving.logs.access_entries import AccessEntry, cut_query, hide_secrets


@pytest.mark.parametrize(
    ("method", "status", "length", "sent", "is_whole", "expected"),
    [
        ("GET", 200, "5", 5, True, (200, 5, False)),
        ("GET", 200, None, 5, True, (200, 5, False)),
        # The client went away, or the server has stopped at the length that was promised.
        ("GET", 200, None, 5, False, (200, 5, True)),
        ("GET", 200, "9", 5, False, (200, 5, True)),
        ("GET", 200, "5", 5, False, (200, 5, False)),
        ("GET", 200, "many", 5, False, (200, 5, True)),
        ("HEAD", 200, "5", 5, False, (200, 0, False)),
        ("GET", 304, None, 0, False, (304, 0, False)),
    ],
)
def test_status_and_bytes_are_those_that_the_client_gets(
    method: str,
    status: int,
    length: str | None,
    sent: int,
    is_whole: bool,
    expected: tuple[int, int, bool],
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level(logging.INFO, "wsgi"):
        entry = AccessEntry({"method": method, "path": "/"}, Visit())
        entry.start(status, length)
        entry.bytes += sent
        entry.log(is_whole=is_whole)
        entry.log(is_whole=True)
    (record,) = caplog.records
    assert (vars(record)["status"], vars(record)["bytes"], "aborted" in vars(record)) == expected
    assert vars(record)["milliseconds"] >= 0
    assert record.getMessage() == f"{method} / {status}"


def test_a_method_cannot_forge_the_message(caplog: pytest.LogCaptureFixture) -> None:
    """Paste's server, for one, takes any word for a method."""
    with caplog.at_level(logging.INFO, "wsgi"):
        AccessEntry({"method": "\x1b[2J", "path": "/"}, Visit()).log(is_whole=True)
    assert caplog.messages == [r"\x1b[2J / 500"]


@pytest.mark.parametrize(("sent", "status", "aborted"), [(0, 500, False), (3, 200, True)])
def test_a_server_answers_for_an_application_that_has_failed_unless_it_has_begun(
    sent: int, status: int, aborted: bool, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "wsgi"):
        entry = AccessEntry({"method": "GET", "path": "/"}, Visit())
        entry.start(200, None)
        entry.bytes += sent
        entry.fail()
    assert vars(caplog.records[0])["status"] == status
    assert ("aborted" in vars(caplog.records[0])) is aborted


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ""),
        ("q=red+shoes&page=2&empty=", "?q=red+shoes&page=2&empty="),
        ("token=x1y2&q=a", "?token=<hidden>&q=a"),
        ("API_KEY=x1y2", "?API_KEY=<hidden>"),
        (f"{'a' * 65}=x1y2", f"?{'a' * 65}=<hidden>"),
        ("q=%C3%BC%0A", "?q=%C3%BC%0A"),
    ],
)
def test_secrets_in_a_query_are_hidden_by_their_names(query: str, shown: str) -> None:
    assert hide_secrets(query) == shown


@given(st.text(st.characters(max_codepoint=255)))
def test_a_query_is_one_word_whatever_it_has(query: str) -> None:
    shown = hide_secrets(query)
    assert shown.isascii()
    assert shown.replace("<hidden>", "").isprintable()
    assert " " not in shown


@pytest.mark.parametrize(
    ("url", "cut"),
    [
        (None, None),
        ("", None),
        ("https://user:secret@www.example.com/a?token=b#c", "https://www.example.com/a"),
        ("http://[", None),
    ],
)
def test_a_referer_is_logged_without_its_query(url: str | None, cut: str | None) -> None:
    assert cut_query(url) == cut
