"""The body: when each byte leaves, in which order, and when the application is told that it is over."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from fidelity_kit.applications import Body
from twod.wsgi.embedding.exchange import WRITTEN_IN_MEMORY
from twod.wsgi.exc import BrokenApplicationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = [("Content-Type", "text/plain")]


def answering(body: Any, *headers: tuple[str, str]) -> Callable[..., Any]:
    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [*TEXT, *headers])
        return body

    return application


def test_an_error_of_the_system_in_the_body_is_no_client_that_went_away(make_site: Any) -> None:
    def make_body() -> Iterator[bytes]:
        yield b"0"
        raise ConnectionResetError("another server has gone")

    _, result = make_site(answering(make_body())).open()
    blocks = iter(result)
    assert next(blocks) == b"0"
    with pytest.raises(BrokenApplicationError, match="failed after 1 bytes of the body: another server has gone"):
        next(blocks)
    result.close()


def test_each_block_leaves_before_the_next_is_made(make_site: Any) -> None:
    body = Body(b"0", b"1", b"2")
    answer, result = make_site(answering(body)).open()
    assert answer.status == "200 OK"
    # The head waits for the first byte, as in a server.
    assert body.log == ["made 0"]
    blocks = iter(result)
    for number in range(3):
        assert next(blocks) == str(number).encode()
        body.log.append(f"sent {number}")
    result.close()
    assert body.log == ["made 0", "sent 0", "made 1", "sent 1", "made 2", "sent 2", "closed"]


def test_close_is_called_once_after_the_last_block(make_site: Any) -> None:
    body = Body(b"0", b"1")
    assert make_site(answering(body))().body == b"01"
    assert body.log == ["made 0", "made 1", "closed"]


def test_a_client_that_goes_away_stops_the_application(make_site: Any) -> None:
    body = Body(b"0", b"1", b"2")
    _, result = make_site(answering(body)).open()
    next(iter(result))
    result.close()
    assert body.log == ["made 0", "closed"]


def test_close_is_called_on_head_though_nothing_is_taken(make_site: Any) -> None:
    body = Body(b"0", b"1")
    _, result = make_site(answering(body), is_validated=False).open("HEAD")
    result.close()
    assert body.log == ["made 0", "closed"]


def test_close_is_called_on_a_list_that_has_one(make_site: Any) -> None:
    class Closing(list[bytes]):
        closed = 0

        def close(self) -> None:
            self.closed += 1

    body = Closing([b"a", b"b"])
    assert make_site(answering(body))().body == b"ab"
    assert body.closed == 1


def test_write_then_an_iterable(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        write = start_response("200 OK", TEXT)
        write(b"one ")
        write(b"two ")
        return [b"three"]

    assert make_site(application)().body == b"one two three"


def test_write_while_iterating_keeps_the_order(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        write = start_response("200 OK", TEXT)
        write(b"1 ")
        yield b"2 "
        write(b"3 ")
        yield b"4 "
        write(b"5")

    assert make_site(application)().body == b"1 2 3 4 5"


def test_a_generator_that_writes_and_yields_nothing(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        write = start_response("200 OK", TEXT)
        write(b"all")
        if environ is None:
            yield b""

    assert make_site(application)().body == b"all"


def test_what_is_written_in_megabytes_is_whole(make_site: Any) -> None:
    block = bytes(range(256)) * 1024

    def application(environ: Any, start_response: Any) -> list[bytes]:
        write = start_response("200 OK", TEXT)
        for _ in range(3 * WRITTEN_IN_MEMORY // len(block)):
            write(block)
        return []

    assert make_site(application)().body == block * (3 * WRITTEN_IN_MEMORY // len(block))


def test_start_response_on_the_first_step_of_a_generator(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("201 Created", TEXT)
        yield b"late"

    answer = make_site(application)()
    assert (answer.status, answer.body) == ("201 Created", b"late")


def test_start_response_in_iter_of_a_class(make_site: Any) -> None:
    class Application:
        def __init__(self, environ: Any, start_response: Any) -> None:
            self.start_response = start_response

        def __iter__(self) -> Iterator[bytes]:
            self.start_response("201 Created", TEXT)
            yield b"late"

    answer = make_site(Application)()
    assert (answer.status, answer.body) == ("201 Created", b"late")


def test_start_response_after_empty_blocks(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        yield b""
        start_response("201 Created", TEXT)
        yield b""
        yield b"late"

    # The validator does not know that PEP 3333 allows it.
    answer = make_site(application, is_validated=False)()
    assert (answer.status, answer.body) == ("201 Created", b"late")


def raise_and_say(start_response: Any, status: str) -> None:
    try:
        raise ValueError("by the application")
    except ValueError:
        start_response(status, [("Content-Type", "text/html")], sys.exc_info())


@pytest.mark.parametrize("is_iterating", [False, True])
def test_exc_info_before_the_first_byte_replaces_the_head(make_site: Any, is_iterating: bool) -> None:
    def at_once(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [*TEXT, ("X-Old", "1")])
        raise_and_say(start_response, "503 Sorry")
        return [b"sorry"]

    def on_iteration(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("200 OK", [*TEXT, ("X-Old", "1")])
        yield b""
        raise_and_say(start_response, "503 Sorry")
        yield b"sorry"

    answer = make_site(on_iteration if is_iterating else at_once)()
    assert (answer.status, answer.body) == ("503 Sorry", b"sorry")
    assert answer.get("X-Old") == []
    assert answer.get("Content-Type") == ["text/html"]


def test_exc_info_after_the_first_byte_raises_what_it_has_and_closes_once(make_site: Any) -> None:
    closed = []

    class Answering:
        def __init__(self, environ: Any, start_response: Any) -> None:
            self.start_response = start_response

        def __iter__(self) -> Iterator[bytes]:
            self.start_response("200 OK", TEXT)
            yield b"part"
            raise_and_say(self.start_response, "500 Sorry")
            yield b"never"

        def close(self) -> None:
            closed.append(True)

    answer = make_site(Answering)()
    assert answer.status == "200 OK"
    assert answer.blocks == [b"part"]
    assert isinstance(answer.error, ValueError)
    assert closed == [True]


def test_exc_info_after_write_raises_what_it_has(make_site: Any) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", TEXT)(b"part")
        raise_and_say(start_response, "503 Sorry")
        return []

    answer = make_site(application)()
    assert answer.status == "500 Internal Server Error"
    assert b"part" not in answer.body


def test_an_error_mid_stream_reaches_the_server_after_what_was_sent(make_site: Any) -> None:
    body = Body(b"part", ValueError("mid-stream"), b"never")
    answer = make_site(answering(body))()
    assert answer.blocks == [b"part"]
    assert isinstance(answer.error, ValueError)
    assert body.log == ["made 0", "made 1", "closed"]
