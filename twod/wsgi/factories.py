"""The factories that PasteDeploy calls for the sections of Django applications."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, NamedTuple
from wsgiref.types import WSGIApplication

from twod.inifile.booleans import read_boolean
from twod.inifile.problems import Place
from twod.wsgi.config import configure_called
from twod.wsgi.config.activation import find_active, locating_errors, set_up_django
from twod.wsgi.config.raised import describe_raised, note_raised
from twod.wsgi.config.surroundings.full_django import find_option_problems
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.old_names import make_old_name_finder
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.logs.start_line import log_start

if TYPE_CHECKING:
    from paste.deploy.loadwsgi import ConfigLoader

    from twod.wsgi.embedding.mounts import Permission
    from twod.wsgi.handler import DjangoApplication
    from twod.wsgi.static.media import MediaFiles


def make_application(global_conf: Mapping[str, str], /, **local_conf: str) -> DjangoApplication:
    """Return the Django application that a section describes; a ``paste.app_factory``.

    PasteDeploy calls it for ``use = egg:twod.wsgi``. Call it from a factory of your own as ``wsgify_django``:

    >>> from twod.wsgi import wsgify_django
    >>> def make_shop(global_conf, **local_conf):
    ...     return MyMiddleware(wsgify_django(global_conf, **local_conf))

    :param global_conf: PasteDeploy's variables: ``[DEFAULT]``, ``set …`` and variables of the command line.
    :param local_conf: the options of the section and of the sections it uses.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini, if an application or a middleware of the site
        cannot be loaded, or if the process already runs with other settings.
    """
    with sparing_gunicorn_the_traceback():
        configure_called(global_conf, local_conf)
        # Django skips this if the apps are already loaded.
        set_up_django()
        from twod.wsgi.handler import DjangoApplication  # noqa: PLC0415 - imports WebOb, useless if the ini is wrong

        with locating_errors():
            application = DjangoApplication()
        log_start(find_active())
        return application


#: The name in twod.wsgi 1.x, kept for factories that call it.
wsgify_django = make_application


#: The Django applications that are being loaded for a full_django, each by its ini and name, the outermost first.
_waiting: ContextVar[tuple[tuple[str | None, str], ...]] = ContextVar("_waiting", default=())


@sparing_gunicorn_the_traceback()
def make_full_django(loader: ConfigLoader, global_conf: Mapping[str, str], **local_conf: str) -> WSGIApplication:
    """Return a Django application with its static and media files in front of it; a ``paste.composite_factory``.

    :param loader: PasteDeploy's loader of the ini.
    :param global_conf: PasteDeploy's variables.
    :param local_conf: the options of the section. ``django_app`` is the name of the Django application in the ini.
        ``media_permission`` is the permission that visitors need for media files, or ``package.module:function``
        for a function of the request. ``media_sandbox`` (a boolean) makes browsers run no scripts in media files.
        ``websocket`` is for ASGI only.
    :raises twod.wsgi.exc.ConfigurationError: for an unknown option, for a wrong value, if ``django_app`` leads back to
        this section, and with all errors in the section of the Django application.
    """
    wrapped = load_wrapped(loader, global_conf, local_conf)
    from twod.wsgi.static import make_finders, put_files_before  # noqa: PLC0415 - egg:twod.wsgi#main needs no files

    application: WSGIApplication = wrapped.application
    if wrapped.media_permission is not None:
        from twod.wsgi.protected_media import ProtectedMedia  # noqa: PLC0415 - rarely needed

        application = ProtectedMedia(application, *load_protection(wrapped, global_conf))
    is_public = wrapped.media_permission is None
    return put_files_before(application, make_finders(media_sandbox=wrapped.media_sandbox, with_media=is_public))


class Wrapped(NamedTuple):
    """The Django application and the options of a section with ``use = egg:twod.wsgi#full_django``."""

    #: The Django application that the loader returns: for WSGI or for ASGI.
    application: Any
    media_sandbox: bool
    #: The permission, or the function, that decides on visitors of media files; None admits all.
    media_permission: str | None
    #: The name of the ASGI application for WebSocket connections.
    websocket: str | None


def load_wrapped(loader: Any, global_conf: Mapping[str, str], local_conf: Mapping[str, str]) -> Wrapped:
    """Return the Django application that a full_django wraps, and its other options.

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
    return Wrapped(application, has_sandbox, local_conf.get("media_permission"), local_conf.get("websocket"))


def load_protection(wrapped: Wrapped, global_conf: Mapping[str, str]) -> tuple[MediaFiles, Permission]:
    """Return the finder of the media files of a full_django, and the permission that visitors need.

    :param global_conf: PasteDeploy's variables.
    :raises twod.wsgi.exc.ConfigurationError: if there are no media files, or the permission cannot be imported.
    """
    from twod.wsgi.protected_media import load_permission  # noqa: PLC0415 - rarely needed
    from twod.wsgi.static.media import make_media_finder  # noqa: PLC0415 - rarely needed

    place = Place(global_conf.get("__file__"), name="media_permission")
    finder = make_media_finder(has_sandbox=wrapped.media_sandbox)
    if finder is None:
        message = "there are no media files to protect; set MEDIA_ROOT, and MEDIA_URL to a path such as media/"
        raise ConfigurationError([place.problem(message)])
    try:
        return finder, load_permission(wrapped.media_permission or "")
    except Exception as error:
        note_raised(error)
        raise ConfigurationError([place.problem(describe_raised(error))]) from error


if not TYPE_CHECKING:  # Type checkers shall report wrong names, and those of 1.x.
    __getattr__ = make_old_name_finder(__name__)
