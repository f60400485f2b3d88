"""Celery: each task gets the ID of the request that sent it, and workers log as the ini describes.

This module does not import Celery; it connects to Celery's signals after another module has imported them.
"""

from __future__ import annotations

import logging
import sys
from contextlib import ExitStack
from types import ModuleType
from typing import Any

from twod.wsgi.after_import import call_after_import
from twod.wsgi.serving.logs.current_request import (
    REQUEST_ID_HEADER,
    get_request_id,
    is_request_id,
    label_log_records,
    request_id_in_force,
)
from twod.wsgi.serving.logs.json_streams import JsonStream, take_streams, write_in_handler, writes_json

_SIGNALS = "celery.signals"
#: The modules of Celery's long-running programs; its other commands print a result.
_PROGRAMS = ("celery.apps.beat", "celery.apps.worker")
_logger = logging.getLogger("twod.wsgi")

#: The state to restore after each task, by the task's ID. A task that is called directly runs inside a request.
_running: dict[str, ExitStack] = {}


def send_ids_to_tasks() -> None:
    """Pass the ID of a request on to the tasks that it sends, and to the log of the worker that runs them."""
    call_after_import(_SIGNALS, _connect_ids)


def keep_worker_log() -> None:
    """Keep the logging of this process in Celery's worker and beat, which would replace it by their own."""
    call_after_import(_SIGNALS, _connect_log)
    for name in _PROGRAMS:
        call_after_import(name, _write_json)


def _connect_ids(signals: ModuleType) -> None:
    # Several applications of an ini may call this; Celery connects a receiver only once.
    signals.before_task_publish.connect(_add_id)
    signals.task_prerun.connect(_begin_task)
    signals.task_postrun.connect(_end_task)


def _connect_log(signals: ModuleType) -> None:
    label_log_records()
    signals.setup_logging.connect(_keep_logging)
    signals.celeryd_init.connect(_replace_banner)


def _add_id(headers: dict[str, Any] | None = None, **_more: object) -> None:
    request_id = get_request_id()
    if request_id is not None and headers is not None:
        headers.setdefault(REQUEST_ID_HEADER, request_id)


def _begin_task(task_id: str, task: Any, **_more: object) -> None:
    request_id = task.request.get(REQUEST_ID_HEADER)
    if isinstance(request_id, str) and is_request_id(request_id):
        _running[task_id] = stack = ExitStack()
        stack.enter_context(request_id_in_force(request_id))


def _end_task(task_id: str, **_more: object) -> None:
    stack = _running.pop(task_id, None)
    if stack is not None:
        stack.close()


def _keep_logging(**_more: object) -> None:
    """Do nothing: a receiver of this signal keeps Celery from setting up its own logging."""


def _replace_banner(instance: Any, **_more: object) -> None:
    """Log the start of a worker instead of printing Celery's banner, which is not JSON."""
    if writes_json():
        instance.quiet = True
        _logger.info("Celery worker %s is starting", instance.hostname)


def _write_json(program: ModuleType) -> None:
    """Make one of Celery's programs print JSON, if the log is written as JSON."""
    take_streams()
    if isinstance(sys.stdout, JsonStream) and hasattr(program, "safe_say"):
        # A worker announces its end in a signal handler, by a function that bypasses the streams.
        vars(program)["safe_say"] = lambda message, _file=None: write_in_handler(message)
