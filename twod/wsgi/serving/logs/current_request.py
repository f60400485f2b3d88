"""The id of the request that is being answered, for the code behind and for every log record."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from twod.inifile.request_id_syntax import VALID_REQUEST_ID

#: The header that has the id, in requests and in answers.
REQUEST_ID_HEADER = "X-Request-ID"
#: The key of the id in the environ of WSGI, and in the scope of ASGI.
REQUEST_ID_KEY = "twod.wsgi.request_id"
#: What log records have outside of a request.
NO_REQUEST = "-"

_current: ContextVar[str | None] = ContextVar("_current", default=None)


def get_request_id() -> str | None:
    """Return the id of the request that is being answered; None outside of one.

    >>> from twod.wsgi import get_request_id
    >>> from twod.wsgi.serving.logs.current_request import request_id_in_force
    >>> with request_id_in_force("7f3a"):
    ...     get_request_id()
    '7f3a'

    A thread that you start begins without one. Run its function in a copy of the context to hand the id on:
    ``Thread(target=contextvars.copy_context().run, args=(work,))``.
    """
    return _current.get()


@contextmanager
def request_id_in_force(request_id: str | None) -> Iterator[None]:
    """Let a block work for a request, so that its log records have the request's id."""
    token = _current.set(request_id)
    try:
        yield
    finally:
        _current.reset(token)


def is_request_id(text: str) -> bool:
    """Return whether a text is fit for an id: a short word that cannot forge a line of a log."""
    return re.fullmatch(VALID_REQUEST_ID, text) is not None


def choose_request_id(given: str | None) -> str:
    """Return the id that a request brings, or a new one if it brings none or one that is not fit for a log.

    >>> choose_request_id("Root=1-67891233-abcdef012345678912345678")
    'Root=1-67891233-abcdef012345678912345678'
    >>> len(choose_request_id("two words"))
    32

    Whoever sent it, the id is a label and no authority. A proxy that wants unique ones sets the header itself.
    """
    return given if given is not None and is_request_id(given) else os.urandom(16).hex()


def label_log_records() -> None:
    """Give each log record of this process the attribute ``request_id``, ``-`` outside of a request."""
    make_record = logging.getLogRecordFactory()
    if isinstance(make_record, _LabellingFactory):
        return
    logging.setLogRecordFactory(_LabellingFactory(make_record))


class _LabellingFactory:
    """Makes log records that have a request's id.

    The factory runs in the thread that logs, at once; a handler's formatter may run in another one, and later.
    """

    def __init__(self, make_record: Callable[..., logging.LogRecord]) -> None:
        self._make_record = make_record

    def __call__(self, *arguments: Any, **named: Any) -> logging.LogRecord:
        record = self._make_record(*arguments, **named)
        record.request_id = _current.get() or NO_REQUEST
        return record
