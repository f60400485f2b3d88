"""A task has the id of the request that sent it. tests/servers/test_logs.py has Celery itself."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from twod.wsgi.serving.logs.celery_link import keep_worker_log, send_ids_to_tasks
from twod.wsgi.serving.logs.current_request import get_request_id, request_id_in_force


class Signal:
    """A signal as Celery's: it has receivers, each once."""

    def __init__(self) -> None:
        self.receivers: list[Callable[..., object]] = []

    def connect(self, receiver: Callable[..., object]) -> None:
        if receiver not in self.receivers:
            self.receivers.append(receiver)

    def send(self, **arguments: Any) -> None:
        for receiver in self.receivers:
            receiver(signal=self, **arguments)


@pytest.fixture
def signals(monkeypatch: pytest.MonkeyPatch) -> Any:
    module: Any = ModuleType("celery.signals")
    for name in ("before_task_publish", "task_prerun", "task_postrun", "setup_logging", "celeryd_init"):
        setattr(module, name, Signal())
    monkeypatch.setitem(sys.modules, "celery.signals", module)
    before = logging.getLogRecordFactory()
    send_ids_to_tasks()
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    keep_worker_log()
    yield module
    logging.setLogRecordFactory(before)


def make_task(**headers: object) -> Any:
    return SimpleNamespace(request=headers)


def test_a_task_that_a_request_sends_has_its_id(signals: Any) -> None:
    headers: dict[str, Any] = {"id": "1"}
    with request_id_in_force("abc"):
        signals.before_task_publish.send(headers=headers)
        signals.before_task_publish.send(headers=None)
    assert headers == {"id": "1", "X-Request-ID": "abc"}


def test_a_task_that_nobody_has_asked_for_has_none(signals: Any) -> None:
    headers: dict[str, Any] = {}
    signals.before_task_publish.send(headers=headers)
    assert headers == {}


def test_the_id_is_in_force_while_the_task_runs(signals: Any) -> None:
    with request_id_in_force("of the worker"):
        signals.task_prerun.send(task_id="1", task=make_task(**{"X-Request-ID": "abc"}))
        assert get_request_id() == "abc"
        signals.task_postrun.send(task_id="1")
        assert get_request_id() == "of the worker"


@pytest.mark.parametrize("value", [None, 7, "two words"])
def test_a_task_without_a_good_id_leaves_that_which_is_in_force(signals: Any, value: object) -> None:
    with request_id_in_force("abc"):
        signals.task_prerun.send(task_id="1", task=make_task(**{"X-Request-ID": value}))
        assert get_request_id() == "abc"
        signals.task_postrun.send(task_id="1")
        assert get_request_id() == "abc"


def test_celery_leaves_logging_alone_and_prints_its_banner_if_the_log_is_text(signals: Any) -> None:
    worker = SimpleNamespace(quiet=False, hostname="celery@x")
    assert signals.setup_logging.receivers
    signals.setup_logging.send(loglevel=20)
    signals.celeryd_init.send(instance=worker)
    assert worker.quiet is False


def test_a_worker_prints_no_picture_among_lines_of_json(signals: Any, caplog: pytest.LogCaptureFixture) -> None:
    formatter = logging.Formatter()
    vars(formatter)["writes_json"] = True
    caplog.handler.setFormatter(formatter)
    caplog.set_level(logging.INFO)
    worker = SimpleNamespace(quiet=False, hostname="celery@x")
    signals.celeryd_init.send(instance=worker)
    assert worker.quiet is True
    assert caplog.messages == ["Celery worker celery@x is starting"]
