"""Each public name of WebOb's request is on ours, unless it is Django's, and the checkers see it."""

from __future__ import annotations

import inspect
from typing import Any

import pytest
import webob
from django.core.handlers.wsgi import WSGIRequest

from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.webob_names import RENAMED, WebObNames

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
    return webob.Request.blank("/").environ | changes


def public_names(thing: object) -> set[str]:
    return {name for name in dir(thing) if not name.startswith("_")}


WEBOB_NAMES = sorted(public_names(webob.Request) - set(CLASHES))
DJANGO_NAMES = sorted(name for name in dir(WSGIRequest) if name not in dir(object) and name != "__weakref__")


def test_the_installed_django_and_webob_clash_in_the_names_we_know_and_no_others() -> None:
    django = public_names(WSGIRequest(make_environ()))
    assert django & public_names(webob.Request(make_environ())) == set(CLASHES)


def test_django_and_webob_clash_in_no_private_names() -> None:
    django = {name for name in dir(WSGIRequest(make_environ())) if name.startswith("_")}
    theirs = {name for name in dir(webob.Request(make_environ())) if name.startswith("_")}
    assert django & theirs == {name for name in dir(object()) if name.startswith("__")} | (
        {"__dict__", "__module__", "__weakref__", "__firstlineno__", "__static_attributes__"} & django & theirs
    )


def find_kind(owner: type, name: str) -> str:
    """Return what sort of a name a class has."""
    match inspect.getattr_static(owner, name):
        case classmethod():
            return "class method"
        case function if inspect.isfunction(function):
            return "method"
    return "attribute"


class Probe:
    """A request that says which name it was asked for."""

    def __getattr__(self, name: str) -> str:
        return name


def test_the_names_that_are_declared_are_webobs_and_no_others() -> None:
    declared = public_names(WebObNames) - {"webob"}
    assert declared - RENAMED.keys() == public_names(webob.Request) - CLASHES.keys()


@pytest.mark.parametrize("name", DJANGO_NAMES)
def test_what_django_has_is_not_webobs(name: str) -> None:
    owner = next(cls for cls in TwodWSGIRequest.__mro__ if name in vars(cls))
    assert owner is not WebObNames


@pytest.mark.parametrize("name", [*WEBOB_NAMES, *RENAMED])
def test_each_name_is_asked_of_webob_by_its_own_name(name: str) -> None:
    declared = vars(WebObNames)[name]
    if hasattr(declared, "__set_name__"):
        assert declared._get(Probe()) == RENAMED.get(name, name)


@pytest.mark.parametrize("name", WEBOB_NAMES)
def test_each_name_is_of_the_kind_that_it_is_in_webob(name: str) -> None:
    request = TwodWSGIRequest(make_environ(REQUEST_METHOD="POST", CONTENT_LENGTH="0"))
    kind = find_kind(webob.Request, name)
    if kind == "class method":
        assert find_kind(TwodWSGIRequest, name) == kind
        assert getattr(TwodWSGIRequest, name).__self__ is TwodWSGIRequest
    elif kind == "method":
        assert getattr(request, name).__self__ in {request, request.webob}
    else:
        assert find_kind(TwodWSGIRequest, name) == kind


@pytest.mark.parametrize("name", WEBOB_NAMES)
def test_a_method_of_ours_takes_what_webobs_takes(name: str) -> None:
    if find_kind(TwodWSGIRequest, name) != "attribute":
        theirs = inspect.signature(getattr(webob.Request, name)).parameters
        expected = [(parameter.name, parameter.kind, parameter.default) for parameter in theirs.values()]
        found = inspect.signature(getattr(TwodWSGIRequest, name)).parameters
        assert [(parameter.name, parameter.kind, parameter.default) for parameter in found.values()] == expected


@pytest.mark.parametrize("name", WEBOB_NAMES)
def test_what_webob_alone_has_is_answered_by_webob(name: str) -> None:
    request = TwodWSGIRequest(make_environ())
    assert name not in vars(request)
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


@pytest.mark.parametrize("name", [*WEBOB_NAMES, *RENAMED])
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
    assert request.webob.host == "localhost:80"
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
