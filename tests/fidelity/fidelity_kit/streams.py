"""The body of the answer: when each byte leaves, in which order, and when the application is told that it is over."""

from __future__ import annotations

import io
import sys
import threading
from typing import TYPE_CHECKING, Any
from wsgiref.util import FileWrapper

from fidelity_kit.applications import TEXT, Body, answering
from fidelity_kit.rows import Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from fidelity_kit.world import World

rows = Rows()


@rows.add("write(), then an iterable")
def check_write(world: World) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        write = start_response("200 OK", [TEXT])
        write(b"one ")
        write(b"two ")
        return [b"three"]

    assert world.serve(application).body == b"one two three"


@rows.add("write() while iterating keeps the order")
def check_write_while_iterating(world: World) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        return iterate(start_response("200 OK", [TEXT]))

    def iterate(write: Any) -> Iterator[bytes]:
        write(b"1 ")
        yield b"2 "
        write(b"3 ")
        yield b"4 "
        write(b"5")

    assert world.serve(application).body == b"1 2 3 4 5"


@rows.add("a generator that calls start_response at its first step")
def check_late_start(world: World) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("201 Created", [TEXT])
        yield b"late"

    answer = world.serve(application)
    assert (answer.code, answer.body) == (201, b"late")


@rows.add("a generator that writes and yields nothing")
def check_writing_generator(world: World) -> None:
    def application(environ: Any, start_response: Any) -> Iterator[bytes]:
        start_response("201 Created", [TEXT])(b"all")
        yield from ()

    answer = world.serve(application)
    assert (answer.code, answer.body) == (201, b"all")


@rows.add("a class that calls start_response in __iter__")
def check_start_in_iter(world: World) -> None:
    class Application:
        def __init__(self, environ: Any, start_response: Any) -> None:
            self.start_response = start_response

        def __iter__(self) -> Iterator[bytes]:
            self.start_response("201 Created", [TEXT])
            yield b"late"

    answer = world.serve(Application)
    assert (answer.code, answer.body) == (201, b"late")


def fail(start_response: Any, status: str) -> None:
    """Call ``start_response`` about an error, as an application does that has caught it."""
    try:
        raise ValueError("by the application")
    except ValueError:
        start_response(status, [("Content-Type", "text/html")], sys.exc_info())


@rows.add("start_response with exc_info before the first byte replaces status and headers")
def check_error_before_output(world: World) -> None:
    def application(environ: Any, start_response: Any) -> list[bytes]:
        start_response("200 OK", [TEXT, ("X-Old", "1")])
        fail(start_response, "503 Sorry")
        return [b"sorry"]

    answer = world.serve(application)
    assert (answer.code, answer.body) == (503, b"sorry")
    assert answer.get("X-Old") == []
    assert answer.get("Content-Type") == ["text/html"]


@rows.add("start_response with exc_info after the first byte raises the error and closes once")
def check_error_after_output(world: World) -> None:
    class Failing(Body):
        start_response: Any

        def __iter__(self) -> Iterator[bytes]:
            yield b"part"
            fail(self.start_response, "500 Sorry")
            yield b"never"

    body = Failing()

    def application(environ: Any, start_response: Any) -> Body:
        body.start_response = start_response
        start_response("200 OK", [TEXT])
        return body

    answer = world.serve(application)
    assert (answer.code, answer.blocks) == (200, [b"part"])
    assert isinstance(answer.error, ValueError)
    assert body.log == ["closed"]


@rows.add("an error in the middle reaches the server after what was sent, and closes once")
def check_error_in_the_middle(world: World) -> None:
    body = Body(b"part", ValueError("in the middle"), b"never")
    answer = world.serve(answering(body, TEXT))
    assert (answer.code, answer.blocks) == (200, [b"part"])
    assert isinstance(answer.error, ValueError)
    assert body.log == ["made 0", "made 1", "closed"]


@rows.add("close() is called once, after the last block was sent")
def check_close(world: World) -> None:
    body = Body(b"0", b"1")
    answer = world.serve(answering(body, TEXT), on_block=lambda block: body.log.append(f"sent {block.decode()}"))
    assert answer.body == b"01"
    assert body.log[-2:] == ["sent 1", "closed"]
    assert body.log.count("closed") == 1


class Patient:
    """A body of which each block waits, for a while, until the one before has been sent.

    A server may send in another thread than that in which the next block is made.
    """

    SECONDS = 2

    def __init__(self, *blocks: bytes) -> None:
        self.blocks = blocks
        self.sent = threading.Semaphore(0)
        self.is_held_back = False

    def __iter__(self) -> Iterator[bytes]:
        for number, block in enumerate(self.blocks):
            if number and not self.is_held_back:
                self.is_held_back = not self.sent.acquire(timeout=self.SECONDS)
            yield block


@rows.add("each block is sent before the next is made")
def check_stream(world: World) -> None:
    body = Patient(b"0", b"1", b"2")
    answer = world.serve(answering(body, TEXT), on_block=lambda block: body.sent.release())
    assert answer.blocks == [b"0", b"1", b"2"]
    assert not body.is_held_back


def check_disconnect_after_a_block(world: World, **more: Any) -> None:
    body = Body(*[b"x"] * 1000)
    answer = world.serve(answering(body, TEXT), leave_after=1, **more)
    assert len(answer.blocks) == 1
    # What is made by now is in a queue, at the most.
    assert len(body.log) < 100
    assert body.log.count("closed") == 1


@rows.add("a client that goes away stops the application, which is closed once")
def check_disconnect(world: World) -> None:
    check_disconnect_after_a_block(world)


@rows.add("close() is called once on HEAD, when the server takes no body")
def check_close_on_head(world: World) -> None:
    body = Body(b"0", b"1")
    answer = world.serve(answering(body, TEXT), "HEAD", raw=True, leave_after=0)
    assert answer.code == 200
    assert body.log.count("closed") == 1


@rows.add("a file in wsgi.file_wrapper reaches the server in the server's own", needs="wsgi")
def check_file_wrapper(world: World) -> None:
    class ServerWrapper(FileWrapper):
        """By which a server knows that it may send the file itself."""

    file = io.BytesIO(b"0123456789")

    def application(environ: Any, start_response: Any) -> Any:
        start_response("200 OK", [TEXT, ("Content-Length", "10")])
        return environ["wsgi.file_wrapper"](file, 4)

    answer = world.serve(application, raw=True, **{"wsgi.file_wrapper": ServerWrapper})
    assert isinstance(answer.result, ServerWrapper)
    assert (answer.code, answer.body) == (200, b"0123456789")
