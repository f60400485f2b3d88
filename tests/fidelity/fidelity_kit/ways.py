"""The ways to call a WSGI application inside something else that can be installed today.

Each imports what it needs when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fidelity_kit.world import Way

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from fidelity_kit.world import Pattern


def make_url_pattern(view: Callable[..., Any], pattern: Pattern) -> Any:
    """Return a URL pattern for a view that takes the rest of the path as its argument."""
    from django.urls import path, re_path

    if pattern == "converter":
        return path("mnt/<path:path_info>", view)
    return re_path(r"^mnt(.*)$" if pattern == "nothing" else r"^mnt(/.*)$", view)


def embed_by_twod(app: Any, pattern: Pattern, needs_token: bool) -> Any:
    from twod.wsgi import make_wsgi_view, mount

    csrf: Any = "token" if needs_token else "same-origin"
    if pattern == "below":
        return mount("mnt/", app, csrf=csrf)
    return make_url_pattern(make_wsgi_view(app, csrf=csrf), pattern)


def make_twod_handler() -> Any:
    from twod.wsgi import DjangoApplication

    return DjangoApplication()


def embed_by_django_wsgi3(app: Any, pattern: Pattern, needs_token: bool) -> Any:
    from django_wsgi.embedded_wsgi import make_wsgi_view

    return make_url_pattern(make_wsgi_view(app), pattern)


def make_django_wsgi3_handler() -> Any:
    from django_wsgi.handler import DjangoApplication

    return DjangoApplication()


def embed_by_webob(app: Any, pattern: Pattern, needs_token: bool) -> Any:
    """Embed by a view of a dozen lines, as one finds it in many a project."""
    import webob
    from django.http import HttpResponse
    from django.views.decorators.csrf import csrf_exempt

    def view(request: Any, path_info: str) -> HttpResponse:
        inner = webob.Request(dict(request.environ, REMOTE_USER=request.user.get_username()))
        inner.path_info_pop()
        answer = inner.send(app)
        response = HttpResponse(answer.app_iter, status=answer.status_int)
        for name, value in answer.headers.items():
            response[name] = value
        return response

    return make_url_pattern(view if needs_token else csrf_exempt(view), pattern)


def embed_by_pyramid(app: Any) -> Any:
    from pyramid.config import Configurator
    from pyramid.wsgi import wsgiapp2

    with Configurator() as config:
        config.add_route("mnt", "/mnt/*subpath")
        config.add_view(wsgiapp2(app), route_name="mnt")
        return config.make_wsgi_app()


def answer_not_found(_environ: Any, start_response: Any) -> Iterable[bytes]:
    start_response("404 Not Found", [("Content-Type", "text/plain")])
    return [b"nothing is mounted here"]


def embed_by_werkzeug(app: Any) -> Any:
    from werkzeug.middleware.dispatcher import DispatcherMiddleware

    return DispatcherMiddleware(answer_not_found, {"/mnt": app})


def embed_by_a2wsgi(app: Any) -> Any:
    from a2wsgi import WSGIMiddleware

    async def make_and_call(scope: Any, receive: Any, send: Any) -> None:
        # It has to be made in the loop, and keeps its threads until they are told.
        bridge = WSGIMiddleware(app, workers=1)
        try:
            await bridge(scope, receive, send)
        finally:
            bridge.executor.shutdown(wait=False)

    return make_and_call


def embed_by_asgiref(app: Any) -> Any:
    from asgiref.wsgi import WsgiToAsgi

    return WsgiToAsgi(app)


TWOD = Way("twod.wsgi", "", embed_by_twod, "django", make_twod_handler)

WAYS = (
    TWOD,
    Way("django-wsgi3", "django-wsgi3", embed_by_django_wsgi3, "django", make_django_wsgi3_handler),
    Way("WebOb by hand", "WebOb", embed_by_webob, "django"),
    Way("wsgiapp2", "pyramid", embed_by_pyramid, "wsgi"),
    Way("DispatcherMiddleware", "Werkzeug", embed_by_werkzeug, "wsgi"),
    Way("a2wsgi", "a2wsgi", embed_by_a2wsgi, "asgi"),
    Way("WsgiToAsgi", "asgiref", embed_by_asgiref, "asgi"),
)
