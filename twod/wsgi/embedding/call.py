"""Calls of a WSGI application with a Django request, from a view or as a view."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal
from wsgiref.types import WSGIApplication

from django.http import HttpRequest

from twod.wsgi.embedding.answer import EmbeddedResponse, make_response
from twod.wsgi.embedding.environ import make_environ
from twod.wsgi.embedding.exchange import Exchange, describe_application
from twod.wsgi.embedding.headers import SentHeaders
from twod.wsgi.embedding.identity import has_user
from twod.wsgi.embedding.lifetime import close_later
from twod.wsgi.embedding.origin import find_foreign_origin, refuse_foreign_origin
from twod.wsgi.embedding.reserved import remove_reserved

#: A function that takes a request and returns more names and values for the application's environ.
MakeMore = Callable[[Any], Mapping[str, Any]]

#: The requests that are accepted from other sites: see :mod:`twod.wsgi.embedding.origin`.
CSRF = Literal["same-origin", "exempt", "token"]


def call_wsgi_app(
    app: WSGIApplication,
    request: HttpRequest,
    path_info: str,
    *,
    environ: Mapping[str, Any] | None = None,
    user: bool = True,
    trusted: bool = False,
    name: str | None = None,
) -> EmbeddedResponse:
    """Call a WSGI application (:pep:`3333`) with a Django request, and return its response as a Django response.

    >>> from wsgiref.simple_server import demo_app
    >>> from twod.wsgi import call_wsgi_app
    >>> def show_demo(request, path_info):
    ...     response = call_wsgi_app(demo_app, request, path_info)
    ...     response["Cache-Control"] = "private"
    ...     return response

    The application gets the environ that a WSGI server would pass to it. The response has its status, headers and
    body. There is no check of access: your view decides which visitors reach the application.

    :param app: the application.
    :param request: the request.
    :param path_info: the end of the request's path, as the URL pattern captured it. It becomes the application's
        ``PATH_INFO``; the path before it becomes part of ``SCRIPT_NAME``.
    :param environ: more names and values for the application's environ.
    :param user: whether to pass the user in ``REMOTE_USER``. If False, twod removes ``REMOTE_USER``, even the server's,
        and adds no ``Vary: Cookie``, so that shared caches may keep the response.
    :param trusted: whether the application may send commands to the server in front (``X-Accel-Redirect``,
        ``X-Sendfile``) and replace the site's session and CSRF cookies. If False, twod drops these headers and logs a
        warning.
    :param name: the application's name in messages. **Default:** the place where it is defined.
    :returns: a ``StreamingHttpResponse``, or an ``HttpResponse`` if the application returned a list.
    :raises twod.wsgi.exc.ApplicationCallError: if the request's path does not end with ``path_info``.
    :raises twod.wsgi.exc.BrokenApplicationError: if the application violates PEP 3333.
    """
    inner = make_environ(request, path_info, environ or {}, user=user)
    name = name or describe_application(app)
    # Before the call, since the application may change its environ.
    script_name, path = inner["SCRIPT_NAME"], inner["PATH_INFO"]
    exchange = Exchange(app, inner, name)
    if exchange.content is None:
        # Django does not close a response that a middleware has replaced.
        close_later(request, exchange.close)
    else:
        exchange.close()
    if not trusted:
        remove_reserved(exchange.head, request, script_name, path, name)
    response = make_response(exchange)
    if user and has_user(request):
        _add_vary(exchange.head.headers)
    return response


def _add_vary(headers: SentHeaders) -> None:
    """Add ``Vary: Cookie`` to the headers, because the response depends on the user (RFC 9110, 12.5.5).

    Django's ``patch_vary_headers`` takes a time that grows with the square of the blanks in the application's value.

    :param headers: changed in place.
    """
    vary = headers.get("Vary")
    if vary is None:
        headers["Vary"] = "Cookie"
    elif {"*", "cookie"}.isdisjoint(name.strip().lower() for name in vary.split(",")):
        headers["Vary"] = f"{vary}, Cookie"


def make_wsgi_view(
    app: WSGIApplication,
    *,
    csrf: CSRF = "same-origin",
    environ: Mapping[str, Any] | MakeMore | None = None,
    user: bool = True,
    trusted: bool = False,
    name: str | None = None,
) -> Callable[..., EmbeddedResponse]:
    """Return a Django view that calls a WSGI application (:pep:`3333`).

    >>> from wsgiref.simple_server import demo_app
    >>> from django.urls import path
    >>> from twod.wsgi import make_wsgi_view
    >>> urlpatterns = [path("demo/<path:path_info>", make_wsgi_view(demo_app))]

    The view takes the request and the ``path_info`` that the URL pattern captured, the path for the application.
    ``re_path(r"^wiki(/.*)$", view)`` works as well, and :func:`twod.wsgi.mount` makes a pattern that matches any path.

    :param app: the application.
    :param csrf: the requests to accept, of those with a method other than GET, HEAD, OPTIONS and TRACE.
        ``"same-origin"``: from pages of this site and of ``CSRF_TRUSTED_ORIGINS``, and from programs other than
        browsers. ``"exempt"``: all, for an application that protects itself. ``"token"``: those with Django's CSRF
        token.
    :param environ: more names and values for the application's environ, or a function that takes the request and
        returns them.
    :param user: whether to pass the user in ``REMOTE_USER``: see :func:`call_wsgi_app`.
    :param trusted: whether to pass on commands to the server in front and the site's cookies: see
        :func:`call_wsgi_app`.
    :param name: the application's name in messages. **Default:** the place where it is defined.
    """
    name = name or describe_application(app)

    def wsgi_view(request: HttpRequest, path_info: str = "", **_captured: object) -> EmbeddedResponse:
        if csrf == "same-origin":
            origin = find_foreign_origin(request)
            if origin is not None:
                return refuse_foreign_origin(request, origin)
        more = environ(request) if callable(environ) else environ
        return call_wsgi_app(app, request, path_info, environ=more, user=user, trusted=trusted, name=name)

    wsgi_view.__doc__ = f"Call the WSGI application {name}."
    # The mark that Django's csrf_exempt sets, without its wrapper around the view.
    vars(wsgi_view)["csrf_exempt"] = csrf != "token"
    return wsgi_view
