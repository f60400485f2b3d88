"""Waiting for a lock that another process has."""

from __future__ import annotations

import pytest

from twod.wsgi.preparation.exclusion import holding


class FakeLock:
    """A lock that another process has for so many tries."""

    def __init__(self, tries: int) -> None:
        self.tries = tries
        self.calls: list[str] = []

    def try_to_take(self) -> bool:
        self.calls.append("try")
        self.tries -= 1
        return self.tries < 0

    def release(self) -> None:
        self.calls.append("release")


def test_nothing_is_told_where_nobody_is_waited_for() -> None:
    lock, told = FakeLock(0), []
    with holding(lock, 60, lambda: told.append("waiting")):
        assert lock.calls == ["try"]
    assert (lock.calls, told) == (["try", "release"], [])


def test_the_statements_wait_and_that_is_told_once() -> None:
    lock, told = FakeLock(3), []
    with holding(lock, 60, lambda: told.append("waiting")):
        assert lock.calls == ["try"] * 4
    assert told == ["waiting"]


def test_the_wait_has_an_end_and_the_lock_is_asked_once_more_then() -> None:
    lock = FakeLock(1000)
    with pytest.raises(TimeoutError), holding(lock, 0, lambda: None):
        pytest.fail("somebody else has the lock")
    assert lock.calls == ["try", "try", "release"]


def test_the_lock_is_let_go_when_the_statements_fail() -> None:
    lock = FakeLock(0)
    with pytest.raises(KeyError), holding(lock, 60, lambda: None):
        raise KeyError
    assert lock.calls == ["try", "release"]
