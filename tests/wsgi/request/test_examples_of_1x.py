"""The examples on requests and responses in the manual of twod.wsgi 1.x work, and the tests that it had for them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import re_path
from webob import Request
from webtest import TestApp

from twod.wsgi import DjangoApplication, TwodResponse
from twod.wsgi.handler import TwodWSGIRequest

pytestmark = pytest.mark.usefixtures("django_settings")

FORM = {"foo": "bar", "bar": "foo"}


def make_requests() -> tuple[WSGIRequest, Request, TwodWSGIRequest]:
    """Return one POST request three times: as Django's, as WebOb's and as twod.wsgi's."""
    blank = [Request.blank("/?q=1&q=2", POST=urlencode(FORM)).environ for _ in range(3)]
    return WSGIRequest(blank[0]), Request(blank[1]), TwodWSGIRequest(blank[2])


@pytest.mark.parametrize("order", [["POST", "uPOST"], ["uPOST", "POST"]])
def test_both_libraries_read_a_form_in_any_order(order: list[str]) -> None:
    django, webob, request = make_requests()
    expected = {"POST": django.POST, "uPOST": webob.POST}
    assert [getattr(request, name) == expected[name] for name in order] == [True, True]
    assert request.environ["CONTENT_LENGTH"] == str(len(urlencode(FORM)))


def test_both_libraries_read_a_query() -> None:
    django, webob, request = make_requests()
    assert (request.GET, request.uGET) == (django.GET, webob.GET)


@pytest.mark.parametrize("name", ["environ", "path", "method", "POST", "GET"])
def test_a_name_of_both_libraries_is_that_of_django(name: str) -> None:
    django, _, request = make_requests()
    expected = request.webob.environ if name == "environ" else getattr(django, name)
    assert getattr(request, name) == expected


def serve(*patterns: Any) -> TestApp:
    """Return a client of a site; the middleware is named as in 1.x."""
    settings.MIDDLEWARE = ["twod.wsgi.middleware.RoutingArgsMiddleware"]
    settings.ROOT_URLCONF = patterns
    with pytest.warns(DeprecationWarning, match="use twod.wsgi.RoutingArgsMiddleware"):
        return TestApp(DjangoApplication())


@pytest.mark.parametrize(
    ("pattern", "urlvars", "urlargs"),
    [
        (
            r"^blog/posts/(?P<post>[\w-]+)/comments/(?P<comment>\d+)$",
            {"post": "hello-world", "comment": "3"},
            (),
        ),
        (r"^blog/posts/([\w-]+)/comments/(\d+)$", {}, ("hello-world", "3")),
    ],
)
def test_the_arguments_of_the_url_are_where_webob_looks(
    pattern: str, urlvars: dict[str, str], urlargs: tuple[str, ...]
) -> None:
    seen: list[Any] = []

    def post_comment(request: Any, *args: str, **kwargs: str) -> HttpResponse:
        seen.extend([request.urlvars, request.urlargs, request.environ["wsgiorg.routing_args"]])
        return HttpResponse("")

    serve(re_path(pattern, post_comment)).get("/blog/posts/hello-world/comments/3")
    assert seen == [urlvars, urlargs, (urlargs, urlvars)]


def test_a_functional_test_reads_the_reason_phrase_and_the_forms() -> None:
    def start(request: Any) -> TwodResponse:
        return TwodResponse("Welcome to my site <form id='login'></form>", status="200 Alright then")

    def refuse(request: Any) -> TwodResponse:
        return TwodResponse("You cannot be here", mimetype="text/plain", status="403 Get out")

    app = serve(re_path("^$", start), re_path("^closed$", refuse))
    response = app.get("/")
    assert "Welcome to my site" in response
    assert (response.status_int, response.status) == (200, "200 Alright then")
    assert "login" in response.forms
    with pytest.warns(DeprecationWarning, match="mimetype"):
        closed = app.get("/closed", status=403)
    assert (closed.status, closed.content_type) == ("403 Get out", "text/plain")
