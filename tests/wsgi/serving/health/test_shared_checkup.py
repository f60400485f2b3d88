"""Probes that come at once share one run, and each change of it is logged once."""

from __future__ import annotations

import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from twod.wsgi.serving.health.checkup import Check, Checkup
from twod.wsgi.serving.health.shared_checkup import SharedCheckup

LONG = 60.0


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def share(cache: float = 0.0, clock: Clock | None = None, **checks: Check) -> SharedCheckup:
    return SharedCheckup(Checkup(lambda: checks, LONG), cache, clock or Clock())


def test_those_who_ask_at_once_share_one_run() -> None:
    calls = []
    end = threading.Event()
    shared = share(slow=lambda: calls.append(1) or end.wait(LONG))
    promises = {shared.ask() for _ in range(50)}
    assert len(promises) == 1
    end.set()
    assert promises.pop().result(LONG).passed == ("slow",)
    assert len(calls) == 1


def test_many_threads_get_the_same_verdict() -> None:
    calls = []
    end = threading.Event()
    shared = share(LONG, slow=lambda: calls.append(1) or end.wait(LONG))
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(lambda: shared.ask().result(LONG)) for _ in range(20)]
        end.set()
        assert {future.result(LONG).passed for future in asked} == {("slow",)}
    assert len(calls) == 1


def test_findings_hold_as_long_as_they_are_kept() -> None:
    calls: list[int] = []
    clock = Clock()
    shared = share(1.0, clock, counting=lambda: calls.append(1))
    for now in (100.0, 100.99, 101.0, 101.5, 102.5):
        clock.now = now
        shared.ask().result(LONG)
    assert len(calls) == 3


def test_without_a_time_to_keep_it_each_question_has_its_own() -> None:
    calls: list[int] = []
    shared = share(0, counting=lambda: calls.append(1))
    for _ in range(3):
        shared.ask().result(LONG)
    assert len(calls) == 3


def test_each_change_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    failing: set[str] = set()

    def make(name: str) -> Check:
        def check() -> None:
            if name in failing:
                raise ConnectionError(f"{name} is gone")

        return check

    shared = share(one=make("one"), two=make("two"))
    caplog.set_level(logging.INFO, "twod.wsgi.serving.health")
    for names in ((), (), ("one",), ("one",), ("one", "two"), ("one", "two"), (), ()):
        failing.clear()
        failing.update(names)
        shared.ask().result(LONG)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "Not ready: one (ConnectionError: one is gone)"),
        ("WARNING", "Not ready: one (ConnectionError: one is gone); two (ConnectionError: two is gone)"),
        ("INFO", "Ready again"),
    ]


def test_who_gives_up_waiting_does_not_take_the_verdict_from_others() -> None:
    end = threading.Event()
    promise = share(slow=lambda: end.wait(LONG)).ask()
    assert not promise.cancel()
    end.set()
    assert promise.result(LONG).passed == ("slow",)


def test_without_a_thread_to_be_had_the_site_is_not_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    shared = share(one=lambda: None)
    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert shared.ask().result(LONG).failures == (("threads", "RuntimeError: can't start new thread"),)
