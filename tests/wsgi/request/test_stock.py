"""For any environ, body and order of asking, our request answers as stock Django's does, or fails as it fails.

Where twod is right and Django is not, the bodies are sent to Django in another way, and the test says why.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import islice
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import global_settings
from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import QueryDict
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twod.wsgi.request import TwodWSGIRequest

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

#: What lies behind a body: the next request of the connection.
NEXT = b"GET /next HTTP/1.1\r\n\r\n"


class Connection(io.BytesIO):
    """A server's stream, behind whose end another request stands that nobody may read.

    :param body: the body.
    :param length: the number of bytes that may be read.
    :param at_once: the number of bytes that come at a time.
    """

    def __init__(self, body: bytes, length: int, at_once: int = 1 << 30) -> None:
        super().__init__(body + NEXT)
        self._length = length
        self._at_once = at_once

    def _limit(self, size: int | None) -> int:
        left = self._length - self.tell()
        assert size is not None
        assert 0 <= size <= left, f"{size} bytes are read where {left} are left"
        return min(size, self._at_once)

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(self._limit(size))

    def readline(self, size: int | None = -1, /) -> bytes:
        return super().readline(self._limit(size))


class Chunked(io.BytesIO):
    """A server's stream of a chunked body, which ends by itself.

    :param body: the body.
    :param at_once: the number of bytes in a chunk.
    """

    def __init__(self, body: bytes, at_once: int) -> None:
        super().__init__(body)
        self._at_once = at_once

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size >= 0
        return super().read(min(size, self._at_once))


# What clients send


def join(*pieces: str, most: int = 6) -> st.SearchStrategy[str]:
    """Return what these pieces and a few others make in any order."""
    return st.lists(st.sampled_from([*pieces, "a", "\xe9", "\xc3\xa9", "\xff", "%", " ", "\n"]), max_size=most).map(
        "".join
    )


PATHS = join("/", "//", "..", ";", "?", "#", "%2F", "%FF", "%C3%A9", "\0")
QUERIES = join("a=1", "&", ";", "=", "+", "%00", "%FF", "%C3%A9", "a[]=", "\0", most=8)
COOKIES = join("a=1", "; ", ";", "=", ",", '"', "\\054", "csrftoken=", "$Version=1", "{", most=8)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "QUERY_STRING": QUERIES,
        "HTTP_COOKIE": COOKIES,
        "HTTP_HOST": st.sampled_from(
            ["example.com", "example.com:80", "[::1]:8", "a b", "", "\xe9", "a.example.com@b"]
        ),
        "HTTP_ACCEPT": join("text/html", ",", ";", "q=0.5", "*/*", "q="),
        "HTTP_X_FORWARDED_PROTO": st.sampled_from(["https", "http", "https,http", ""]),
        "HTTP_X_NAME": join("value", ","),
        "HTTP_X_REQUESTED_WITH": st.just("XMLHttpRequest"),
        "REMOTE_ADDR": st.just("127.0.0.1"),
        "HTTPS": st.just("on"),
        "wsgi.url_scheme": st.sampled_from(["http", "https"]),
    },
)
CONTENT_TYPES = st.builds(
    str.__add__,
    st.sampled_from(
        [
            "multipart/form-data",
            "multipart/form-data; boundary=xyz",
            "application/x-www-form-urlencoded",
            "text/plain",
            "",
        ]
        # Most bodies are forms.
        + ["multipart/form-data; boundary=xyz"] * 3
    ),
    st.sampled_from(
        ["", "", "; charset=utf-8", "; charset=latin-1", "; charset=none", "; boundary=", '; boundary="a "', ";"]
    )
    | join("; ", "boundary=xyz", "charset=", '"', most=3),
)
PARTS = st.lists(
    st.sampled_from(
        [
            b"--xyz\r\n",
            b'--xyz\r\nContent-Disposition: form-data; name="a"\r\n\r\n',
            b'\r\n--xyz\r\nContent-Disposition: form-data; name="b"\r\n\r\n',
            b'\r\n--xyz\r\nContent-Disposition: form-data; name="f"; filename="a.bin"\r\n\r\n',
            b'\r\n--xyz\r\nContent-Disposition: form-data; name="f"; filename="/"\r\n\r\n',
            b'\r\n--xyz\r\nContent-Disposition: form-data; name="f"; filename="b"\r\n'
            b"Content-Type: text/plain; charset=a\r\n\r\n",
            b'\r\n--xyz\r\nContent-Disposition: form-data; name="g"; filename="c"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n",
            b"\r\n--xyz\r\nContent-Disposition: form-data\r\n\r\n",
            b"\r\n--xyz\r\nX-Long: " + b"x" * 1100 + b"\r\n\r\n",
            b"\r\n--xyz--\r\n",
            b"\r\n--xyz--\r\n",
            b"value",
            b"QUJD",
            b"a=1&b=%FF&",
            b"\r\n",
            b"\n",
            b"\r\n--xy",
            b"\xff\0",
            b"0" * 5000,
            b"1\n" * 35_000,
        ]
    ),
    max_size=8,
).map(b"".join)


def make_part(name: str, file: str, headers: str, content: bytes) -> bytes:
    head = f'--xyz\r\nContent-Disposition: form-data; name="{name}"{file}\r\n{headers}\r\n'
    return head.encode() + content + b"\r\n"


FORMS = st.lists(
    st.builds(
        make_part,
        st.sampled_from(["a", "b", "é"]),
        st.sampled_from(["", '; filename="a.bin"', '; filename="../é"', '; filename="/"']),
        st.sampled_from(
            ["", "", "Content-Type: text/html; charset=b; c=d\r\n", "Content-Transfer-Encoding: base64\r\n"]
        ),
        st.sampled_from([b"", b"1", b"QUJD", b"QUJDR", b"\xff", b"\r\n--xy", b"1\n" * 35_000, b"0" * 200_000]),
    ),
    min_size=1,
    max_size=4,
).map(lambda parts: b"".join(parts) + b"--xyz--\r\n")
FORM = (
    "multipart/form-data; boundary=xyz",
    make_part("a", "", "", b"1") + make_part("b", '; filename="b"', "", b"2" * 2000) + b"--xyz--\r\n",
)
#: The type of a body, and the body: a form, or anything.
SENT = (
    st.tuples(st.just("multipart/form-data; boundary=xyz"), FORMS)
    | st.tuples(st.just("application/x-www-form-urlencoded"), QUERIES.map(lambda text: text.encode("latin-1")))
    | st.tuples(CONTENT_TYPES, FORMS | PARTS | st.binary(max_size=20))
)
LIMITED = {
    "DATA_UPLOAD_MAX_MEMORY_SIZE": [0, 10, 5000, None],
    "DATA_UPLOAD_MAX_NUMBER_FIELDS": [0, 1, None],
    "DATA_UPLOAD_MAX_NUMBER_FILES": [0, 1, None],
    "FILE_UPLOAD_MAX_MEMORY_SIZE": [0],
    "SECURE_PROXY_SSL_HEADER": [("HTTP_X_FORWARDED_PROTO", "https")],
    "FORCE_SCRIPT_NAME": ["/forced"],
    "USE_X_FORWARDED_HOST": [True],
    "DEFAULT_CHARSET": ["latin-1"],
}
LIMITS = st.fixed_dictionaries(
    {},
    optional={name: st.sampled_from(values) for name, values in LIMITED.items()},  # type: ignore[arg-type]
)

#: Spellings of a length, for ``str.format`` with the length of the body. Python takes some for a number, a server none.
LENGTHS = ["{0}"] * 60 + [
    " {0} ",
    "+{0}",
    "0{0}",
    "{0}.0",
    "{0},{0}",
    "{0} {0}",
    "0x{0}",
    "{0}e0",
    "-{0}",
    "-1",
    "0",
    "",
    "x",
]
LENGTHS += ["\xb2", "_{0}", "\0{0}", "{0}\r\n"]


# What is asked


def describe_upload(upload: Any) -> tuple[Any, ...]:
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    extra = upload.content_type_extra
    return type(upload).__name__, upload.name, upload.size, upload.content_type, upload.charset, extra, content


def describe(value: Any) -> Any:
    """Return something of a value that can be compared."""
    if isinstance(value, QueryDict):
        return list(value.lists()), value.encoding, value._mutable
    if hasattr(value, "lists"):
        return [(name, [describe_upload(upload) for upload in uploads]) for name, uploads in value.lists()]
    return value


Ask = Callable[[Any], Any]
BODY: dict[str, Ask] = {
    "POST": lambda request: request.POST,
    "FILES": lambda request: request.FILES,
    "body": lambda request: request.body,
    "read()": lambda request: request.read(),
}
STREAM: dict[str, Ask] = {
    "read(n)": lambda request: request.read(10),
    "read(0)": lambda request: request.read(0),
    "read(None)": lambda request: request.read(None),
    "readline()": lambda request: request.readline(),
    "readline(n)": lambda request: request.readline(3),
    "readlines()": lambda request: request.readlines(),
    "iteration": lambda request: list(islice(request, 2)),
}
CHANGES: dict[str, Ask] = {
    "encoding": lambda request: setattr(request, "encoding", "latin-1"),
    "memory": lambda request: setattr(request, "upload_handlers", [MemoryFileUploadHandler(request)]),
    "files": lambda request: setattr(request, "upload_handlers", [TemporaryFileUploadHandler(request)]),
    "own": lambda request: setattr(request, "upload_handlers", [OwnHandler(request)]),
}
REST: dict[str, Ask] = {
    # Without what WebOb's readers note there.
    "META": lambda request: {name: value for name, value in request.META.items() if name.isupper()},
    "headers": lambda request: dict(request.headers),
    "GET": lambda request: request.GET,
    "COOKIES": lambda request: request.COOKIES,
    "names": lambda request: (request.path, request.path_info, request.method, request.content_type),
    "content_params": lambda request: (request.content_params, request.encoding),
    "full path": lambda request: request.get_full_path(),
    "full path info": lambda request: request.get_full_path_info(),
    "host": lambda request: (request.get_host(), request.get_port()),
    "uri": lambda request: request.build_absolute_uri(),
    "scheme": lambda request: (request.scheme, request.is_secure()),
    "accepts": lambda request: (request.accepts("text/html"), [str(kind) for kind in request.accepted_types]),
    "repr": lambda request: repr(request).replace("TwodWSGIRequest", "WSGIRequest"),
    "handlers": lambda request: [type(handler) for handler in request.upload_handlers],
}


class OwnHandler(TemporaryFileUploadHandler):
    """A handler of the application."""


def make_environ(content_type: str, stream: io.BytesIO, **changes: Any) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "POST",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "CONTENT_TYPE": content_type,
        "wsgi.input": stream,
        "wsgi.url_scheme": "http",
    } | changes


def ask(make: Callable[[], Any], asks: list[str], ways: dict[str, Ask]) -> list[Any]:
    """Return what a request answers, and how it fails, one after the other; and close it.

    :param make: makes the request, which may fail too.
    """
    answers: list[Any] = []
    try:
        request = make()
    except Exception as error:  # noqa: BLE001 - whatever Django raises
        return [type(error), error.args]
    for name in asks:
        try:
            answers.append((name, describe(ways[name](request))))
        except Exception as error:  # noqa: BLE001
            answers.append((name, type(error), error.args))
    request.close()
    return answers


def set_limits(django_settings: UserSettingsHolder, limits: dict[str, Any]) -> None:
    """Set these, and the others to Django's defaults: the settings are those of all examples."""
    for name in LIMITED:
        setattr(django_settings, name, limits.get(name, getattr(global_settings, name)))


#: Django forgets the files of a form, and leaves them open, when the encoding changes.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")

EVERYTHING = BODY | STREAM | CHANGES | REST


@given(
    method=st.sampled_from(["POST"] * 9 + ["post", "GET", "PUT"]),
    path=PATHS,
    script_name=PATHS | st.just(""),
    headers=HEADERS,
    sent=SENT,
    length=st.sampled_from(LENGTHS),
    has_chunks=st.booleans(),
    limits=LIMITS,
    asks=st.lists(st.sampled_from([*EVERYTHING, *BODY, *BODY]), max_size=8),
)
@settings(max_examples=400)
@example("POST", "/", "", {}, ("multipart/form-data", b"a=1"), "{0}", False, {}, ["POST", "body", "POST", "read()"])
def test_a_request_answers_as_stock_django_does(
    django_settings: UserSettingsHolder,
    method: str,
    path: str,
    script_name: str,
    headers: dict[str, str],
    sent: tuple[str, bytes],
    length: str,
    has_chunks: bool,
    limits: dict[str, Any],
    asks: list[str],
) -> None:
    set_limits(django_settings, limits)
    content_type, body = sent
    content_length = length.format(len(body))
    try:
        readable = max(0, int(content_length))
    except ValueError:
        readable = 0
    # A body that is shorter than its length has a test of its own: twod raises UnreadablePostError, and Django takes
    # what has come for the whole.
    assert readable <= len(body)

    def make(owner: type) -> Any:
        stream = Connection(body, readable)
        changes: dict[str, Any] = headers | {"REQUEST_METHOD": method, "PATH_INFO": path, "SCRIPT_NAME": script_name}
        if has_chunks and content_length:
            # Whoever sends both wants two readers to disagree on where the body ends: the length holds for all.
            changes |= {"HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input_terminated": True}
        return owner(make_environ(content_type, stream, CONTENT_LENGTH=content_length, **changes))

    stock = ask(lambda: make(WSGIRequest), asks, EVERYTHING)
    assert ask(lambda: make(TwodWSGIRequest), asks, EVERYTHING) == stock


@given(
    sent=SENT,
    at_once=st.sampled_from([1, 700, 65_536, 1 << 30]),
    chunked=st.booleans(),
    limits=LIMITS,
    asks=st.lists(st.sampled_from([*BODY, *CHANGES]), max_size=5),
)
@settings(max_examples=150)
@example(FORM, 1, True, {}, ["own", "POST", "FILES", "body"])
@example(FORM, 700, True, {}, ["files", "FILES", "POST", "read()"])
@example(FORM, 700, False, {}, ["own", "FILES", "POST"])
def test_a_body_in_pieces_is_what_stock_django_makes_of_the_whole(
    django_settings: UserSettingsHolder,
    sent: tuple[str, bytes],
    at_once: int,
    chunked: bool,
    limits: dict[str, Any],
    asks: list[str],
) -> None:
    content_type, body = sent
    # Django takes a chunked body for empty, the first bytes that come for the whole, and loses its way in an upload
    # that comes in small blocks. So it is given the whole at once.
    # A chunked upload is stored like a large one, since its length is not known before.
    set_limits(django_settings, limits | {"FILE_UPLOAD_MAX_MEMORY_SIZE": 0})
    length = {"CONTENT_LENGTH": str(len(body))}
    environ = make_environ(content_type, Connection(body, len(body), at_once), PATH_INFO="/", SCRIPT_NAME="", **length)
    if chunked:
        del environ["CONTENT_LENGTH"]
        environ |= {"wsgi.input": Chunked(body, at_once), "wsgi.input_terminated": True}
    whole = make_environ(content_type, Connection(body, len(body)), PATH_INFO="/", SCRIPT_NAME="", **length)
    ways = BODY | CHANGES
    assert ask(lambda: TwodWSGIRequest(environ), asks, ways) == ask(lambda: WSGIRequest(whole), asks, ways)
