"""The factories that PasteDeploy calls to make an application of a section."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.types import WSGIApplication

from twod.inifile.booleans import read_boolean
from twod.wsgi.config import configure_called
from twod.wsgi.config.activation import locating_errors, set_up_django
from twod.wsgi.config.surroundings.full_django import find_option_problems
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback

if TYPE_CHECKING:
    from paste.deploy.loadwsgi import ConfigLoader

    from twod.wsgi.handler import DjangoApplication


def make_application(global_conf: Mapping[str, str], /, **local_conf: str) -> DjangoApplication:
    """Return the Django application that a section describes; a ``paste.app_factory``.

    PasteDeploy calls it for ``use = egg:twod.wsgi``. Call it from a factory of your own as ``wsgify_django``:

    >>> from twod.wsgi import wsgify_django
    >>> def make_shop(global_conf, **local_conf):
    ...     return MyMiddleware(wsgify_django(global_conf, **local_conf))

    :param global_conf: PasteDeploy's variables: ``[DEFAULT]``, ``set …`` and what was given on the command line.
    :param local_conf: the options of the section and of the sections it uses.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini, when an application or a middleware of
        the site cannot be loaded, or when the process already runs with other settings.
    """
    with sparing_gunicorn_the_traceback():
        configure_called(global_conf, local_conf)
        # Django knows whether apps are loaded; a second call does nothing.
        set_up_django()
        from twod.wsgi.handler import DjangoApplication  # noqa: PLC0415 - WebOb, for which a wrong ini need not wait

        with locating_errors():
            return DjangoApplication()


#: Its name in twod.wsgi 1.x, for factories that call it.
wsgify_django = make_application


#: The applications that a full_django is being made for, each as its ini and name, the outermost first.
_waiting: ContextVar[tuple[tuple[str | None, str], ...]] = ContextVar("_waiting", default=())


@sparing_gunicorn_the_traceback()
def make_full_django(loader: ConfigLoader, global_conf: Mapping[str, str], **local_conf: str) -> WSGIApplication:
    """Return a Django application with its static and media files before it; a ``paste.composite_factory``.

    :param loader: PasteDeploy's, of the ini.
    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section: ``django_app``, the name of the Django application in the ini;
        ``media_sandbox``, whether browsers are told to run no scripts in media files; ``websocket``, which is for ASGI
        alone.
    :raises twod.wsgi.exc.ConfigurationError: for an option that does not exist, for another value, for a name that
        leads back here, and with all that is wrong in the section of the Django application.
    """
    wrapped = load_wrapped(loader, global_conf, local_conf)
    from twod.wsgi.static import add_media_to_app  # noqa: PLC0415 - main does without

    return add_media_to_app(wrapped.application, media_sandbox=wrapped.media_sandbox)


class Wrapped(NamedTuple):
    """What is in a section with ``use = egg:twod.wsgi#full_django``."""

    #: The Django application, as the loader makes it: for WSGI or for ASGI.
    application: Any
    media_sandbox: bool
    #: The name of the ASGI application for connections by WebSocket.
    websocket: str | None


def load_wrapped(loader: Any, global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Wrapped:
    """Return the Django application that a full_django is about, and its other options.

    The parameters and errors are those of :func:`make_full_django`.
    """
    ini = global_conf.get("__file__")
    if wrong := [Problem(ini, None, None, name, message) for name, message in find_option_problems(local_conf)]:
        raise ConfigurationError(wrong)
    django_app = local_conf.get("django_app", "main")
    wanted = (ini, django_app)
    if wanted in _waiting.get():
        message = f"{django_app!r} leads back to itself; name the section that has 'use = egg:twod.wsgi'"
        raise ConfigurationError([Problem(ini, None, None, "django_app", message)])
    token = _waiting.set((*_waiting.get(), wanted))
    try:
        application = loader.get_app(django_app, global_conf=global_conf)
    finally:
        _waiting.reset(token)
    has_sandbox = read_boolean(local_conf.get("media_sandbox", "true"))
    return Wrapped(application, has_sandbox, local_conf.get("websocket"))
