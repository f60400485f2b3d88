"""The request's body: whole, whoever has read it before, and unread, if nobody has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from fidelity_kit.applications import TEXT, Recorder
from fidelity_kit.rows import Rows
from fidelity_kit.server import PART, Sent
from fidelity_kit.site import MIDDLEWARE, TOKEN

if TYPE_CHECKING:
    from fidelity_kit.world import World

rows = Rows()

URLENCODED = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=xx"
FORM = f"csrfmiddlewaretoken={TOKEN}&a=1".encode()
PARTS = (
    f'--xx\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{TOKEN}\r\n'
    '--xx\r\nContent-Disposition: form-data; name="f"; filename="f.bin"\r\n\r\n\x00\xff\r\n--xx--\r\n'
).encode("latin-1")
FIVE_MEGABYTES = b"0123456789abcdef" * (5 * 2**16)

WITH_COOKIE = {"HTTP_COOKIE": f"csrftoken={TOKEN}"}
WITH_TOKEN = WITH_COOKIE | {"HTTP_X_CSRFTOKEN": TOKEN}
CHUNKED = {"CONTENT_LENGTH": None, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}


def check_body(world: World, body: bytes, method: str = "POST", **more: Any) -> None:
    recorder = Recorder()
    answer = world.serve(recorder, method, body=body, **more)
    assert answer.code == 200, answer.status or repr(answer.error)
    assert recorder.body == body, f"{len(recorder.body)} of {len(body)} bytes"


@rows.add("a form is whole after Django has looked into it for its CSRF token")
def check_form(world: World) -> None:
    check_body(world, FORM, CONTENT_TYPE=URLENCODED, needs_token=True, **WITH_COOKIE)


@rows.add("a multipart form is whole after Django has looked into it for its CSRF token")
def check_multipart(world: World) -> None:
    check_body(world, PARTS, CONTENT_TYPE=MULTIPART, needs_token=True, **WITH_COOKIE)


@rows.add("JSON is whole, with the CSRF token in a header")
def check_json(world: World) -> None:
    body = json.dumps({"a": "é"}).encode()
    check_body(world, body, CONTENT_TYPE="application/json", needs_token=True, **WITH_TOKEN)


@rows.add("5 MB by PUT are whole")
def check_put(world: World) -> None:
    check_body(world, FIVE_MEGABYTES, "PUT", CONTENT_TYPE="application/octet-stream", **WITH_TOKEN)


@rows.add("a form of 5 MB, above DATA_UPLOAD_MAX_MEMORY_SIZE, is whole")
def check_large_form(world: World) -> None:
    check_body(world, FIVE_MEGABYTES, CONTENT_TYPE=URLENCODED, **WITH_TOKEN)


@rows.add("a chunked body without a length is whole")
def check_chunked(world: World) -> None:
    check_body(world, b"chunked", "PUT", **CHUNKED, **WITH_TOKEN)


@rows.add("a chunked body of 200 kB without a length is whole")
def check_large_chunked(world: World) -> None:
    check_body(world, b"0123456789" * 20_000, "PUT", **CHUNKED, **WITH_TOKEN)


@rows.add("a body is not read before the application asks for it")
def check_unread(world: World) -> None:
    sent = Sent(FIVE_MEGABYTES)
    read_before = []

    def application(environ: Any, start_response: Any) -> list[bytes]:
        read_before.append(sent.bytes_read)
        assert len(environ["wsgi.input"].read(1000)) == 1000
        start_response("200 OK", [TEXT])
        return [b"ok"]

    world.serve(application, "PUT", body=sent, **WITH_TOKEN)
    assert read_before, "the application was not called"
    # By ASGI, the first part comes unasked.
    assert read_before[0] <= PART


class Reading:
    """A middleware that reads the body before the view does."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> Any:
        return self.get_response(request)

    def process_view(self, request: Any, *args: object) -> None:
        assert request.body == FORM


class Parsing(Reading):
    """A middleware that reads the form and its files before the view does."""

    def process_view(self, request: Any, *args: object) -> None:
        assert request.POST["csrfmiddlewaretoken"] == TOKEN
        assert request.FILES["f"].read() == b"\x00\xff"


@rows.add("a body is whole after a middleware has read request.body", needs="django")
def check_read_before(world: World) -> None:
    middleware = (*MIDDLEWARE, f"{__name__}.Reading")
    check_body(world, FORM, "PUT", CONTENT_TYPE=URLENCODED, middleware=middleware, **WITH_TOKEN)


@rows.add("a multipart body is whole after a middleware has read request.POST and request.FILES", needs="django")
def check_parsed_before(world: World) -> None:
    middleware = (*MIDDLEWARE, f"{__name__}.Parsing")
    check_body(world, PARTS, CONTENT_TYPE=MULTIPART, middleware=middleware, **WITH_TOKEN)


@rows.add("of a body that ends early the application gets what there is")
def check_short_body(world: World) -> None:
    recorder = Recorder()
    more = {"CONTENT_LENGTH": "8", "CONTENT_TYPE": "application/octet-stream"}
    world.serve(recorder, "PUT", body=b"half", **more, **WITH_TOKEN)
    assert recorder.environ, "the application was not called"
    assert recorder.body == b"half"
