"""The work of the modules that a server imports: ``bin/prod_wsgi.py`` and ``bin/prod_asgi.py`` of twod.recipe.

A server imports such a module in each process that answers requests, so that nothing is loaded before it forks. An
error in the ini ends that process with a message, since the server's traceback would hide the line to fix.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from wsgiref.types import WSGIApplication

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.asgi_protocol import ASGIApplication
from twod.wsgi.commands.starting.factory_errors import locate_factory_error
from twod.wsgi.config.survey import survey_served
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import load_application, load_asgi_application
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback

#: Modules of servers that do not end at SystemExit: gunicorn would start one worker after another, and mod_wsgi
#: discards the message. For these servers the error is raised, and they log it.
_RAISED_TO = ("gunicorn.errors", "mod_wsgi")


def load_wsgi_module(config_uri: str | os.PathLike[str]) -> WSGIApplication:
    """Return the WSGI application of an ini; if the ini has errors, print them and end the process.

    :param config_uri: as for :func:`twod.wsgi.loading.load_application`.
    """
    with _ending_with_a_message(config_uri):
        return load_application(config_uri)


def load_asgi_module(config_uri: str | os.PathLike[str]) -> ASGIApplication:
    """Return the ASGI application of an ini; if the ini has errors, print them and end the process.

    :param config_uri: as for :func:`twod.wsgi.load_asgi_application`.
    """
    with _ending_with_a_message(config_uri):
        return load_asgi_application(config_uri)


@contextmanager
def _ending_with_a_message(config_uri: str | os.PathLike[str]) -> Iterator[None]:
    try:
        yield
    except Exception as error:
        located = _locate(error, config_uri)
        if any(name in sys.modules for name in _RAISED_TO):
            with sparing_gunicorn_the_traceback():
                raise located from error
        sys.exit(str(located))


def _locate(error: Exception, config_uri: str | os.PathLike[str]) -> ConfigurationError:
    """Return the error from loading an ini as problems with their places."""
    if isinstance(error, ConfigurationError):
        return error
    # PasteDeploy's message names the missing thing, but not the place.
    problems = survey_served(config_uri).errors
    return (
        ConfigurationError(problems) if problems else locate_factory_error(error, split_config_uri(config_uri)[0], {})
    )
