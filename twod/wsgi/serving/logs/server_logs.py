"""The logging of an ini in servers: those that we start, and those that set up their own."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, MutableMapping
from functools import partial
from types import ModuleType

from twod.wsgi.after_import import call_after_import
from twod.wsgi.ini_logging import configure_logging
from twod.wsgi.serving.logs.json_streams import take_streams

#: Options of gunicorn's command line that come before all others.
_GUNICORN_VARIABLE = "GUNICORN_CMD_ARGS"
#: The modules that have the logging of a server as a dictionary of :func:`logging.config.dictConfig`, which its manual
#: tells to change.
_WITH_DICTIONARY = ("granian.log", "uvicorn.config")


def configure_server_log(path: str | os.PathLike[str]) -> None:
    """Apply the ini's logging in a process that serves; if it is JSON, what is printed becomes JSON, too.

    :param path: the ini.
    :raises twod.wsgi.exc.ConfigurationError: with all that is wrong in its logging sections.
    """
    configure_logging(path)
    take_streams()


def hand_log_to_servers(path: str, loggers: Collection[str], environ: MutableMapping[str, str] = os.environ) -> None:
    """Let gunicorn, uvicorn and granian leave the loggers to an ini which it describes, if they start in this process.

    gunicorn reads the ini itself, again at each reload. What its command line or ``GUNICORN_CMD_ARGS`` say has
    precedence.

    :param path: the ini; absolute.
    :param loggers: the names of the loggers in it.
    :param environ: of the server that is going to start.
    """
    options = ["--log-config", shlex.quote(path), environ.get(_GUNICORN_VARIABLE, "")]
    environ[_GUNICORN_VARIABLE] = " ".join(options).rstrip()
    for name in _WITH_DICTIONARY:
        call_after_import(name, partial(_leave_loggers, loggers))


def _leave_loggers(loggers: Collection[str], module: ModuleType) -> None:
    take_streams()
    described = module.LOGGING_CONFIG["loggers"]
    for name in loggers:
        described.pop(name, None)
