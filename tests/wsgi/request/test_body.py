"""The body, read by Django, by WebOb or by an application behind them, in any order."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import webob
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.request import RawPostDataException
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.conf import UserSettingsHolder

pytestmark = pytest.mark.usefixtures("django_settings")

BOUNDARY = "a-boundary-of-some-length"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
URLENCODED = "application/x-www-form-urlencoded"


class ServerInput:
    """A server's ``wsgi.input``: what was read is gone, and reading past the body would wait for ever."""

    def __init__(self, sent: bytes, *, block: int = 1 << 30, terminated: bool = False, length: int | None = None):
        self._stream = io.BytesIO(sent)
        self._block = block
        self._terminated = terminated
        self._left = len(sent) if length is None else length
        self.bytes_read = 0

    def _account(self, size: int, data: bytes) -> bytes:
        if not self._terminated:
            assert 0 <= size <= self._left, f"reading {size} bytes where {self._left} are left waits for ever"
        self._left -= len(data)
        self.bytes_read += len(data)
        return data

    def close(self) -> None:
        self._stream.close()

    def read(self, size: int = -1) -> bytes:
        return self._account(size, self._stream.read(self._block if size < 0 else min(size, self._block)))

    def readline(self, size: int = -1) -> bytes:
        return self._account(size, self._stream.readline(size))


def make_environ(body: bytes, content_type: str, *, chunked: bool = False, **stream: Any) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": "POST",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "wsgi.input": ServerInput(body, terminated=chunked, **stream),
        "wsgi.url_scheme": "http",
    }
    if chunked:
        environ |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
    else:
        environ["CONTENT_LENGTH"] = str(stream.get("length") or len(body))
    return environ


def close(*requests: Any) -> None:
    """Close requests and, since WebOb leaves that to the garbage collector, the files that it put in their environ."""
    for request in requests:
        if isinstance(request, WSGIRequest):
            request.close()
        request.environ["wsgi.input"].close()


Open = Callable[[dict[str, Any]], TwodWSGIRequest]


@pytest.fixture
def open_request() -> Iterator[Open]:
    """Makes requests that are closed after the test."""
    requests: list[TwodWSGIRequest] = []

    def open_one(environ: dict[str, Any]) -> TwodWSGIRequest:
        requests.append(TwodWSGIRequest(environ))
        return requests[-1]

    yield open_one
    close(*requests)


def make_multipart(*parts: tuple[str, str | None, bytes], headers: bytes = b"") -> bytes:
    body = b""
    for name, filename, content in parts:
        file = f'; filename="{filename}"' if filename else ""
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}\r\n'
        body += head.encode() + headers + b"\r\n" + content + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


def fields(post: Any) -> list[tuple[str, Any]]:
    """All fields of a form, as either library has them, with the content of the files in the place of the files."""
    if isinstance(post, QueryDict):
        return sorted((name, value) for name, values in post.lists() for value in values)
    return sorted((name, getattr(value, "value", value)) for name, value in post.items())


def uploads(files: Any) -> list[tuple[str, str, bytes]]:
    found = []
    for name, values in files.lists():
        for value in values:
            value.seek(0)
            found.append((name, value.name, value.read()))
    return sorted(found)


def read_some(request: Any, size: int) -> bytes:
    """As many bytes, fewer at the end only, however few the server gives at a time."""
    data: bytes = request.read(size)
    while len(data) < size and (more := request.read(size - len(data))):
        data += more
    return data


def read_copy(request: Any) -> bytes:
    copy = request.copy()
    body: bytes = getattr(copy, "webob", copy).body
    close(copy)
    return body


DJANGO_READERS: dict[str, Callable[[Any], Any]] = {
    "POST": lambda request: fields(request.POST),
    "FILES": lambda request: uploads(request.FILES),
    "body": lambda request: request.body,
    "read()": lambda request: request.read(),
    "read(n)": lambda request: read_some(request, 10),
    "readline()": lambda request: request.readline(),
}
WEBOB_READERS: dict[str, Callable[[Any], Any]] = {
    "uPOST": lambda request: fields(getattr(request, "uPOST" if hasattr(request, "uPOST") else "POST")),
    "webob.body": lambda request: getattr(request, "webob", request).body,
    "text": lambda request: request.text,
    "copy().body": read_copy,
}


def outcome(reader: Callable[[Any], Any], request: Any) -> Any:
    """What a reader gives, or how it fails: the same library is to give the same."""
    try:
        return reader(request)
    except (RawPostDataException, RequestDataTooBig, ValueError) as error:
        return type(error)


BODIES = {
    "a form": (URLENCODED, b"name=value&name=other&caf%C3%A9=%E6%97%A5"),
    "an empty form": (URLENCODED, b""),
    "a form with lines": (URLENCODED, b"a=1\n2\n&b=3"),
    "json": ("application/json", b'{"a": [1, 2, "\xc3\xa9"]}'),
    "bytes": ("application/octet-stream", b"\x00\r\n" + bytes(range(128)) * 2000),
    "a multipart form": (MULTIPART, make_multipart(("a", None, b"1"), ("a", None, b"2"))),
    "a small file": (MULTIPART, make_multipart(("a", None, b"1"), ("file", "a.txt", b"text\r\n--text"))),
    "a large file": (MULTIPART, make_multipart(("file", "a.bin", b"0123456789abcde\n" * 20000), ("a", None, b"1"))),
    "large files": (
        MULTIPART,
        make_multipart(
            ("file", "a.bin", b"0" * 150_001), ("a", None, b"1"), ("file", "b.bin", b"1" * 70_000), ("f", "e", b"")
        ),
    ),
}


@pytest.mark.parametrize("kind", BODIES)
@given(
    readers=st.lists(st.sampled_from([*DJANGO_READERS, *WEBOB_READERS]), min_size=2, max_size=5),
    block=st.sampled_from([700, 65536, 1 << 30]),
    memory=st.sampled_from([0, 2621440]),
    chunked=st.booleans(),
)
@settings(max_examples=25)
def test_each_reader_finds_what_it_would_find_alone_in_whatever_order_they_come(
    django_settings: UserSettingsHolder, kind: str, readers: list[str], block: int, memory: int, chunked: bool
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = memory
    content_type, body = BODIES[kind]
    if not chunked:
        block = 1 << 30  # WebOb takes any read that gives less than was asked for as a client that went away.
    both = TwodWSGIRequest(make_environ(body, content_type, block=block, chunked=chunked))
    django_alone = WSGIRequest(make_environ(body, content_type))
    for name in readers:
        if name in DJANGO_READERS:
            assert outcome(DJANGO_READERS[name], both) == outcome(DJANGO_READERS[name], django_alone), name
        else:
            webob_alone = webob.Request(make_environ(body, content_type))
            assert outcome(WEBOB_READERS[name], both) == outcome(WEBOB_READERS[name], webob_alone), name
            close(webob_alone)
    close(both, django_alone)


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("first", [*DJANGO_READERS, *WEBOB_READERS])
def test_an_application_behind_is_given_the_whole_body_byte_for_byte(
    open_request: Open, first: str, kind: str, chunked: bool
) -> None:
    content_type, body = BODIES[kind]
    request = open_request(make_environ(body, content_type, chunked=chunked))
    outcome((DJANGO_READERS | WEBOB_READERS)[first], request)
    stream = request.get_wsgi_input()
    assert read_all(stream, len(body)) == body
    request.close()


def read_all(stream: Any, length: int) -> bytes:
    data = b""
    while len(data) < length and (more := stream.read(length - len(data))):
        data += more
    return data


def test_a_body_that_nobody_has_read_is_given_as_the_servers_own_stream(open_request: Open) -> None:
    environ = make_environ(b"a=1", URLENCODED)
    server_input = environ["wsgi.input"]
    request = open_request(environ)
    assert request.urlvars == {}
    assert request.get_wsgi_input() is server_input
    assert request.get_wsgi_input() is server_input
    assert server_input.bytes_read == 0


def test_django_says_so_when_the_servers_stream_was_given_away(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1", URLENCODED))
    request.get_wsgi_input().read(3)
    with pytest.raises(RawPostDataException, match="passed to another WSGI application"):
        request.POST  # noqa: B018
    with pytest.raises(RawPostDataException, match="passed to another WSGI application"):
        request.read()


def test_a_request_without_body_can_be_handed_on_and_still_be_read(open_request: Open) -> None:
    environ = make_environ(b"", URLENCODED)
    del environ["CONTENT_LENGTH"]
    request = open_request(environ)
    assert request.get_wsgi_input() is environ["wsgi.input"]
    assert request.body == b""
    assert request.get_wsgi_input() is environ["wsgi.input"]


def test_an_application_behind_sees_the_body_that_was_set_through_webob(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1", URLENCODED))
    assert request.POST["a"] == "1"
    request.webob.body = b"b=22"
    assert request.get_wsgi_input().read(int(request.environ["CONTENT_LENGTH"])) == b"b=22"
    request.webob.body_file = io.BytesIO(b"c=333")
    assert request.get_wsgi_input().read() == b"c=333"


def test_a_body_set_through_webob_before_django_reads_is_what_django_reads(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1", URLENCODED))
    request.webob.body = b"b=22"
    assert fields(request.POST) == [("b", "22")]


def test_a_body_that_webob_streams_is_not_waited_for(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1&b=2", URLENCODED))
    assert request.body_file.read(3) == b"a=1"
    with pytest.raises(RawPostDataException, match="body_file"):
        request.body  # noqa: B018
    with pytest.raises(RawPostDataException, match="body_file"):
        request.get_wsgi_input()


def test_a_request_of_webob_made_from_the_environ_by_hand_sees_the_body_too(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1", URLENCODED))
    assert request.POST["a"] == "1"
    assert webob.Request(request.environ).POST["a"] == "1"


def test_webobs_replay_is_a_seekable_file(open_request: Open) -> None:
    request = open_request(make_environ(b"one\ntwo\nthree", "text/plain"))
    assert request.body == b"one\ntwo\nthree"
    replay: Any = request.environ["wsgi.input"]
    assert replay.readline() == b"one\n"
    assert replay.tell() == 4
    assert replay.seek(-5, io.SEEK_END) == 8
    assert replay.readlines() == [b"three"]
    assert replay.seek(0) == 0
    assert list(replay) == [b"one\n", b"two\n", b"three"]


def test_the_end_of_a_chunked_body_is_found_by_reading_it(open_request: Open) -> None:
    request = open_request(make_environ(b"0123456789", "text/plain", chunked=True, block=3))
    assert request.read(2) == b"01"
    replay: Any = request.get_wsgi_input()
    assert replay.seek(-1, io.SEEK_END) == 9
    assert replay.read() == b"9"
    assert request.read() == b"23456789"


# Chunked bodies, for Django itself


def test_a_chunked_form_is_read_by_django(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1&a=2", URLENCODED, chunked=True))
    assert request.POST.getlist("a") == ["1", "2"]
    assert request.body == b"a=1&a=2"


@pytest.mark.parametrize("read_body_first", [False, True])
def test_a_chunked_upload_is_read_by_django(open_request: Open, read_body_first: bool) -> None:
    body = make_multipart(("a", None, b"1"), ("file", "a.bin", b"0123456789" * 20000))
    request = open_request(make_environ(body, MULTIPART, chunked=True))
    if read_body_first:
        assert request.body == body
    assert request.POST["a"] == "1"
    assert uploads(request.FILES) == [("file", "a.bin", b"0123456789" * 20000)]
    request.close()


def test_a_chunked_body_is_held_to_djangos_limit(open_request: Open, django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    environ = make_environ(b"x" * 10_000_000, URLENCODED, chunked=True)
    server_input = environ["wsgi.input"]
    request = open_request(environ)
    for _ in range(2):
        with pytest.raises(RequestDataTooBig):
            request.body  # noqa: B018
    assert server_input.bytes_read < 200_000
    assert len(read_all(request.get_wsgi_input(), 10_000_000)) == 10_000_000


def test_a_chunked_body_at_the_limit_is_read(open_request: Open, django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert open_request(make_environ(b"x" * 1000, "text/plain", chunked=True)).body == b"x" * 1000


def test_a_chunked_body_without_limit_is_read_whole(open_request: Open, django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = None
    assert len(open_request(make_environ(b"x" * 5_000_000, "text/plain", chunked=True)).body) == 5_000_000


def test_the_fields_of_a_chunked_upload_are_held_to_djangos_limit(
    open_request: Open, django_settings: UserSettingsHolder
) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = open_request(make_environ(make_multipart(("a", None, b"x" * 1001)), MULTIPART, chunked=True))
    with pytest.raises(RequestDataTooBig):
        request.POST  # noqa: B018


def test_a_chunked_body_can_be_streamed_past_the_limit(open_request: Open, django_settings: UserSettingsHolder) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = open_request(make_environ(b"x" * 5000, "text/plain", chunked=True))
    assert len(request.read()) == 5000


def test_upload_handlers_are_told_of_a_length_that_no_file_exceeds(open_request: Open) -> None:
    told = []

    class Handler(TemporaryFileUploadHandler):
        def handle_raw_input(self, input_data: Any, META: Any, content_length: int, *rest: Any) -> None:  # noqa: N803
            told.append(content_length)

    request = open_request(make_environ(make_multipart(("f", "f", b"1")), MULTIPART, chunked=True))
    request.upload_handlers = [Handler()]
    assert uploads(request.FILES) == [("f", "f", b"1")]
    assert told == [sys.maxsize]
    assert "CONTENT_LENGTH" not in request.META
    request.close()


@pytest.mark.parametrize("length", [None, "", "-1", "many"])
def test_without_a_length_the_body_is_empty_as_in_django(open_request: Open, length: str | None) -> None:
    environ = make_environ(b"", URLENCODED)
    del environ["CONTENT_LENGTH"]
    if length is not None:
        environ["CONTENT_LENGTH"] = length
    stock = WSGIRequest(environ.copy())
    request = open_request(environ)
    assert outcome(DJANGO_READERS["body"], request) == outcome(DJANGO_READERS["body"], stock)
    assert outcome(DJANGO_READERS["POST"], request) == outcome(DJANGO_READERS["POST"], stock)
    assert environ["wsgi.input"].bytes_read == 0


def test_a_negative_length_of_an_upload_is_refused_as_in_django(open_request: Open) -> None:
    environ = make_environ(b"", MULTIPART) | {"CONTENT_LENGTH": "-1"}
    with pytest.raises(MultiPartParserError):
        open_request(environ).POST  # noqa: B018


@pytest.mark.parametrize("reader", ["POST", "FILES", "body", "read()"])
@pytest.mark.parametrize("kind", BODIES)
def test_a_server_may_give_less_at_a_time_than_it_is_asked_for(open_request: Open, kind: str, reader: str) -> None:
    content_type, body = BODIES[kind]
    request = open_request(make_environ(body, content_type, block=700))
    assert outcome(DJANGO_READERS[reader], request) == outcome(
        DJANGO_READERS[reader], open_request(make_environ(body, content_type))
    )
    assert read_all(request.get_wsgi_input(), len(body)) == body


# Clients that go away


@pytest.mark.parametrize("read", ["body", "POST", "read"])
@pytest.mark.parametrize("sent", [0, 5])
def test_a_short_body_is_an_unreadable_post_that_counts_the_missing_bytes(
    open_request: Open, read: str, sent: int
) -> None:
    request = open_request(make_environ(b"a=123"[:sent], URLENCODED, length=50))
    with pytest.raises(UnreadablePostError, match=f"{50 - sent} of 50 bytes are missing"):
        DJANGO_READERS["read()" if read == "read" else read](request)


def test_a_short_upload_is_an_unreadable_post(open_request: Open) -> None:
    body = make_multipart(("f", "f.bin", b"0" * 200_000))
    request = open_request(make_environ(body[:150_000], MULTIPART, length=len(body)))
    with pytest.raises(UnreadablePostError):
        request.FILES  # noqa: B018
    with pytest.raises(RawPostDataException, match="its upload failed"):
        request.get_wsgi_input().read()


@pytest.mark.parametrize("chunked", [False, True])
@pytest.mark.parametrize("read", ["body", "POST", "read"])
def test_an_error_of_the_servers_stream_is_an_unreadable_post(open_request: Open, read: str, chunked: bool) -> None:
    class Broken(ServerInput):
        def read(self, size: int = -1) -> bytes:
            raise ConnectionResetError("gone")

    environ = make_environ(b"a=1", URLENCODED, chunked=chunked) | {"wsgi.input": Broken(b"")}
    with pytest.raises(UnreadablePostError, match="gone"):
        DJANGO_READERS["read()" if read == "read" else read](open_request(environ))


def test_what_arrived_of_a_short_body_is_given_again_before_the_error(open_request: Open) -> None:
    request = open_request(make_environ(b"a=1\nb", "text/plain", length=50))
    with pytest.raises(UnreadablePostError):
        request.body  # noqa: B018
    assert request.get_wsgi_input().readline() == b"a=1\n"
    with pytest.raises(UnreadablePostError):
        request.get_wsgi_input().read()


def test_a_short_body_that_webob_kept_is_an_unreadable_post(open_request: Open) -> None:
    environ = make_environ(b"", URLENCODED) | {
        "CONTENT_LENGTH": "9",
        "wsgi.input": io.BytesIO(b"a=1"),
        "webob.is_body_seekable": True,
    }
    with pytest.raises(UnreadablePostError):
        open_request(environ).body  # noqa: B018


# Bodies that Django cannot parse

UNPARSABLE: dict[str, tuple[str, bytes, dict[str, Any]]] = {
    "no boundary": ("multipart/form-data", b"a=1", {}),
    "an empty boundary": ("multipart/form-data; boundary=", b"a=1", {}),
    "a boundary that ends in a space": ('multipart/form-data; boundary="a "', b"a=1", {}),
    "a boundary beyond ASCII": ("multipart/form-data; boundary=\xe9", b"a=1", {}),
    "no part": (MULTIPART, b"a=1", {}),
    "headers that are too long": (MULTIPART, make_multipart(("a", None, b"1"), headers=b"a" * 2000), {}),
    "a file in broken base64": (
        MULTIPART,
        make_multipart(("f", "f", b"QUJDR"), headers=b"Content-Transfer-Encoding: base64\r\n"),
        {},
    ),
    "an unknown charset": (f"{URLENCODED}; charset=none", b"a=1", {}),
    "another charset": (f"{URLENCODED}; charset=utf-16", b"a=1", {}),
    "another charset of a multipart form": (f"{MULTIPART}; charset=utf-16", make_multipart(("a", None, b"1")), {}),
    "bytes that are no text": (URLENCODED, b"a=\xff&b=%FF", {}),
    "too many fields": (URLENCODED, b"a&b&c", {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 2}),
    "too many parts": (MULTIPART, make_multipart(*[("a", None, b"1")] * 5), {"DATA_UPLOAD_MAX_NUMBER_FIELDS": 2}),
    "too many files": (MULTIPART, make_multipart(*[("a", "a", b"1")] * 5), {"DATA_UPLOAD_MAX_NUMBER_FILES": 2}),
    "a form that is too long": (URLENCODED, b"a=12345", {"DATA_UPLOAD_MAX_MEMORY_SIZE": 5}),
    "a part that is too long": (MULTIPART, make_multipart(("a", None, b"12345")), {"DATA_UPLOAD_MAX_MEMORY_SIZE": 5}),
}


def find_outcomes(request: Any, readers: list[str]) -> list[Any]:
    """What the readers give one after the other, and how they fail."""
    found: list[Any] = []
    for reader in readers:
        try:
            found.append(DJANGO_READERS[reader](request))
        except Exception as error:  # noqa: BLE001 - whatever Django raises
            found.append((type(error), error.args))
    return found


@pytest.mark.parametrize("handler", [None, TemporaryFileUploadHandler, type("Own", (TemporaryFileUploadHandler,), {})])
@pytest.mark.parametrize("kind", UNPARSABLE)
@pytest.mark.parametrize(
    "readers", [["POST", "body", "POST", "read()"], ["FILES", "read(n)"], ["body", "POST", "body"]]
)
def test_after_a_body_that_cannot_be_parsed_all_is_as_in_django(
    open_request: Open, django_settings: UserSettingsHolder, kind: str, handler: type | None, readers: list[str]
) -> None:
    content_type, body, limits = UNPARSABLE[kind]
    for name, value in limits.items():
        setattr(django_settings, name, value)
    stock = WSGIRequest(make_environ(body, content_type))
    request = open_request(make_environ(body, content_type))
    for each in (stock, request) if handler else ():
        each.upload_handlers = [handler()]
    assert find_outcomes(request, readers) == find_outcomes(stock, readers)
    close(stock)


# How much is kept, and where


def test_a_large_body_that_is_read_in_pieces_is_not_kept(
    open_request: Open, django_settings: UserSettingsHolder
) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    request = open_request(make_environ(b"x" * 5000, "application/octet-stream"))
    while request.read(100):
        pass
    with pytest.raises(
        RawPostDataException, match=r"more than the 1000 bytes that are kept \(DATA_UPLOAD_MAX_MEMORY_SIZE"
    ):
        request.get_wsgi_input().read()


def test_a_large_body_that_is_read_in_pieces_is_kept_once_webob_is_in_use(
    open_request: Open,
    django_settings: UserSettingsHolder,
) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = bytes(range(250)) * 20
    request = open_request(make_environ(body, "application/octet-stream"))
    assert request.read(100) == body[:100]
    assert request.webob.method == "POST"
    while request.read(99):
        pass
    assert request.webob.body == body
    assert request.get_wsgi_input().read() == body
    request.close()


def test_the_beginning_of_a_large_body_can_be_looked_at_before_it_is_handed_on(
    open_request: Open,
    django_settings: UserSettingsHolder,
) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    body = b"\x89PNG" + b"x" * 5000
    environ = make_environ(body, "application/octet-stream")
    server_input = environ["wsgi.input"]
    request = open_request(environ)
    assert request.read(4) == b"\x89PNG"
    assert server_input.bytes_read == 4
    assert request.get_wsgi_input().read() == body


def test_json_read_by_a_stream_reader_can_be_read_again(open_request: Open) -> None:
    request = open_request(make_environ(b'{"a": 1}', "application/json"))
    assert json.load(request) == {"a": 1}
    assert request.json == {"a": 1}


class Discard(FileUploadHandler):
    """An upload handler that keeps nothing of a file."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        return None

    def file_complete(self, file_size: int) -> None:
        return None


class Shout(FileUploadHandler):
    """An upload handler that changes a file on its way."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data.upper()

    def file_complete(self, file_size: int) -> None:
        return None


@pytest.mark.parametrize("handlers", [[Discard], [Shout, TemporaryFileUploadHandler]])
@pytest.mark.parametrize("limit", [1000, None])
def test_with_upload_handlers_of_the_application_the_body_is_given_again_as_it_was_sent(
    open_request: Open, django_settings: UserSettingsHolder, handlers: list[type[FileUploadHandler]], limit: int | None
) -> None:
    django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE = limit
    body = make_multipart(("f", "f.txt", b"abcdefghi\n" * 30_000))
    request = open_request(make_environ(body, MULTIPART))
    request.upload_handlers = [handler() for handler in handlers]
    assert uploads(request.FILES) == ([] if Discard in handlers else [("f", "f.txt", b"ABCDEFGHI\n" * 30_000)])
    assert request.uPOST["f"].value == b"abcdefghi\n" * 30_000
    assert request.get_wsgi_input().read() == body
