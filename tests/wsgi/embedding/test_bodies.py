"""The request's body, in front of the embedded application and behind whoever read it before."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import path

from fidelity_kit.bodies import FORM, MULTIPART, PARTS, URLENCODED
from fidelity_kit.site import TOKEN
from twod.wsgi.embedding import call_wsgi_app, make_wsgi_view
from twod.wsgi.exc import ApplicationCallError

if TYPE_CHECKING:
    from collections.abc import Callable

READERS: dict[str, Callable[[Any], object]] = {
    "body": lambda request: request.body,
    "POST-and-FILES": lambda request: (request.POST, request.FILES),
    "read": lambda request: request.read(),
    "uPOST": lambda request: request.uPOST,
    "webob-body": lambda request: request.webob.body,
}


def reading(reader: Callable[[Any], object]) -> type:
    """A middleware that reads the body before the view."""

    class ReadingMiddleware:
        def __init__(self, get_response: Callable[[Any], Any]) -> None:
            self.get_response = get_response

        def __call__(self, request: Any) -> Any:
            return self.get_response(request)

        def process_view(self, request: Any, *args: object) -> None:
            reader(request)

    return ReadingMiddleware


def read_body(request: Any) -> None:
    READERS[request.META["test.reader"]](request)


ReadingMiddleware = reading(read_body)
WITH_READER = [f"{__name__}.ReadingMiddleware"]


@pytest.mark.parametrize(("body", "content_type"), [(FORM, URLENCODED), (PARTS, MULTIPART)], ids=["form", "multipart"])
def test_a_form_is_whole_after_the_csrf_middleware_looked_for_its_token(
    make_site: Any, recorder: Any, body: bytes, content_type: str
) -> None:
    answer = make_site(recorder, csrf="token")(
        "POST", body=body, CONTENT_TYPE=content_type, HTTP_COOKIE=f"csrftoken={TOKEN}"
    )
    assert answer.status == "200 OK"
    assert recorder.body == body
    assert recorder.environ["CONTENT_LENGTH"] == str(len(body))


def test_json_is_whole_with_the_token_in_a_header(make_site: Any, recorder: Any) -> None:
    body = json.dumps({"a": "é"}).encode()
    more = {"HTTP_COOKIE": f"csrftoken={TOKEN}", "HTTP_X_CSRFTOKEN": TOKEN}
    make_site(recorder, csrf="token")("POST", body=body, CONTENT_TYPE="application/json", **more)
    assert recorder.body == body


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("body", "content_type"), [(FORM, URLENCODED), (PARTS, MULTIPART)], ids=["form", "multipart"])
def test_the_body_is_whole_after_a_middleware_read_it(
    make_site: Any, recorder: Any, reader: str, body: bytes, content_type: str
) -> None:
    site = make_site(recorder, MIDDLEWARE=WITH_READER)
    site("POST", body=body, CONTENT_TYPE=content_type, **{"test.reader": reader})
    assert recorder.body == body


@pytest.mark.parametrize("content_type", ["application/octet-stream", URLENCODED])
def test_five_megabytes_are_whole_and_not_limited_by_django(make_site: Any, recorder: Any, content_type: str) -> None:
    body = b"0123456789abcdef" * (5 * 2**16)
    answer = make_site(recorder)("PUT", body=body, CONTENT_TYPE=content_type)
    assert answer.status == "200 OK"
    assert recorder.body == body


def test_an_unread_body_is_the_server_s_own_stream_and_is_not_touched(make_site: Any) -> None:
    streams: list[Any] = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        streams.append(environ["wsgi.input"])
        start_response("204 No Content", [])
        return []

    from unittest.mock import ANY

    site = make_site(application, is_validated=False)
    answer = site("POST", body=b"x" * 1000, CONTENT_TYPE=URLENCODED)
    assert answer.status == "204 No Content"
    # The outer validator stands between the server's stream and Django.
    assert streams == [ANY]
    assert streams[0].input.bytes_read == 0


@pytest.mark.parametrize("size", [10, 200_000])
@pytest.mark.parametrize("reader", [None, "body"])
def test_a_chunked_body_without_a_length_is_whole(make_site: Any, recorder: Any, size: int, reader: str | None) -> None:
    more = {"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked", "test.reader": reader}
    site = make_site(recorder, MIDDLEWARE=WITH_READER if reader else [])
    site("PUT", body=b"x" * size, **more, CONTENT_LENGTH=None)
    assert recorder.body == b"x" * size
    assert "CONTENT_LENGTH" not in recorder.environ


def test_a_body_that_ends_early_reaches_the_application_as_far_as_it_came(make_site: Any, recorder: Any) -> None:
    answer = make_site(recorder)("POST", body=b"half", CONTENT_LENGTH="8", CONTENT_TYPE="text/plain")
    assert answer.status == "200 OK"
    assert recorder.body == b"half"


def test_two_applications_in_turn_get_the_whole_body_once_django_has_read_it(make_site: Any, recorder: Any) -> None:
    bodies = []

    def view(request: Any) -> Any:
        assert request.body == b"twice"
        call_wsgi_app(recorder, request, "/a")
        bodies.append(recorder.body)
        recorder.body = b""
        return call_wsgi_app(recorder, request, "/a")

    make_site([path("mnt/a", view)], MIDDLEWARE=[])("PUT", "/mnt/a", body=b"twice")
    assert [*bodies, recorder.body] == [b"twice", b"twice"]


@pytest.mark.parametrize("reader", [None, "body"])
def test_a_stock_django_request_hands_on_its_body(make_site: Any, recorder: Any, reader: str | None) -> None:
    site = make_site(recorder, MIDDLEWARE=WITH_READER if reader else [])
    site.django = WSGIHandler()
    site("PUT", body=b"stock", **{"test.reader": reader})
    assert recorder.body == b"stock"


def test_a_stock_django_request_that_has_parsed_its_files_names_the_class_that_can_do_it(
    make_site: Any, recorder: Any
) -> None:
    def view(request: Any) -> Any:
        assert request.FILES
        with pytest.raises(ApplicationCallError, match="DjangoApplication"):
            call_wsgi_app(recorder, request, "/a")
        return make_wsgi_view(recorder)(request.__class__(request.environ), "/a")

    site = make_site([path("mnt/a", view)], MIDDLEWARE=[])
    site.django = WSGIHandler()
    assert site("POST", "/mnt/a", body=PARTS, CONTENT_TYPE=MULTIPART).status == "200 OK"
