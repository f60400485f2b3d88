"""Celery: a task has the id of the request that sent it, and a worker writes the log that the ini describes.

Nothing of Celery is imported here; its signals are connected to when something else has imported them.
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
#: The modules of what runs until somebody ends it; other commands of Celery print a result.
_PROGRAMS = ("celery.apps.beat", "celery.apps.worker")
_logger = logging.getLogger("twod.wsgi")

#: What to restore when a task is over, by the task's id: a task that is called at once runs within a request.
_running: dict[str, ExitStack] = {}


def send_ids_to_tasks() -> None:
    """Hand the id of a request on to the tasks that it sends, and to the log of the worker that runs them."""
    call_after_import(_SIGNALS, _connect_ids)


def keep_worker_log() -> None:
    """Leave the logging of this process in force in Celery's worker and beat, which would set up one of their own."""
    call_after_import(_SIGNALS, _connect_log)
    for name in _PROGRAMS:
        call_after_import(name, _write_json)


def _connect_ids(signals: ModuleType) -> None:
    # A filter of each application of the ini may ask for it; a receiver is connected once.
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
    """Celery sets up no logging where this signal has a receiver."""


def _replace_banner(instance: Any, **_more: object) -> None:
    """Log that a worker starts; the picture and the list of settings that it prints are no lines of JSON."""
    if writes_json():
        instance.quiet = True
        _logger.info("Celery's worker %s is starting", instance.hostname)


def _write_json(program: ModuleType) -> None:
    """Have a program of Celery's print JSON, if the log is written as JSON."""
    take_streams()
    if isinstance(sys.stdout, JsonStream) and hasattr(program, "safe_say"):
        # A worker writes that it ends past all streams, since it does so in the handler of a signal.
        vars(program)["safe_say"] = lambda message, _file=None: write_in_handler(message)
