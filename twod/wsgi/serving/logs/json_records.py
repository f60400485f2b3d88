"""The formatter for logs that programs read: one JSON object a line (RFC 8259), by python-json-logger.

An ini names it as the class of a ``[formatter_…]`` section. It works in every program that applies the logging of the
ini: twod's commands, gunicorn, uvicorn and uWSGI.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from pythonjsonlogger.core import RESERVED_ATTRS
from pythonjsonlogger.json import JsonFormatter as _JsonFormatter

from twod.wsgi.serving.logs.current_request import NO_REQUEST
from twod.wsgi.serving.logs.json_streams import take_streams

#: The fields at the beginning of each object.
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"
_NAMES = {"asctime": "time", "levelname": "level", "name": "logger"}
#: A copy of the message that uvicorn colours for terminals.
_UNWANTED = ("color_message",)
_logger = logging.getLogger("twod.wsgi")


class JsonFormatter(_JsonFormatter):
    """A formatter that writes ``time``, ``level``, ``logger``, ``message`` and all further attributes of a record.

    The time is in UTC, in ISO 8601 (``2026-01-31T12:00:00.000Z``). Records inside a request have ``request_id``,
    records of :mod:`twod.wsgi.serving.logs.access_log` have its fields, and a call's ``extra`` adds its own.

    Creating a formatter also puts warnings and uncaught exceptions into the log, which Python would print as text, and
    under gunicorn all printed lines too.

    :param fmt: attributes of records to add to the objects, such as ``%(process)d``.
    :param datefmt: another format of the time, for :meth:`datetime.datetime.strftime`.
    """

    #: Marks formatters that write JSON.
    writes_json = True

    def __init__(
        self,
        fmt: str | None = None,
        datefmt: str | None = None,
        style: str = "%",
        validate: bool = True,
        *,
        defaults: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(
            fmt or _FORMAT,
            datefmt,
            style,
            validate,
            defaults=dict(defaults or {}),
            rename_fields=_NAMES,
            reserved_attrs=(*RESERVED_ATTRS, *_UNWANTED),
        )
        _log_what_python_prints()
        if "gunicorn.arbiter" in sys.modules:
            # gunicorn's first process reads the ini's logging before any other code of twod runs.
            take_streams(self)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's
        """Return the record's time in UTC."""
        moment = datetime.fromtimestamp(record.created, UTC)
        if datefmt:
            return moment.strftime(datefmt)
        return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Return the fields to write; drop ``request_id`` outside a request."""
        if log_data.get("request_id") == NO_REQUEST:
            del log_data["request_id"]
        processed: dict[str, Any] = super().process_log_record(log_data)
        return processed


def _log_what_python_prints() -> None:
    """Write log records for warnings and for uncaught exceptions."""
    logging.captureWarnings(capture=True)
    if sys.stderr is not None and getattr(sys.stderr, "isatty", bool)():
        return  # In an interactive session, the user reads tracebacks.
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    _logger.critical("Uncaught %s", kind.__name__, exc_info=(kind, error, trace))


def _log_uncaught_in_thread(raised: threading.ExceptHookArgs) -> None:
    if raised.exc_value is not None and not isinstance(raised.exc_value, SystemExit):
        name = raised.thread.name if raised.thread else "a thread"
        _logger.critical(
            "Uncaught %s in %s",
            raised.exc_type.__name__,
            name,
            exc_info=(raised.exc_type, raised.exc_value, raised.exc_traceback),
        )


def _log_unraisable(raised: sys.UnraisableHookArgs) -> None:
    error = raised.exc_value
    message = raised.err_msg or "Exception ignored in"
    _logger.error(
        "%s %r", message, raised.object, exc_info=None if error is None else (type(error), error, raised.exc_traceback)
    )
