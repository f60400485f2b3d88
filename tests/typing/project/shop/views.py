"""Views that use what a request is given by twod.wsgi."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_type
from wsgiref.types import StartResponse, WSGIEnvironment

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from webob.request import Request

from twod.wsgi import TwodResponse, call_wsgi_app, make_wsgi_view
from twod.wsgi.handler import TwodWSGIRequest


def application(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["PATH_INFO"].encode("latin-1")]


def welcome(request: TwodWSGIRequest) -> HttpResponse:
    language = request.accept_language.lookup(["en", "es"], default_tag="en")
    assert_type(request.urlvars, dict[str, str])
    assert_type(request.urlargs, tuple[str, ...])
    assert_type(request.remote_user, str | None)
    assert_type(request.client_addr, str | None)
    assert_type(request.is_xhr, bool)
    assert_type(request.path_info_peek(), str | None)
    assert_type(request.webob, Request)
    assert_type(request.webob.path_info, str)
    kept = request.uGET.getall("kept") + request.uPOST.getall("kept")
    return TwodResponse(f"{language} {kept}", status="200 Well met", content_type="text/plain")


def assign(request: TwodWSGIRequest) -> None:
    request.user_agent = "what an application sees in it"
    request.webob.remote_user = "somebody"


def copy(request: TwodWSGIRequest) -> tuple[str, bytes]:
    assert_type(request.copy(), TwodWSGIRequest)
    assert_type(request.copy_get(), TwodWSGIRequest)
    assert_type(request.decode("latin-1"), TwodWSGIRequest)
    assert_type(TwodWSGIRequest.blank("/", POST={"name": "value"}), TwodWSGIRequest)
    assert_type(TwodWSGIRequest.from_bytes(b"GET / HTTP/1.0\r\n\r\n"), TwodWSGIRequest)
    status, _headers, body = request.call_application(application)
    return status, b"".join(body)


class Request2(TwodWSGIRequest):
    """A request of the project's own."""


def copy_own(request: Request2) -> Request2:
    return request.copy()


def stream(request: TwodWSGIRequest) -> bytes:
    request.close_later(lambda: None)
    return request.get_wsgi_input().read()


# What an application answers is what a view answers, however the view says so.


def embed(request: HttpRequest, path_info: str) -> HttpResponse:
    response = call_wsgi_app(application, request, path_info, environ={"shop.path": request.path})
    response["X-Shop"] = "open"
    return response


def embed_base(request: TwodWSGIRequest) -> HttpResponseBase:
    return call_wsgi_app(application, request, "/")


wiki = make_wsgi_view(application, csrf="token")


def show_wiki(request: HttpRequest) -> HttpResponse:
    return wiki(request, "/home")
