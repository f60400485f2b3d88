"""Functions that load the WSGI or ASGI application of an ini and apply its logging.

PasteDeploy's ``loadapp`` does not configure logging; ``paster serve`` and ``gunicorn --paste`` do. A module for
mod_wsgi or uWSGI has no such program around it, so load the application like this::

    from twod.wsgi.loading import load_application

    application = load_application("/srv/site/parts/twod/prod.ini")
"""

from __future__ import annotations

import os
from urllib.parse import quote
from wsgiref.types import WSGIApplication

from paste.deploy.loadwsgi import APP

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.config.activation import URI_VARIABLE
from twod.wsgi.contexts import load_object
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.ini_logging import configure_logging
from twod.wsgi.serving.logs.server_logs import configure_server_log

__all__ = ["configure_logging", "load_application", "load_asgi_application", "make_application"]


def load_application(config_uri: str | os.PathLike[str]) -> WSGIApplication:
    """Return the WSGI application (PEP 3333) of an ini, after applying the ini's logging.

    :param config_uri: path of an ini, or ``config:PATH``, with an optional ``#NAME`` (default ``main``).
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
    """
    configure_server_log(split_config_uri(config_uri)[0])
    return make_application(config_uri)


def load_asgi_application(
    config_uri: str | os.PathLike[str] | None = None, *, websocket: ASGIApplication | str | None = None
) -> ASGIApplication:
    """Return the ASGI application of an ini, after applying the ini's logging.

    It is the counterpart of :func:`~twod.wsgi.loading.load_application`, and includes the static and media files and
    the filters of the ini:

    >>> from twod.wsgi import load_asgi_application
    >>> application = load_asgi_application("dev.ini")

    The application also handles ``lifespan`` events (start and end of the server), and closes WebSocket connections
    if no application accepts them.

    :param config_uri: path of an ini, or ``config:PATH``, with an optional ``#NAME`` (default ``main``); None for the
        environment variable ``TWOD_CONFIG_URI``.
    :param websocket: an ASGI application for WebSocket connections, or its name. You can also name one in the option
        ``websocket`` of ``egg:twod.wsgi#full_django``.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini, and for each filter, application or composite
        that only supports WSGI.
    """
    # Import only here, since most servers load WSGI applications.
    from twod.wsgi.asgi.following import follow_to_asgi  # noqa: PLC0415 - see above

    if config_uri is None:
        config_uri = os.environ.get(URI_VARIABLE)
        if config_uri is None:
            raise ConfigurationError(
                [Problem(None, None, None, URI_VARIABLE, "no ini is given; pass its path, or set this variable to it")]
            )
    configure_server_log(split_config_uri(config_uri)[0])
    return follow_to_asgi(config_uri, websocket)


def make_application(config_uri: str | os.PathLike[str]) -> WSGIApplication:
    """Return the WSGI application (PEP 3333) of an ini, without configuring logging.

    :param config_uri: as for :func:`load_application`.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
    """
    path, name = split_config_uri(config_uri)
    application: WSGIApplication = load_object(APP, f"config:{quote(path)}", name=name)
    return application
