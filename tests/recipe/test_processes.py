"""Processes and timers, read from lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.cfg.processes import Process, Schedule, read_processes, read_timers


def test_a_command_is_split_as_a_shell_does_it() -> None:
    assert read_processes("worker = celery -A shop worker -n 'a b'\n\nbeat=celery -A shop beat") == (
        Process("worker", ("celery", "-A", "shop", "worker", "-n", "a b")),
        Process("beat", ("celery", "-A", "shop", "beat")),
    )


@pytest.mark.parametrize(
    ("text", "schedule"),
    [
        ("a = @hourly manage x", "0 * * * *"),
        ("a = @daily manage x", "0 0 * * *"),
        ("a = @weekly manage x", "0 0 * * 0"),
        ("a = @monthly manage x", "0 0 1 * *"),
        ("a = */5 9-17 * 1,7 1-5 manage x", "*/5 9-17 * 1,7 1-5"),
    ],
)
def test_a_timer_has_the_fields_of_crontab(text: str, schedule: str) -> None:
    (timer,) = read_timers(text)
    assert (timer.name, str(timer.schedule), timer.command) == ("a", schedule, ("manage", "x"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("celery worker", "expected NAME ="),
        ("Worker = celery", "lower-case letters"),
        ("server = celery", "choose another name"),
        ("a = ", "a: expected a command"),
        ("a = celery 'x", "into arguments as a shell would"),
        ("a = celery\na = manage", "listed more than once: a"),
    ],
)
def test_a_mistake_in_a_process_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_processes(text)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = @yearly manage x", "expected five fields"),
        ("a = 1 2 3 manage", "expected five fields"),
        ("a = 60 * * * * manage x", "expected the minute as in crontab"),
        ("a = 0 5-3 * * * manage x", "expected the hour as in crontab"),
        ("a = 0 0 0 * * manage x", "expected the day as in crontab"),
        ("a = 0 0 * * MON manage x", "expected the weekday as in crontab"),
        ("a = 0 0 1 * 1 manage x", "write two timers"),
        ("a = @daily", "expected a command"),
    ],
)
def test_a_mistake_in_a_timer_is_named(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_timers(text)


_NUMBERS = st.integers(0, 59).map(str)


@given(st.lists(_NUMBERS, min_size=1, max_size=3).map(",".join), st.integers(0, 23).map(str))
def test_a_schedule_is_what_was_written(minute: str, hour: str) -> None:
    (timer,) = read_timers(f"a = {minute} {hour} * * * manage x")
    assert timer.schedule == Schedule(minute, hour, "*", "*", "*")
