"""Media files for those alone who have a permission of Django.

A media file that is for everybody never reaches Django. One that is not takes the way of a page: sessions, sign-in and
all other middleware come before it, and a view of ours in the place of the one that the URLconf has for its path.
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
    """Return the permission of a name.

    >>> load_permission("shop.view_invoice")
    'shop.view_invoice'
    >>> load_permission("twod.wsgi.embedding:is_signed_in")
    <function is_signed_in at ...>

    :param text: a permission of Django's, or ``package.module:function`` for a function of the request.
    :raises ImportError: when there is no such module.
    :raises AttributeError: when the module has no such function.
    """
    found: Permission = resolve_name(text) if ":" in text else text
    return found


def make_media_view(finder: MediaFiles, permission: Permission) -> View:
    """Return a Django view of the media files for those who have a permission.

    :param finder: finds the files.
    :param permission: as for :func:`twod.wsgi.mount`.
    """
    files = FilesBeforeApplication(_miss_file, finder)

    def protected_media(request: HttpRequest) -> HttpResponseBase:
        refusal = find_refusal(request, permission)
        if refusal is not None:
            return refusal
        response: HttpResponseBase = call_wsgi_app(files, request, request.path_info, name="protected media")
        # Neither a cache that visitors share nor the browser of one who has signed out shall show it.
        response["Cache-Control"] = "private, no-cache"
        return response

    # Nothing but GET and HEAD is answered.
    vars(protected_media)["csrf_exempt"] = True
    return protected_media


def _miss_file(_environ: WSGIEnvironment, _start_response: StartResponse) -> Iterable[bytes]:
    """Have the site answer that there is no such file."""
    raise Http404("no such media file")


class ProtectedMedia:
    """A WSGI application that names the view of the media files to the Django application behind it.

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
    """The same for ASGI."""

    def __init__(self, application: ASGIApplication, finder: MediaFiles, permission: Permission) -> None:
        self.application = application
        self.finder = finder
        self._view = make_media_view(finder, permission)

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        if scope["type"] == "http" and self.finder.is_asked(make_paths(scope)):
            scope = {**scope, VIEW_KEY: self._view}
        await self.application(scope, receive, send)
