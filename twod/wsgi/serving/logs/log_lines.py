"""Formatters for logs that people read, with the time zone and the request's ID on each line.

An ini names them as the classes of ``[formatter_…]`` sections.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any, Literal, cast

from twod.wsgi.serving.logs.current_request import NO_REQUEST

#: The fields of a request that its client controls.
_FROM_CLIENT = ("method", "path", "protocol", "referer", "remote", "user", "user_agent")
#: The text for a field without a value.
_NOTHING = "-"


class TextFormatter(logging.Formatter):
    """A formatter with times in ISO 8601, including the zone, and with ``%(request_id)s``.

    >>> formatter = TextFormatter("[%(request_id)s] %(message)s")
    >>> formatter.format(logging.makeLogRecord({"msg": "sold out"}))
    '[-] sold out'

    :param datefmt: another format of the time, for :meth:`datetime.datetime.strftime`; it may contain ``%z``.
    """

    def __init__(
        self,
        fmt: str | None = None,
        datefmt: str | None = None,
        style: Literal["%", "{", "$"] = "%",
        validate: bool = True,
        *,
        defaults: Mapping[str, Any] | None = None,
    ) -> None:
        # A record has no ID if it was made before the first filter for IDs.
        known = {"request_id": NO_REQUEST, **(defaults or {})}
        super().__init__(fmt, datefmt, style, validate, defaults=known)

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802 - logging's
        """Return the record's time in the zone of the process, which is the site's ``TIME_ZONE``."""
        moment = datetime.fromtimestamp(record.created).astimezone()
        return moment.strftime(datefmt) if datefmt else moment.isoformat(" ", "milliseconds")


class AccessFormatter(TextFormatter):
    """A formatter for the requests that ``egg:twod.wsgi#access_log`` logs; it writes only the message of others."""

    def format(self, record: logging.LogRecord) -> str:
        """Return one line; no client can end a quoted field or begin another line."""
        return super().format(record) if "milliseconds" in vars(record) else record.getMessage()

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's
        """Return the line of a request."""
        fields = vars(record)
        written = {name: _escape(fields[name]) for name in _FROM_CLIENT if name in fields}
        # A format only reads attributes, and creating a new record would take longer than all other steps.
        return super().formatMessage(cast("logging.LogRecord", SimpleNamespace(**{**fields, **written})))


def _escape(text: object) -> str:
    """Return a text as Apache writes it to its log, with quotes and unprintable characters escaped."""
    if text is None or text == "":
        return _NOTHING
    quoted = str(text).replace("\\", "\\\\").replace('"', '\\"')
    if quoted.isprintable():
        return quoted
    return "".join(character if character.isprintable() else ascii(character)[1:-1] for character in quoted)
