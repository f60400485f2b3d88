"""Media files for users with a permission.

A request for a public media file never reaches Django. A request for a protected one passes through Django's
middleware, as for a page. A view of this module then replaces the view that the URLconf has for the path.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pkgutil import resolve_name
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from twod.wsgi.asgi_protocol import ASGIApplication, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.embedding.call import call_wsgi_app
from twod.wsgi.embedding.mounting import find_refusal
from twod.wsgi.embedding.mounts import Permission
from twod.wsgi.handler import VIEW_KEY
from twod.wsgi.static.asgi_sending import make_paths
from twod.wsgi.static.media import MediaFiles
from twod.wsgi.static.sending import FilesBeforeApplication

View = Callable[[HttpRequest], HttpResponseBase]


def load_permission(text: str) -> Permission:
    """Return the permission that a text names.

    >>> load_permission("shop.view_invoice")
    'shop.view_invoice'
    >>> load_permission("twod.wsgi.embedding:is_signed_in")
    <function is_signed_in at ...>

    :param text: a Django permission, or ``package.module:function`` for a function of the request.
    :raises ImportError: if the module does not exist.
    :raises AttributeError: if the module does not have the function.
    """
    found: Permission = resolve_name(text) if ":" in text else text
    return found


def make_media_view(finder: MediaFiles, permission: Permission) -> View:
    """Return a Django view that serves media files to users with a permission.

    :param finder: finds the files.
    :param permission: as for :func:`twod.wsgi.mount`.
    """
    files = FilesBeforeApplication(_miss_file, finder)

    def protected_media(request: HttpRequest) -> HttpResponseBase:
        refusal = find_refusal(request, permission)
        if refusal is not None:
            return refusal
        response: HttpResponseBase = call_wsgi_app(files, request, request.path_info, name="protected media")
        # No shared cache may keep it, and no browser may show it after the user has logged out.
        response["Cache-Control"] = "private, no-cache"
        return response

    # The view rejects all methods except GET and HEAD.
    vars(protected_media)["csrf_exempt"] = True
    return protected_media


def _miss_file(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    """Raise ``Http404``, so that the site responds with its own page."""
    raise Http404("no such media file")


class ProtectedMedia:
    """A WSGI application that passes requests for media files to a view of the Django application behind it.

    :param application: the Django application.
    :param finder: finds the files.
    :param permission: as for :func:`twod.wsgi.mount`.
    """

    def __init__(self, application: WSGIApplication, finder: MediaFiles, permission: Permission) -> None:
        self.application = application
        self.finder = finder
        self._view = make_media_view(finder, permission)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.finder.is_asked(environ):
            environ[VIEW_KEY] = self._view
        return self.application(environ, start_response)


class ProtectedMediaASGI:
    """An ASGI application that passes requests for media files to a view of the Django application behind it."""

    def __init__(self, application: ASGIApplication, finder: MediaFiles, permission: Permission) -> None:
        self.application = application
        self.finder = finder
        self._view = make_media_view(finder, permission)

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        if scope["type"] == "http" and self.finder.is_asked(make_paths(scope)):
            scope = {**scope, VIEW_KEY: self._view}
        await self.application(scope, receive, send)
