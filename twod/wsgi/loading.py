"""A WSGI or ASGI application out of a configuration URI, with its logging set up first.

PasteDeploy's ``loadapp`` leaves logging to the server's command (``paster serve``, ``gunicorn --paste``). A module for
mod_wsgi or uWSGI has to set it up itself::

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
    """Return the WSGI application (PEP 3333) that a configuration URI names, with the ini's logging in force.

    :param config_uri: path of an ini, or ``config:PATH``, with an optional ``#NAME`` (default ``main``).
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    configure_server_log(split_config_uri(config_uri)[0])
    return make_application(config_uri)


def load_asgi_application(
    config_uri: str | os.PathLike[str] | None = None, *, websocket: ASGIApplication | str | None = None
) -> ASGIApplication:
    """Return the ASGI application that a configuration URI names, with the ini's logging in force.

    It is what :func:`~twod.wsgi.loading.load_application` returns for WSGI, with the static and media files and the
    filters of the ini:

    >>> from twod.wsgi import load_asgi_application
    >>> application = load_asgi_application("dev.ini")

    The application also answers a server that starts or ends (``lifespan``), and closes connections by WebSocket that
    nothing is there for.

    :param config_uri: path of an ini, or ``config:PATH``, with an optional ``#NAME`` (default ``main``); when None, the
        environment variable ``TWOD_CONFIG_URI``.
    :param websocket: an ASGI application that gets the connections by WebSocket, or its name. The option ``websocket``
        of ``egg:twod.wsgi#full_django`` names one, too.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini, and for each filter, application or
        composite that works by WSGI only.
    """
    # Servers that load no ASGI application do without.
    from twod.wsgi.asgi.following import follow_to_asgi  # noqa: PLC0415 - see above

    if config_uri is None:
        config_uri = os.environ.get(URI_VARIABLE)
        if config_uri is None:
            raise ConfigurationError(
                [Problem(None, None, None, URI_VARIABLE, "this variable has to name the ini, since no argument does")]
            )
    configure_server_log(split_config_uri(config_uri)[0])
    return follow_to_asgi(config_uri, websocket)


def make_application(config_uri: str | os.PathLike[str]) -> WSGIApplication:
    """Return the WSGI application (PEP 3333) that a configuration URI names; logging stays as it is.

    :param config_uri: as for :func:`load_application`.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    path, name = split_config_uri(config_uri)
    application: WSGIApplication = load_object(APP, f"config:{quote(path)}", name=name)
    return application
