"""Checks run at the same time, each with a limit, and one that hangs keeps one thread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.health.checkup import Check, Checkup

#: As long as no test waits on purpose.
LONG = 60.0


def check(limit: float = LONG, **checks: Check) -> Checkup:
    return Checkup(lambda: checks, limit)


def count_threads(name: str) -> int:
    return sum(thread.name == f"health check {name}" for thread in threading.enumerate())


@pytest.fixture
def hanging() -> Iterator[Callable[[], None]]:
    """A check that does not return before the test ends."""
    end = threading.Event()
    yield lambda: end.wait() and None
    end.set()


def fail() -> None:
    raise RuntimeError("first line\nsecond line")


def test_a_check_passes_whatever_it_returns_except_false() -> None:
    found = check(nothing=lambda: None, number=lambda: 0, false=lambda: False).examine()
    assert found.passed == ("nothing", "number")
    assert found.failures == (("false", "it returned False"),)


def test_a_check_that_raises_fails_by_its_name_with_one_line() -> None:
    found = check(good=lambda: None, bad=fail).examine()
    assert found.failures == (("bad", "RuntimeError: first line second line"),)
    assert found.passed == ("good",)


def test_a_check_that_ends_the_thread_fails() -> None:
    def leave() -> None:
        raise SystemExit(0)

    assert check(leaving=leave).examine().failures == (("leaving", "SystemExit: 0"),)


def test_the_message_of_an_exception_is_cut() -> None:
    def fail() -> None:
        raise ValueError("x" * 1000)

    (failure,) = check(long=fail).examine().failures
    assert failure.reason == f"ValueError: {'x' * 288}…"


def test_an_async_check_is_awaited() -> None:
    async def succeed() -> None:
        pass

    async def fail() -> None:
        raise ValueError("no")

    found = check(good=succeed, bad=fail).examine()
    assert (found.passed, found.failures) == (("good",), (("bad", "ValueError: no"),))


def test_checks_run_at_the_same_time() -> None:
    together = threading.Barrier(3)
    found = check(one=together.wait, two=together.wait, three=together.wait).examine()
    assert found.failed == ()


def test_a_check_that_hangs_fails_within_the_limit_and_the_others_pass(hanging: Check) -> None:
    began = time.monotonic()
    found = check(0.1, hanging=hanging, good=lambda: None).examine()
    assert 0.1 <= time.monotonic() - began < LONG / 2
    assert found.failed == ("hanging",)
    assert found.failures[0].reason.startswith("no result after 0.")
    assert found.passed == ("good",)


def test_a_check_that_hangs_is_not_called_again_and_keeps_one_thread(hanging: Check) -> None:
    calls = []
    checkup = check(0.02, hanging=lambda: calls.append(1) or hanging())
    for _ in range(20):
        assert checkup.examine().failed == ("hanging",)
    assert len(calls) == count_threads("hanging") == 1


def test_who_asks_again_while_a_check_hangs_does_not_wait(hanging: Check) -> None:
    checkup = check(0.2, hanging=hanging)
    checkup.examine()
    began = time.monotonic()
    assert checkup.examine().failed == ("hanging",)
    assert time.monotonic() - began < 0.2


def test_a_check_is_called_again_after_it_has_returned_at_last() -> None:
    end = threading.Event()
    checkup = check(0.05, slow=end.wait)
    assert checkup.examine().failed == ("slow",)
    end.set()
    run = checkup._runs["slow"]
    run.ended.wait(LONG)
    assert checkup.examine().passed == ("slow",)


def test_a_check_that_takes_too_long_fails_even_if_it_returned() -> None:
    checkup = check(0.05, slow=lambda: time.sleep(0.2))
    checkup.examine()
    run = checkup._runs["slow"]
    run.ended.wait(LONG)
    assert run.find_failure(0.05) == ("slow", "it took 0.2 s, more than the limit of 0.05 s")


def test_checks_that_cannot_be_found_fail_as_settings_until_they_can() -> None:
    found: list[Mapping[str, Check]] = []

    def find() -> Mapping[str, Check]:
        if not found:
            raise LookupError("not yet")
        return found[0]

    checkup = Checkup(find, LONG)
    assert checkup.examine().failures == (("settings", "LookupError: not yet"),)
    found.append({"good": lambda: None})
    assert checkup.examine().passed == ("good",)


def test_a_forked_process_runs_checks_that_hang_in_its_parent(hanging: Check) -> None:
    parent = os.getpid()
    checkup = check(0.5, mixed=lambda: hanging() if os.getpid() == parent else None)
    assert checkup.examine().failed == ("mixed",)
    child = os.fork()
    if not child:
        os._exit(0 if checkup.examine().passed == ("mixed",) else 1)
    assert os.waitpid(child, 0)[1] == 0


def test_without_a_thread_to_be_had_a_check_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", refuse)
    assert check(one=lambda: None).examine().failures == (("settings", "RuntimeError: can't start new thread"),)


@given(st.dictionaries(st.text(st.characters(codec="ascii"), min_size=1), st.booleans(), max_size=8))
def test_each_check_passes_or_fails_and_none_does_both(outcomes: dict[str, bool]) -> None:
    checks: dict[str, Check] = {name: (lambda: None) if passes else fail for name, passes in outcomes.items()}
    found = Checkup(lambda: checks, LONG).examine()
    assert sorted([*found.passed, *found.failed]) == sorted(outcomes)
    assert set(found.passed) == {name for name, passes in outcomes.items() if passes}
