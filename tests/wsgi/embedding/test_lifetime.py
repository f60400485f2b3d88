"""An application is told that its answer is over, whatever becomes of the response."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fidelity_kit.applications import TEXT, Body, answering
from twod.wsgi.embedding import call_wsgi_app
from twod.wsgi.embedding.exchange import WRITTEN_IN_MEMORY
from twod.wsgi.embedding.lifetime import close_later
from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def no_collector() -> Iterator[None]:
    """Nothing is released but by its owner."""
    gc.disable()
    yield
    gc.enable()


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


BIG = b"x" * (2 * WRITTEN_IN_MEMORY)


def write_and_list(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT])(BIG)
    return [b"more"]


def write_in_a_generator(environ: Any, start_response: Any) -> Iterator[bytes]:
    write = start_response("200 OK", [TEXT])
    write(BIG)
    yield b""
    write(BIG)
    yield b"more"


def write_and_fail(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT])(BIG)
    raise LookupError("after write()")


def write_and_fail_later(environ: Any, start_response: Any) -> Iterator[bytes]:
    write = start_response("200 OK", [TEXT])
    write(BIG)
    yield b"part"
    write(BIG)
    raise LookupError("after write()")


def write_too_much(environ: Any, start_response: Any) -> list[bytes]:
    start_response("200 OK", [TEXT, ("Content-Length", "3")])(BIG)
    return []


def write_when_closed(environ: Any, start_response: Any) -> Any:
    class Result:
        def __iter__(self) -> Iterator[bytes]:
            write(BIG)
            yield b"more"

        def close(self) -> None:
            write(BIG)

    write = start_response("200 OK", [TEXT])
    return Result()


WRITING = [
    write_and_list,
    write_in_a_generator,
    write_and_fail,
    write_and_fail_later,
    write_too_much,
    write_when_closed,
]


def count_open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("blocks", [0, 1, 20, 40])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("application", WRITING)
def test_what_was_written_is_let_go_whenever_the_client_goes_away(
    make_site: Any, no_collector: None, application: Any, method: str, blocks: int
) -> None:
    before = count_open_files()
    _, result = make_site(application, is_validated=False).open(method)
    taken = iter(result)
    try:
        for _ in range(blocks):
            next(taken, None)
    except LookupError:
        pass
    result.close()
    assert count_open_files() == before


def test_what_was_written_is_let_go_when_a_middleware_throws_the_answer_away(
    make_site: Any, no_collector: None
) -> None:
    before = count_open_files()
    _, result = make_site(write_and_list, MIDDLEWARE=[f"{__name__}.throw_away"]).open()
    result.close()
    assert count_open_files() == before


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_application_that_keeps_start_response_is_gone_after_its_answer(
    make_site: Any, no_collector: None, method: str
) -> None:
    applications: list[Any] = []

    class Application:
        def __init__(self, environ: Any, start_response: Any) -> None:
            self.environ, self.start_response = environ, start_response
            applications.append(weakref.ref(self))

        def __iter__(self) -> Iterator[bytes]:
            self.start_response("200 OK", [TEXT])
            yield b"answer"

    answer = make_site(Application, is_validated=False)(method)
    assert answer.status == "200 OK"
    assert applications[0]() is None
