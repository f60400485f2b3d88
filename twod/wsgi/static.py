"""Static files in front of a Django application, served as WSGI does: by WhiteNoise, from Django's settings.

Under DEBUG the files come straight from the finders, each time anew; otherwise from STATIC_ROOT as
``collectstatic`` left it, read once at start. A file whose name holds a hash of its content is cached for ever,
another for a minute (``WHITENOISE_MAX_AGE``); WhiteNoise's other ``WHITENOISE_*`` settings apply, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from whitenoise import WhiteNoise
from whitenoise.middleware import WhiteNoiseMiddleware

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


class StaticFiles(WhiteNoiseMiddleware):  # type: ignore[misc]  # WhiteNoise has no types
    """WhiteNoise configured as for Django, called as WSGI (PEP 3333).

    WhiteNoise has these two as a pair of classes: one that reads Django's settings and sits among Django's
    middleware, and its base, which is a WSGI middleware without settings.
    """

    def __init__(self, application: WSGIApplication) -> None:
        super().__init__()
        self.application = application

    __call__ = WhiteNoise.__call__
    serve = staticmethod(WhiteNoise.serve)


def add_static_to_app(application: WSGIApplication) -> WSGIApplication:
    """Return `application` with the files under STATIC_URL before it.

    A STATIC_URL of another host (a content delivery network) leaves the application as it is.

    :param application: a WSGI application (PEP 3333); Django must be set up.
    """
    if not settings.STATIC_URL or urlsplit(settings.STATIC_URL).netloc:
        return application
    return StaticFiles(application)
