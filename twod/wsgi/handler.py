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

#: The key of a request's view in an environ and in an ASGI scope; no header of a client can have such a name.
VIEW_KEY = "twod.wsgi.view"


def find_named_view(request: HttpRequest, notes: Mapping[str, Any]) -> ResolverMatch | None:
    """Return the view of :data:`VIEW_KEY` as a match of the request; None if the key is not set."""
    view = notes.get(VIEW_KEY)
    if view is None:
        return None
    request.resolver_match = ResolverMatch(view, (), {}, route=request.path_info)
    return request.resolver_match


class DjangoApplication(WSGIHandler):
    """Django's WSGI application (:pep:`3333`) with requests of :class:`~twod.wsgi.handler.TwodWSGIRequest`.

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
        """Return the view that an application around Django has set, or else the one that the URLconf finds."""
        return find_named_view(request, request.META) or super().resolve_request(request)

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Answer a request, and make it available to the access log, which runs outside Django."""
        visit = request.META.get(VISIT_KEY)
        if visit is not None:
            visit.request = request
        return super().get_response(request)

    if TYPE_CHECKING:
        # The result is the response, or the one of the server's wrapper for its file. Without django-stubs, pyright
        # would infer from Django's code that it may be awaitable.
        def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Any: ...


if not TYPE_CHECKING:  # Type checkers shall report wrong names, and those of 1.x.
    __getattr__ = make_old_name_finder(__name__)
