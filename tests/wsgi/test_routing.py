"""The view's arguments, in the environ and on the request."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpResponse
from django.urls import path, re_path

from twod.wsgi.handler import DjangoApplication

if TYPE_CHECKING:
    from django.conf import UserSettingsHolder

seen: list[Any] = []


def view(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
    seen.append((request.META["wsgiorg.routing_args"], args, kwargs))
    if hasattr(request, "environ"):
        assert request.environ["wsgiorg.routing_args"] == request.META["wsgiorg.routing_args"]
        assert (request.urlargs, request.urlvars) == request.META["wsgiorg.routing_args"]
        request.urlvars["added"] = "by the view"
    return HttpResponse("")


async def async_view(request: Any, **kwargs: Any) -> HttpResponse:
    return view(request, **kwargs)


class Urls:
    urlpatterns = [
        re_path(r"^by-position/(\d+)/(\d+)$", view),
        path("by-name/<int:year>/<slug:slug>", view),
        path("with-options", view, {"option": True}),
        path("async/<int:year>", async_view),
    ]


@pytest.fixture(autouse=True)
def _site(django_settings: UserSettingsHolder) -> None:
    django_settings.ROOT_URLCONF = Urls
    django_settings.MIDDLEWARE = ["twod.wsgi.routing.RoutingArgsMiddleware"]
    seen.clear()


def get(url: str, **environ: Any) -> str:
    answered: list[str] = []
    response: Any = DjangoApplication()(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": url,
            "SERVER_NAME": "example.com",
            "SERVER_PORT": "80",
            "wsgi.input": io.BytesIO(),
            "wsgi.url_scheme": "http",
            **environ,
        },
        lambda status, _headers: answered.append(status),  # type: ignore[arg-type,return-value]
    )
    response.close()
    return answered[0]


@pytest.mark.parametrize(
    ("url", "args", "kwargs"),
    [
        ("/by-position/1/2", ("1", "2"), {}),
        ("/by-name/2010/a-name", (), {"year": 2010, "slug": "a-name"}),
        ("/with-options", (), {"option": True}),
    ],
)
def test_the_routing_arguments_are_those_of_the_view(url: str, args: tuple[str, ...], kwargs: dict[str, Any]) -> None:
    assert get(url) == "200 OK"
    [(routing_args, view_args, view_kwargs)] = seen
    assert (view_args, view_kwargs) == (args, kwargs)
    assert routing_args[0] == args
    assert routing_args[1] == kwargs | {"added": "by the view"}


def test_what_an_outer_dispatcher_matched_does_not_hide_what_django_matched() -> None:
    outer = {"paste.urlvars": {"outer": "1"}, "wsgiorg.routing_args": ((), {"outer": "1"})}
    assert get("/by-name/2010/a-name", **outer) == "200 OK"
    assert seen[0][0][1] == {"year": 2010, "slug": "a-name", "added": "by the view"}


def test_a_url_that_matches_nothing_is_not_found() -> None:
    assert get("/nothing").startswith("404")
    assert seen == []


@pytest.mark.parametrize("url", ["/by-name/2010/a-name", "/async/2010"])
def test_under_asgi_the_routing_arguments_are_in_meta(url: str) -> None:
    sent: list[Any] = []
    received = iter([{"type": "http.request", "body": b""}])

    async def receive() -> dict[str, Any]:
        message = next(received, None)
        while message is None:  # The client stays.
            await asyncio.Event().wait()
        return message

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": url,
        "headers": [(b"host", b"example.com")],
        "query_string": b"",
    }
    handler: Any = ASGIHandler()
    asyncio.run(handler(scope, receive, send))
    assert sent[0]["status"] == 200
    assert seen[0][0] == ((), seen[0][2])
