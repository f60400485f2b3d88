"""An application is told that its answer is over, whatever becomes of the response."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fidelity_kit.applications import TEXT, Body, answering
from twod.wsgi.embedding import call_wsgi_app
from twod.wsgi.embedding.lifetime import close_later
from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from collections.abc import Callable


def throw_away(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        get_response(request)
        return HttpResponse("another")

    return middleware


@pytest.mark.parametrize("is_stock", [False, True])
def test_close_is_called_when_a_middleware_throws_the_answer_away(make_site: Any, is_stock: bool) -> None:
    from django.core.handlers.wsgi import WSGIHandler

    body = Body(b"0", b"1")
    site = make_site(answering(body, TEXT), MIDDLEWARE=[f"{__name__}.throw_away"])
    if is_stock:
        site.django = WSGIHandler()
    assert site().body == b"another"
    assert body.log == ["made 0", "closed"]


def test_a_response_that_no_server_takes_closes_the_application(django_settings: object) -> None:
    body = Body(b"0", b"1")
    response = call_wsgi_app(answering(body, TEXT), RequestFactory().get("/"), "/")
    response.close()
    assert body.log == ["made 0", "closed"]


def test_an_answer_that_is_forgotten_closes_the_application(django_settings: object) -> None:
    body = Body(b"0", b"1")
    call_wsgi_app(answering(body, TEXT), RequestFactory().get("/"), "/")
    gc.collect()
    assert body.log == ["made 0", "closed"]


@pytest.mark.parametrize("make", [RequestFactory().get, TwodWSGIRequest.blank], ids=["stock", "ours"])
def test_all_is_closed_with_the_request_though_something_fails(django_settings: object, make: Any) -> None:
    request = make("/")
    closed: list[int] = []

    def fail() -> None:
        closed.append(2)
        raise OSError("cannot be closed")

    close_later(request, lambda: closed.append(1))
    close_later(request, fail)
    with pytest.raises(OSError, match="cannot be closed"):
        request.close()
    assert sorted(closed) == [1, 2]
