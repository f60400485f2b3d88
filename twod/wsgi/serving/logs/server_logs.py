"""The logging of an ini in servers: in twod's own, and in those that set up their own logging."""

from __future__ import annotations

import os
import shlex
from collections.abc import Collection, MutableMapping
from functools import partial
from types import ModuleType

from twod.wsgi.after_import import call_after_import
from twod.wsgi.ini_logging import configure_logging
from twod.wsgi.serving.logs.json_streams import take_streams

#: Options for gunicorn with a lower priority than those of its command line.
_GUNICORN_VARIABLE = "GUNICORN_CMD_ARGS"
#: The modules of servers that keep their logging as a dictionary for :func:`logging.config.dictConfig`. The servers'
#: manuals recommend changing it.
_WITH_DICTIONARY = ("granian.log", "uvicorn.config")


def configure_server_log(path: str | os.PathLike[str]) -> None:
    """Apply the ini's logging in a process that serves; if the log is JSON, printed lines become JSON too.

    :param path: the ini.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the logging sections.
    """
    configure_logging(path)
    take_streams()


def hand_log_to_servers(path: str, loggers: Collection[str], environ: MutableMapping[str, str] = os.environ) -> None:
    """Make gunicorn, uvicorn and granian, if they start in this process, leave some loggers to the ini.

    gunicorn reads the ini itself, and again at each reload. Options of its command line and of ``GUNICORN_CMD_ARGS``
    override the ini.

    :param path: absolute path of the ini.
    :param loggers: the names of the loggers in the ini.
    :param environ: the environment of the server to start.
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
