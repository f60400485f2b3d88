"""gunicorn's logging, configured by the logging sections of an ini with their references replaced.

gunicorn passes the ini to :func:`logging.config.fileConfig`, which does not replace ``${env:NAME}``. ``paster serve``
uses this class, and so does ``gunicorn --paste x.ini --config python:twod.wsgi.serving.gunicorn_reload``.
"""

from __future__ import annotations

from logging import FileHandler

from gunicorn.config import Config, LoggerClass
from gunicorn.glogging import Logger

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.ini_logging import configure_logging


class IniLogger(Logger):
    """gunicorn's logger, except that it reads the logging sections as ``paster serve`` does."""

    def setup(self, cfg: Config) -> None:
        """Apply the sections; gunicorn calls this again when its configuration has changed.

        :raises RuntimeError: with all errors in them, which gunicorn prints without a traceback.
        """
        ini = cfg.logconfig
        cfg.set("logconfig", "")
        super().setup(cfg)
        cfg.set("logconfig", ini)
        if not ini:
            return
        try:
            configure_logging(ini)
        except ConfigurationError as error:
            raise RuntimeError(str(error)) from error
        self._open_own_files()

    def _open_own_files(self) -> None:
        """Open the log files of gunicorn's options, which :mod:`logging` closes when it reads an ini.

        gunicorn reopens only open files, so it would not notice before a reload that a file cannot be opened.
        """
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            if isinstance(handler, FileHandler) and handler.stream is None:
                handler.stream = handler._open()  # noqa: SLF001 - gunicorn does the same


def use_ini_logger() -> None:
    """Make this class gunicorn's default, used unless its configuration names another class."""
    LoggerClass.default = f"{IniLogger.__module__}.{IniLogger.__name__}"
