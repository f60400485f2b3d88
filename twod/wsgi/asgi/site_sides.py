"""The ASGI versions of the factories of twod.wsgi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from twod.inifile.problems import Place
from twod.wsgi.asgi.django_asgi import DjangoASGIApplication, WithWebSockets, load_websocket
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.config import configure_called
from twod.wsgi.config.activation import find_active, locating_errors, set_up_django
from twod.wsgi.factories import load_protection, load_wrapped
from twod.wsgi.protected_media import ProtectedMediaASGI
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.logs.start_line import log_start
from twod.wsgi.static import make_finders
from twod.wsgi.static.asgi_sending import FilesBeforeASGI


class ASGILoader(Protocol):
    """The loader that the ASGI version of a composite gets instead of PasteDeploy's."""

    def get_app(self, name: str | None = None, global_conf: Mapping[str, str] | None = None) -> ASGIApplication:
        """Return the ASGI application with this name."""


def make_asgi_django(global_conf: Mapping[str, str], /, **local_conf: str) -> ASGIApplication:
    """Return the Django application that a section describes, for ASGI.

    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: as :func:`twod.wsgi.factories.make_application` does.
    """
    with sparing_gunicorn_the_traceback():
        configure_called(global_conf, local_conf)
        set_up_django()
        with locating_errors():
            application = DjangoASGIApplication()
        log_start(find_active())
        return application


def make_asgi_full_django(loader: ASGILoader, global_conf: Mapping[str, str], **local_conf: str) -> ASGIApplication:
    """Return the ASGI application of a Django site that also serves static and media files, and perhaps WebSockets.

    :param loader: loads the Django application.
    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section.
    :raises twod.wsgi.exc.ConfigurationError: as :func:`twod.wsgi.factories.make_full_django` does, and if the
        option ``websocket`` names no ASGI application.
    """
    wrapped = load_wrapped(loader, global_conf, local_conf)
    application: ASGIApplication = wrapped.application
    if wrapped.websocket is not None:
        place = Place(global_conf.get("__file__"), name="websocket")
        application = WithWebSockets(application, load_websocket(wrapped.websocket, place))
    if wrapped.media_permission is not None:
        application = ProtectedMediaASGI(application, *load_protection(wrapped, global_conf))
    finders = make_finders(media_sandbox=wrapped.media_sandbox, with_media=wrapped.media_permission is None)
    return FilesBeforeASGI(application, finders) if finders else application
