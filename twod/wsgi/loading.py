"""A WSGI application out of a configuration URI, with its logging set up first.

What PasteDeploy's ``loadapp`` leaves to the server's command (``paster serve``, ``gunicorn --paste``) a module for
mod_wsgi or uWSGI has to do itself::

    from twod.wsgi.loading import load_application

    application = load_application("/srv/site/parts/twod/prod.ini")
"""

from __future__ import annotations

import os
from configparser import ConfigParser
from logging.config import fileConfig
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from paste.deploy import loadapp

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def load_application(config_uri: str | os.PathLike[str]) -> WSGIApplication:
    """Return the WSGI application (PEP 3333) that a configuration URI names, with the ini's logging in force.

    :param config_uri: path of an ini, or ``config:PATH``, with an optional ``#NAME`` (default ``main``).
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in the ini.
    """
    path, _, name = os.fspath(config_uri).removeprefix("config:").partition("#")
    path = os.path.abspath(path)  # noqa: PTH100 -- Path.resolve() would follow links, and PasteDeploy's %(here)s does not
    configure_logging(path)
    application: WSGIApplication = loadapp(f"config:{quote(path)}", name=name or None)
    return application


def configure_logging(path: str | os.PathLike[str]) -> None:
    """Apply the ini's ``[loggers]``, ``[handlers]`` and ``[formatters]``; without them, leave logging alone.

    The sections are those of :func:`logging.config.fileConfig`; ``%(here)s`` and ``%(__file__)s`` stand for the ini's
    directory and path as they do for PasteDeploy.

    :param path: the ini.
    """
    path = Path(path)
    parser = ConfigParser(interpolation=None)
    parser.read(path, encoding="utf-8-sig")
    if parser.has_section("loggers"):
        # Loggers that were made before this ini was read must go on working.
        fileConfig(
            path,
            defaults={"__file__": str(path), "here": str(path.parent)},
            disable_existing_loggers=False,
            encoding="utf-8-sig",
        )
