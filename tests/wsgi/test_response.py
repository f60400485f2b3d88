"""The response whose status line says what the application wants it to."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from django.http import BadHeaderError, HttpResponse
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.response import TwodResponse

pytestmark = pytest.mark.usefixtures("django_settings")


@pytest.mark.parametrize(
    ("arguments", "code", "phrase"),
    [
        ({}, 200, "OK"),
        ({"status": 403}, 403, "Forbidden"),
        ({"status": HTTPStatus.NOT_FOUND}, 404, "Not Found"),
        ({"status": "403"}, 403, "Forbidden"),
        ({"status": "403 "}, 403, "Forbidden"),
        ({"status": "403 Get out"}, 403, "Get out"),
        ({"status": "404 Caf\xe9 not found"}, 404, "Caf\xe9 not found"),
        ({"status": 403, "reason": "Get out"}, 403, "Get out"),
        ({"status": "403", "reason": "Get out"}, 403, "Get out"),
        ({"reason": "Fine"}, 200, "Fine"),
        ({"status": 599}, 599, "Unknown Status Code"),
    ],
)
def test_the_status_is_a_code_and_a_reason(arguments: dict[str, Any], code: int, phrase: str) -> None:
    response = TwodResponse("text", **arguments)
    assert (response.status_code, response.reason_phrase) == (code, phrase)
    assert response.content == b"text"


@pytest.mark.parametrize("status", ["", "Forbidden", "40", "4033", "403Get out", "-403", "999 Far", "٤٠٣ Arabic"])
def test_a_status_without_a_code_is_refused_with_what_stood_there(status: str) -> None:
    with pytest.raises(ValueError, match=r"status: expected CODE or 'CODE REASON', such as '403 Get out', got '.*'"):
        TwodResponse("", status=status)


@given(code=st.integers(100, 599), phrase=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"])))
def test_any_phrase_of_latin_1_is_sent_as_it_is(code: int, phrase: str) -> None:
    response = TwodResponse(status=f"{code} {phrase}")
    assert response.status_code == code
    if phrase.strip():
        assert response.reason_phrase == phrase.strip()


@pytest.mark.parametrize("phrase", ["a\r\nSet-Cookie: a=1", "a\nb", "a\0", "日"])
def test_a_phrase_that_would_break_the_status_line_is_refused(phrase: str) -> None:
    with pytest.raises(BadHeaderError, match="a status line cannot contain"):
        TwodResponse(status=f"403 {phrase}")
    with pytest.raises(BadHeaderError, match="a status line cannot contain"):
        TwodResponse(status=403, reason=phrase)


def test_two_phrases_are_one_too_many() -> None:
    with pytest.raises(TypeError, match="two reason phrases: 'Get out' in status, 'Go away'"):
        TwodResponse(status="403 Get out", reason="Go away")


def test_arguments_by_position_and_the_others_are_djangos() -> None:
    response = TwodResponse("é", "text/plain; charset=latin-1", 201, "Made", headers={"X-Name": "value"})
    stock = HttpResponse("é", "text/plain; charset=latin-1", 201, "Made", headers={"X-Name": "value"})
    assert response.serialize() == stock.serialize()
    assert response.reason_phrase == stock.reason_phrase


def test_the_old_name_of_the_content_type_works_with_a_warning() -> None:
    with pytest.warns(DeprecationWarning, match="mimetype is the old name of content_type") as warnings:
        response = TwodResponse("text", mimetype="text/plain")
    assert response["Content-Type"] == "text/plain"
    assert warnings[0].filename == __file__


def test_two_content_types_are_one_too_many() -> None:
    with (
        pytest.warns(DeprecationWarning, match="mimetype"),
        pytest.raises(TypeError, match="two content types: 'text/css' and mimetype 'text/plain'"),
    ):
        TwodResponse("", content_type="text/css", mimetype="text/plain")


@pytest.mark.parametrize(("status", "reason"), [("403 Get out", "Get out"), ("200 ", None), (200, None), (None, None)])
def test_the_old_name_of_the_reason_phrase_works_with_a_warning(status: int | str | None, reason: str | None) -> None:
    response = TwodResponse("", status=status)
    with pytest.warns(DeprecationWarning, match="status_reason is .* use reason_phrase") as warnings:
        assert response.status_reason == reason
    assert warnings[0].filename == __file__
