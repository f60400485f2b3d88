"""Django as a WSGI application."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from wsgiref.types import StartResponse, WSGIEnvironment

from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.visit import VISIT_KEY

__all__ = ["DjangoApplication", "TwodWSGIRequest"]


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
