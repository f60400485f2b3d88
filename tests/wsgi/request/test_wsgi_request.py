"""A request that is Django's and WebOb's: whose each name is, the environ behind them, copies, closing."""

from __future__ import annotations

import copy
import io
from typing import Any

import pytest
import webob
from django.conf import UserSettingsHolder
from django.core.handlers.wsgi import WSGIRequest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.webob_names import DJANGO_WINS

pytestmark = pytest.mark.usefixtures("django_settings")

#: The names that each class has, and that the other must not get unnoticed: a new one is for us to decide.
CLASHES = {
    "GET": "Django",
    "POST": "Django",
    "body": "Django",
    "content_type": "Django",
    "environ": "both",
    "headers": "Django",
    "method": "Django",
    "path": "Django",
    "path_info": "Django",
    "scheme": "Django",
}


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


def public_names(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


WEBOB_NAMES = sorted(public_names(webob.Request) - set(CLASHES))
DJANGO_NAMES = sorted(name for name in dir(WSGIRequest) if name not in dir(object) and name != "__weakref__")


# Names


def test_the_installed_django_and_webob_clash_in_the_names_we_know_and_no_others() -> None:
    django = public_names(WSGIRequest(make_environ()))
    assert django & public_names(webob.Request(make_environ())) == set(CLASHES) == DJANGO_WINS


def test_django_and_webob_clash_in_no_private_names() -> None:
    django = {name for name in dir(WSGIRequest(make_environ())) if name.startswith("_")}
    theirs = {name for name in dir(webob.Request(make_environ())) if name.startswith("_")}
    assert django & theirs == {name for name in dir(object()) if name.startswith("__")} | (
        {"__dict__", "__module__", "__weakref__", "__firstlineno__", "__static_attributes__"} & django & theirs
    )


@pytest.mark.parametrize("name", DJANGO_NAMES)
def test_what_django_has_is_not_webobs(name: str) -> None:
    owner = next(cls for cls in TwodWSGIRequest.__mro__ if name in vars(cls))
    assert type(vars(owner)[name]).__module__ != "twod.wsgi.request.webob_names"


@pytest.mark.parametrize("name", WEBOB_NAMES)
def test_what_webob_alone_has_is_answered_by_webob(name: str) -> None:
    request = TwodWSGIRequest(make_environ())
    assert name not in vars(request)
    assert type(vars(TwodWSGIRequest)[name]).__module__ == "twod.wsgi.request.webob_names"
    try:
        expected = getattr(request.webob, name)
    except Exception as error:  # noqa: BLE001 - whatever WebOb raises is to be raised here
        with pytest.raises(type(error)):
            getattr(request, name)
    else:
        found = getattr(request, name)
        assert callable(found) if callable(expected) else type(found) is type(expected)


def test_both_names_of_webobs_form_dictionaries_are_there() -> None:
    request = TwodWSGIRequest(make_environ(QUERY_STRING="a=1&a=2"))
    assert request.uGET.getall("a") == request.webob.GET.getall("a") == ["1", "2"]
    assert isinstance(request.uPOST, webob.multidict.NoVars | webob.multidict.MultiDict)
    assert request.GET.getlist("a") == ["1", "2"]
    assert request.params.getall("a") == ["1", "2"]


@pytest.mark.parametrize("name", [*WEBOB_NAMES, "uGET", "uPOST"])
def test_what_an_application_assigns_stays_on_the_request(name: str) -> None:
    environ = make_environ(HTTP_USER_AGENT="a browser", HTTP_HOST="example.com")
    before = environ.copy()
    request = TwodWSGIRequest(environ)
    value = object()
    setattr(request, name, value)
    assert getattr(request, name) is value
    assert environ == before
    delattr(request, name)
    assert name not in vars(request)


def test_no_name_leaks_into_webobs_adhoc_attributes() -> None:
    request: Any = TwodWSGIRequest(make_environ())
    request.user = "somebody"
    assert request.webob.host == "example.com:80"
    request.session = {}
    assert "webob.adhoc_attrs" not in request.environ


def test_a_name_that_neither_has_is_missed() -> None:
    request: Any = TwodWSGIRequest(make_environ())
    assert not hasattr(request, "user")
    assert not hasattr(request.webob, "user")
    with pytest.raises(AttributeError, match="no_such_name"):
        request.no_such_name  # noqa: B018


def test_webobs_documentation_is_found_on_the_class() -> None:
    assert "named" in str(TwodWSGIRequest.urlvars.__doc__)
    assert {"urlvars", "uPOST", "copy_get"} <= set(dir(TwodWSGIRequest))


def test_the_webob_request_is_made_on_first_use_and_once() -> None:
    request = TwodWSGIRequest(make_environ())
    assert "webob" not in vars(request)
    assert type(request.webob) is webob.Request
    assert request.webob is request.webob
    assert request.webob.environ is request.environ


def test_copies_are_requests_of_both_kinds_with_an_environ_of_their_own() -> None:
    request = TwodWSGIRequest.blank("/a?b=1", POST={"name": "value"})
    for made in (request.copy(), request.copy_get()):
        assert type(made) is TwodWSGIRequest
        assert made.environ is not request.environ
        assert made.path == "/a"
    assert request.copy().POST["name"] == "value"
    assert request.copy_get().method == "GET"


def test_a_form_in_another_encoding_is_decoded_into_a_request_of_both_kinds() -> None:
    content_type = "application/x-www-form-urlencoded; charset=latin-1"
    request = TwodWSGIRequest.blank("/", POST=b"name=caf%E9", content_type=content_type)
    decoded = request.decode()
    assert type(decoded) is TwodWSGIRequest
    assert decoded.uPOST["name"] == "café"
    assert decoded.POST["name"] == "café"


def test_a_request_can_be_built_from_nothing() -> None:
    class Request(TwodWSGIRequest):
        pass

    request = Request.blank("/caf%C3%A9", headers={"X-Name": "value"})
    assert type(request) is Request
    assert request.path == "/café"
    assert request.headers["x-name"] == "value"
    parsed = TwodWSGIRequest.from_bytes(b"POST /a HTTP/1.0\r\nContent-Length: 3\r\n\r\nabc")
    assert (parsed.path, parsed.body) == ("/a", b"abc")


def test_a_wsgi_application_can_be_called_with_the_request() -> None:
    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 Very well", [("X-Path", environ["PATH_INFO"])])
        return [b"answer"]

    request = TwodWSGIRequest.blank("/caf%C3%A9")
    assert request.call_application(application) == ("200 Very well", [("X-Path", "/caf\xc3\xa9")], [b"answer"])
    assert request.get_response(application).body == b"answer"


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
