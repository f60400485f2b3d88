"""gunicorn's log by the logging sections of an ini, with their references replaced.

gunicorn gives the ini to :func:`logging.config.fileConfig`, which takes ``${env:NAME}`` for text. This class is in
force with ``paster serve``, and with ``gunicorn --paste x.ini --config python:twod.wsgi.serving.gunicorn_reload``.
"""

from __future__ import annotations

from logging import FileHandler

from gunicorn.config import Config, LoggerClass
from gunicorn.glogging import Logger

from twod.wsgi.exc import ConfigurationError
from twod.wsgi.ini_logging import configure_logging


class IniLogger(Logger):
    """gunicorn's, except for the logging sections, which are read as ``paster serve`` reads them."""

    def setup(self, cfg: Config) -> None:
        """Put the sections in force; gunicorn calls this again when its configuration has changed.

        :raises RuntimeError: with all that is wrong in them, which gunicorn prints without a traceback.
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
        """Open the log files of gunicorn's options, which logging closes with all handlers when it reads an ini.

        gunicorn reopens open files only, and so would not notice before a reload that one cannot be opened.
        """
        for handler in (*self.error_log.handlers, *self.access_log.handlers):
            if isinstance(handler, FileHandler) and handler.stream is None:
                handler.stream = handler._open()  # noqa: SLF001 - as gunicorn does it


def use_ini_logger() -> None:
    """Make this class gunicorn's default, for all that it is not told another class for."""
    LoggerClass.default = f"{IniLogger.__module__}.{IniLogger.__name__}"
