"""Django as a WSGI application."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch

from twod.wsgi.old_names import make_old_name_finder
from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.visit import VISIT_KEY

__all__ = ["DjangoApplication", "TwodWSGIRequest"]

#: The key of an environ, and of an ASGI scope, for the view of a request; no header of a client has such a name.
VIEW_KEY = "twod.wsgi.view"


def find_named_view(request: HttpRequest, notes: Mapping[str, Any]) -> ResolverMatch | None:
    """Return the view of :data:`VIEW_KEY` as a match of the request; None when nobody has named one."""
    view = notes.get(VIEW_KEY)
    if view is None:
        return None
    request.resolver_match = ResolverMatch(view, (), {}, route=request.path_info)
    return request.resolver_match


class DjangoApplication(WSGIHandler):
    """Django's WSGI application (:pep:`3333`), whose requests are :class:`~twod.wsgi.handler.TwodWSGIRequest`.

    Make one after ``django.setup()``, where you would call ``django.core.wsgi.get_wsgi_application()``:

    >>> import django
    >>> from twod.wsgi import DjangoApplication
    >>> django.setup()
    >>> application = DjangoApplication()

    An ini needs no such code: the factories of :mod:`twod.wsgi.factories` do it.

    :raises django.core.exceptions.ImproperlyConfigured: if a class of ``MIDDLEWARE`` cannot be loaded.
    """

    request_class = TwodWSGIRequest

    def resolve_request(self, request: HttpRequest) -> ResolverMatch:
        """Return the view of a request: the one that an application around the site has named, or the URLconf's."""
        return find_named_view(request, request.META) or super().resolve_request(request)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, and show it to the access log, which is outside of Django."""
        visit = request.META.get(VISIT_KEY)
        if visit is not None:
            visit.request = request
        return super().get_response(request)

    if TYPE_CHECKING:
        # The response, or the result of the server's wrapper for its file. With Django's code alone, without
        # django-stubs, pyright infers a type that may have to be awaited.
        def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any: ...


if not TYPE_CHECKING:  # A type checker is to find names that are wrong, and those of 1.x.
    __getattr__ = make_old_name_finder(__name__)
