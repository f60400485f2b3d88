"""The examples in the manual of django-wsgi that the one of twod.wsgi 1.x has not: its request and its handler."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse, HttpResponseNotFound
from django.urls import re_path
from webtest import TestApp

from twod.wsgi import DjangoApplication

pytestmark = pytest.mark.usefixtures("django_settings")


def serve(*patterns: Any) -> TestApp:
    settings.MIDDLEWARE = ["twod.wsgi.RoutingArgsMiddleware"]
    settings.ROOT_URLCONF = patterns
    return TestApp(DjangoApplication())


def test_view_asks_webob_for_what_django_has_no_name_for() -> None:
    def my_view(request: Any) -> HttpResponse:
        return HttpResponseNotFound() if "MSIE" in request.webob.user_agent else HttpResponse()

    app = serve(re_path("^$", my_view))
    assert app.get("/", headers={"User-Agent": "Mozilla/4.0 (compatible; MSIE 6.0)"}, status=404)
    assert app.get("/", headers={"User-Agent": "Mozilla/5.0"}, status=200)


@pytest.mark.parametrize(
    ("pattern", "urlvars", "urlargs"),
    [
        (r"^posts/(?P<slug>[\w-]+)/(?P<comment>\d+)$", {"slug": "hello-world", "comment": "3"}, ()),
        (r"^posts/([\w-]+)/(\d+)$", {}, ("hello-world", "3")),
    ],
)
def test_arguments_of_the_url_are_attributes_of_webobs_request(
    pattern: str, urlvars: dict[str, str], urlargs: tuple[str, ...]
) -> None:
    seen: list[Any] = []

    def post_comment(request: Any, *args: str, **kwargs: str) -> HttpResponse:
        seen.extend([request.webob.urlvars, request.webob.urlargs])
        return HttpResponse("")

    serve(re_path(pattern, post_comment)).get("/posts/hello-world/3")
    assert seen == [urlvars, urlargs]


def test_both_requests_read_a_body_in_turn() -> None:
    def read(request: Any) -> HttpResponse:
        return HttpResponse(request.webob.POST["name"] + request.POST["name"] + str(len(request.webob.body)))

    assert serve(re_path("^$", read)).post("/", {"name": "ada"}).text == "adaada8"
