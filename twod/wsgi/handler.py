"""Django as a WSGI application."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler

from twod.wsgi.request import TwodWSGIRequest


class DjangoApplication(WSGIHandler):
    """Django's WSGI application (:pep:`3333`) on requests of the class :class:`~twod.wsgi.handler.TwodWSGIRequest`.

    It is made after Django's settings are configured and ``django.setup()`` was called, as the application
    factories of :mod:`twod.wsgi.factories` do.

    :raises django.core.exceptions.ImproperlyConfigured: when a class of ``MIDDLEWARE`` cannot be loaded.
    """

    request_class = TwodWSGIRequest
