"""The ID of the current request, for the application's code and for log records."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from twod.inifile.request_id_syntax import VALID_REQUEST_ID

#: The header with the ID, in requests and responses.
REQUEST_ID_HEADER = "X-Request-ID"
#: The key of the ID in the environ of WSGI and in the scope of ASGI.
REQUEST_ID_KEY = "twod.wsgi.request_id"
#: The ID in log records outside a request.
NO_REQUEST = "-"

_current: ContextVar[str | None] = ContextVar("_current", default=None)


def get_request_id() -> str | None:
    """Return the ID of the current request; None outside a request.

    >>> from twod.wsgi import get_request_id
    >>> from twod.wsgi.serving.logs.current_request import request_id_in_force
    >>> with request_id_in_force("7f3a"):
    ...     get_request_id()
    '7f3a'

    A new thread does not inherit the ID. To pass it on, run the thread's function in a copy of the context:
    ``Thread(target=contextvars.copy_context().run, args=(work,))``.
    """
    return _current.get()


@contextmanager
def request_id_in_force(request_id: str | None) -> Iterator[None]:
    """Set the ID of the current request while a block runs, so that its log records contain the ID."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def is_request_id(text: str) -> bool:
    """Return whether a text can be an ID: a short word that cannot forge a line in a log."""
    return re.fullmatch(VALID_REQUEST_ID, text) is not None


def choose_request_id(given: str | None) -> str:
    """Return the ID that a request sends, or a new one if it sends no valid ID.

    >>> choose_request_id("Root=1-67891233-abcdef012345678912345678")
    'Root=1-67891233-abcdef012345678912345678'
    >>> len(choose_request_id("two words"))
    32

    Clients can send any ID, so use it only as a label. A proxy that needs unique IDs must set the header itself.
    """
    return given if given is not None and is_request_id(given) else os.urandom(16).hex()


def label_log_records() -> None:
    """Give each log record of this process the attribute ``request_id``, which is ``-`` outside a request."""
    make_record = logging.getLogRecordFactory()
    if isinstance(make_record, _LabellingFactory):
        return
    logging.setLogRecordFactory(_LabellingFactory(make_record))


class _LabellingFactory:
    """A factory of log records that have the ID of the current request.

    Python calls the factory in the thread that logs, at once; a formatter may run later, in another thread.
    """

    def __init__(self, make_record: Callable[..., logging.LogRecord]) -> None:
        self._make_record = make_record

    def __call__(self, *arguments: Any, **named: Any) -> logging.LogRecord:
        record = self._make_record(*arguments, **named)
        record.request_id = _current.get() or NO_REQUEST
        return record
