"""A request that is Django's and WebOb's: whose each name is, the environ behind them, copies, closing."""

from __future__ import annotations

import copy
import gc
import io
import weakref
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
import webob
from django.conf import UserSettingsHolder
from django.core.handlers.wsgi import WSGIRequest
from django.test import override_settings
from hypothesis import example, given
from hypothesis import strategies as st

from twod.wsgi.request import TwodWSGIRequest

pytestmark = pytest.mark.usefixtures("django_settings")


class StrictText(str):
    """Text of a class of its own."""

    __slots__ = ()


def make_environ(**changes: Any) -> dict[str, Any]:
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": "/",
        "QUERY_STRING": "",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.url_scheme": "http",
    }
    return environ | changes


# The environ


@given(path=st.binary(max_size=12), script_name=st.text(max_size=5))
def test_whatever_the_path_the_environ_keeps_it_and_django_reads_it_as_ever(path: bytes, script_name: str) -> None:
    environ = make_environ(
        PATH_INFO=path.decode("latin-1"),
        SCRIPT_NAME=script_name.encode("utf-8", "replace").decode("latin-1"),
    )
    stock = WSGIRequest(environ.copy())
    before = environ.copy()
    request = TwodWSGIRequest(environ)
    assert request.environ is environ
    assert environ == before
    assert (request.path, request.path_info) == (stock.path, stock.path_info)
    assert request.META == stock.META
    assert request.get_full_path() == stock.get_full_path()


PLAIN = st.text("/a.%", max_size=4)
PATH_TEXTS = PLAIN | PLAIN | st.text("/a\xe9\xc3\xff\0", max_size=6) | st.sampled_from([None, b"/a", StrictText("/a")])
ENVIRONS = st.fixed_dictionaries(
    {"REQUEST_METHOD": st.sampled_from(["GET", "GET", "get", "", None]), "wsgi.input": st.builds(io.BytesIO)},
    optional={
        "PATH_INFO": PATH_TEXTS,
        "SCRIPT_NAME": PATH_TEXTS,
        "SCRIPT_URL": PATH_TEXTS,
        "REDIRECT_URL": PATH_TEXTS,
        "CONTENT_TYPE": st.sampled_from(["", "text/html; charset=latin-1", "text/plain; charset=none", ";", None]),
        "CONTENT_LENGTH": st.sampled_from(["", "0", "x"]),
    },
)


def describe_construction(kind: type[WSGIRequest], environ: dict[str, Any]) -> object:
    """Return what the constructor sets, or how it fails."""
    try:
        request = kind(environ)
    except Exception as error:  # noqa: BLE001 - whatever Django raises
        return type(error)
    # Both read the body in their own way.
    names = vars(request).keys() - {"META", "_stream"}
    return {name: getattr(request, name) for name in names} | {"META": dict(request.META), "environ": None}


@given(
    ENVIRONS,
    st.sampled_from([None, None, "", "/forced/"]),
    st.sampled_from([None] * 4 + ["wsgi.input", "REQUEST_METHOD"]),
)
@example({"REQUEST_METHOD": "GET", "PATH_INFO": "a", "wsgi.input": io.BytesIO()}, None, None)
def test_whatever_the_environ_the_constructor_sets_what_django_s_sets(
    environ: dict[str, Any], forced: str | None, missing: str | None
) -> None:
    environ.pop(missing, None)
    with override_settings(FORCE_SCRIPT_NAME=forced):
        before = environ.copy()
        assert describe_construction(TwodWSGIRequest, environ) == describe_construction(WSGIRequest, environ.copy())
    assert {name: environ.get(name) for name in before} == before


@pytest.mark.parametrize(
    ("path_info", "text"),
    [("/caf\xc3\xa9", "/café"), ("/\xff", "/%FF"), ("/%FF", "/%FF"), ("", "/"), ("//a", "//a"), ("/a\n", "/a\n")],
)
def test_the_path_is_raw_in_the_environ_and_text_in_meta(path_info: str, text: str) -> None:
    request = TwodWSGIRequest(make_environ(PATH_INFO=path_info))
    assert request.environ["PATH_INFO"] == path_info
    assert request.META["PATH_INFO"] == request.path_info == text


def test_webob_reads_the_path_that_django_reads() -> None:
    request = TwodWSGIRequest(make_environ(PATH_INFO="/\xe6\x97\xa5", SCRIPT_NAME="/caf\xc3\xa9"))
    assert request.webob.path_info == "/日"
    assert request.url == "http://example.com/caf%C3%A9/%E6%97%A5"
    assert request.build_absolute_uri() == "http://example.com/caf%C3%A9/%E6%97%A5"


def test_a_forced_script_name_is_djangos_alone(django_settings: UserSettingsHolder) -> None:
    django_settings.FORCE_SCRIPT_NAME = "/forced"
    request = TwodWSGIRequest(make_environ(SCRIPT_NAME="/real", PATH_INFO="/a"))
    assert request.META["SCRIPT_NAME"] == "/forced"
    assert request.path == "/forced/a"
    assert request.environ["SCRIPT_NAME"] == request.script_name == "/real"


def test_an_empty_path_may_be_absent_from_the_environ() -> None:
    environ = make_environ()
    del environ["PATH_INFO"], environ["SCRIPT_NAME"]
    request = TwodWSGIRequest(environ)
    assert (request.path, request.META["PATH_INFO"], request.META["SCRIPT_NAME"]) == ("/", "/", "")
    assert request.webob.path_info == ""


def test_an_edit_through_webob_is_an_edit_of_the_environ_and_of_meta() -> None:
    request = TwodWSGIRequest(make_environ())
    request.webob.remote_user = "somebody"
    request.webob.headers["X-Name"] = "value"
    assert request.environ["REMOTE_USER"] == request.META["REMOTE_USER"] == "somebody"
    assert request.environ["HTTP_X_NAME"] == request.META["HTTP_X_NAME"] == "value"


def test_a_path_that_is_edited_through_webob_is_text_in_meta() -> None:
    request = TwodWSGIRequest(make_environ(PATH_INFO="/caf\xc3\xa9/\xe6\x97\xa5"))
    assert request.path_info_pop() == "café"
    assert request.environ["SCRIPT_NAME"] == "/caf\xc3\xa9"
    assert request.META["SCRIPT_NAME"] == "/café"
    assert request.META["PATH_INFO"] == "/日"
    assert request.path_info == "/café/日"


def test_an_environ_that_cannot_be_read_is_left_as_it_was() -> None:
    environ = make_environ(SCRIPT_NAME="/\xff")
    before = environ.copy()
    with pytest.raises(UnicodeDecodeError):
        TwodWSGIRequest(environ)
    assert environ == before


# Copies and closing


def test_a_request_can_be_copied_when_webob_has_been_used() -> None:
    request = TwodWSGIRequest(make_environ())
    assert request.urlvars == {}
    for made in (copy.copy(request), copy.deepcopy(request)):
        assert type(made.webob) is webob.Request
        assert made.webob is not request.webob
    assert copy.copy(request).webob.environ is request.environ


def test_what_is_registered_is_closed_with_the_request_the_last_first() -> None:
    request = TwodWSGIRequest(make_environ())
    closed: list[str] = []
    request.close_later(lambda: closed.append("first"))
    request.close_later(lambda: closed.append("last"))
    request.close()
    request.close()
    assert closed == ["last", "first"]


def test_one_failure_to_close_keeps_nothing_else_open() -> None:
    request = TwodWSGIRequest(make_environ())
    closed: list[str] = []

    def fail() -> None:
        raise OSError("cannot be closed")

    request.close_later(lambda: closed.append("first"))
    request.close_later(fail)
    with pytest.raises(OSError, match="cannot be closed"):
        request.close()
    assert closed == ["first"]


def test_a_request_closes_when_nothing_was_registered() -> None:
    TwodWSGIRequest(make_environ()).close()


# Memory and files, without the garbage collector


@pytest.fixture
def _uncollected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


PART = (
    b'--xyz\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n' + b"0" * 100_000 + b"\r\n--xyz--\r\n"
)
BODIES = {
    "an upload": ("multipart/form-data; boundary=xyz", PART),
    "a form": ("application/x-www-form-urlencoded", b"a=" + b"1" * 100_000),
}
READERS: dict[str, Callable[[TwodWSGIRequest], object]] = {
    "GET": lambda request: request.GET,
    "POST": lambda request: request.POST,
    "body": lambda request: request.body,
    "read(n)": lambda request: request.read(10),
    "uGET": lambda request: request.uGET,
    "uPOST": lambda request: request.uPOST,
    "params": lambda request: list(request.params.items()),
    "webob.body": lambda request: request.webob.body,
    "body_file": lambda request: request.body_file.read(10),
    "POST, uPOST": lambda request: (request.POST, request.uPOST),
    "uPOST, POST": lambda request: (request.uPOST, request.POST),
    "read(n), webob.body": lambda request: (request.webob, request.read(10), request.webob.body),
    "get_wsgi_input()": lambda request: (request.POST, request.get_wsgi_input().read()),
}


def make_upload(kind: str, *, chunked: bool = False, missing: int = 0) -> dict[str, Any]:
    content_type, body = BODIES[kind]
    environ = make_environ(
        REQUEST_METHOD="POST",
        QUERY_STRING="a=1",
        CONTENT_TYPE=content_type,
        **{"wsgi.input": io.BytesIO(body)},
    )
    return environ | ({"wsgi.input_terminated": True} if chunked else {"CONTENT_LENGTH": str(len(body) + missing)})


def read(request: TwodWSGIRequest, reader: str) -> None:
    """Read in a frame of its own, which keeps nothing; when the client goes away, so does the error."""
    with suppress(OSError):
        READERS[reader](request)


#: The last is a client that goes away.
SENT = pytest.mark.parametrize(("chunked", "missing"), [(False, 0), (True, 0), (False, 50)])
#: WebOb leaves the temporary file in which it copies a body to the reference counter, when it cannot finish it.
UNFINISHED = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")


@pytest.mark.usefixtures("_uncollected", "open_files")
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("reader", READERS)
@SENT
@UNFINISHED
def test_a_closed_request_is_freed_at_once(
    django_settings: UserSettingsHolder, reader: str, kind: str, chunked: bool, missing: int
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    environ = make_upload(kind, chunked=chunked, missing=missing)
    request = TwodWSGIRequest(environ)
    read(request, reader)
    request.close()
    freed = [weakref.ref(request), weakref.ref(environ["wsgi.input"])]
    del request, environ
    assert [reference() for reference in freed] == [None, None]


@pytest.mark.usefixtures("_uncollected")
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("reader", ["GET", "body", "read(n)", "webob.body", "body_file", "read(n), webob.body"])
def test_a_body_is_no_part_of_a_circle_even_when_nobody_closes_the_request(reader: str, kind: str) -> None:
    environ = make_upload(kind)
    request = TwodWSGIRequest(environ)
    READERS[reader](request)
    freed = [weakref.ref(request), weakref.ref(environ["wsgi.input"])]
    environ["wsgi.input"].close()
    del request, environ
    assert [reference() for reference in freed] == [None, None]


@pytest.mark.usefixtures("_uncollected", "open_files")
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("reader", READERS)
@SENT
@UNFINISHED
def test_a_closed_request_holds_no_files_even_in_a_circle(
    django_settings: UserSettingsHolder, reader: str, kind: str, chunked: bool, missing: int
) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    request: Any = TwodWSGIRequest(make_upload(kind, chunked=chunked, missing=missing))
    request.user = lambda: request  # As Django's authentication leaves it.
    read(request, reader)
    request.close()


@pytest.mark.usefixtures("_uncollected", "open_files")
@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize("reader", READERS)
@UNFINISHED
def test_a_closed_copy_is_freed_at_once_too(django_settings: UserSettingsHolder, reader: str, kind: str) -> None:
    django_settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0
    request = TwodWSGIRequest(make_upload(kind))
    copied = request.copy()
    read(copied, reader)
    copied.close()
    request.close()
    freed = weakref.ref(copied)
    del copied
    assert freed() is None
