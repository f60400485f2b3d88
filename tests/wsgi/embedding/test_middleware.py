"""Django's own middleware around an embedded application."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from twod.wsgi import mount

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = ("Content-Type", "text/plain")


def saying(status: str, *headers: tuple[str, str], body: Any) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> Any:
        start_response(status, list(headers))
        return body

    return application


GZIP = {"MIDDLEWARE": ["django.middleware.gzip.GZipMiddleware"]}
CONDITIONAL = {"MIDDLEWARE": ["django.middleware.http.ConditionalGetMiddleware"]}


def test_gzip_compresses_a_stream_block_by_block_without_a_stale_length(make_site: Any) -> None:
    made = []

    def blocks() -> Iterator[bytes]:
        for number in range(3):
            made.append(number)
            yield bytes([number]) * 50_000

    application = saying("200 OK", TEXT, ("Content-Length", "150000"), ("ETag", '"a"'), body=blocks())
    answer, result = make_site(application, **GZIP).open(HTTP_ACCEPT_ENCODING="gzip")
    compressed = iter(result)
    first = next(compressed)
    assert made == [0]
    data = first + b"".join(compressed)
    result.close()
    assert gzip.decompress(data) == b"\0" * 50_000 + b"\1" * 50_000 + b"\2" * 50_000
    assert answer.get("Content-Length") == []
    assert answer.get("Content-Encoding") == ["gzip"]
    assert answer.get("ETag") == ['W/"a"']


def test_gzip_compresses_a_list(make_site: Any) -> None:
    answer = make_site(saying("200 OK", TEXT, body=[b"x" * 1000]), is_validated=False, **GZIP)(
        HTTP_ACCEPT_ENCODING="gzip"
    )
    assert gzip.decompress(answer.body) == b"x" * 1000
    assert answer.get("Content-Length") == [str(len(answer.body))]


class Body:
    def __init__(self) -> None:
        self.closed = 0

    def __iter__(self) -> Iterator[bytes]:
        yield b"x"

    def close(self) -> None:
        self.closed += 1


def test_conditional_get_answers_304_to_the_application_s_etag_and_closes_its_body(make_site: Any) -> None:
    body = Body()
    headers = [TEXT, ("ETag", '"a"'), ("Set-Cookie", "s=1; Sparkling")]
    answer = make_site(saying("200 OK", *headers, body=body), **CONDITIONAL)(HTTP_IF_NONE_MATCH='"a"')
    assert answer.status == "304 Not Modified"
    assert answer.body == b""
    assert answer.get("Set-Cookie") == ["s=1; Sparkling"]
    assert body.closed == 1


def test_conditional_get_makes_an_etag_for_a_list(make_site: Any) -> None:
    site = make_site(saying("200 OK", TEXT, body=[b"x"]), is_validated=False, **CONDITIONAL)
    (etag,) = site().get("ETag")
    assert site(HTTP_IF_NONE_MATCH=etag).status == "304 Not Modified"


@pytest.mark.parametrize(("own", "expected"), [(None, "DENY"), ("SAMEORIGIN", "SAMEORIGIN")])
def test_an_x_frame_options_of_the_application_is_kept(make_site: Any, own: str | None, expected: str) -> None:
    more = [("X-Frame-Options", own)] if own else []
    assert make_site(saying("200 OK", TEXT, *more, body=[]))().get("X-Frame-Options") == [expected]


def test_a_404_of_the_application_keeps_its_body_and_is_no_redirect(make_site: Any) -> None:
    answer = make_site(saying("404 Not Found", TEXT, body=[b"no such page"]))(url="/mnt/no-slash")
    assert (answer.status, answer.body) == ("404 Not Found", b"no such page")


def test_common_adds_the_length_of_a_list(make_site: Any) -> None:
    assert make_site(saying("200 OK", TEXT, body=[b"ab", b"c"]), is_validated=False)().get("Content-Length") == ["3"]


def use_session(get_response: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def middleware(request: Any) -> Any:
        request.session["seen"] = True
        return get_response(request)

    return middleware


def test_the_session_of_django_sets_its_cookie_beside_those_of_the_application(make_site: Any) -> None:
    application = saying("200 OK", TEXT, ("Set-Cookie", "s=1; Sparkling"), body=[])
    middleware = ["django.contrib.sessions.middleware.SessionMiddleware", f"{__name__}.use_session"]
    own, session = make_site(application, MIDDLEWARE=middleware)().get("Set-Cookie")
    assert own == "s=1; Sparkling"
    assert session.lstrip().startswith("sessionid=")


def test_security_headers_are_added(make_site: Any) -> None:
    answer = make_site(saying("200 OK", TEXT, body=[]))()
    assert answer.get("X-Content-Type-Options") == ["nosniff"]


def test_django_s_own_test_client_reaches_the_application(make_site: Any) -> None:
    application = saying(
        "200 OK", TEXT, ("Set-Cookie", "s=1; Sparkling"), ("Set-Cookie", "s=2"), body=iter([b"a", b"b"])
    )
    make_site(application)
    client = Client()
    response = client.get("/mnt/a")
    assert b"".join(response.streaming_content) == b"ab"
    assert client.cookies["s"].value == "2"


def test_the_checks_of_django_find_nothing_wrong_with_a_mount(make_site: Any) -> None:
    pattern = mount("mnt/", saying("200 OK", TEXT, body=[]), name="mnt")
    assert pattern.check() == []
