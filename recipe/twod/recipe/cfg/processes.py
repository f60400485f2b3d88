"""The processes of an environment beside its server: some run all the time, others at certain times."""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from twod.recipe.cfg.hosts import SERVER_RUN
from twod.recipe.cfg.readers import read_lines

_NAME = re.compile(r"[a-z][a-z0-9-]*")


class Schedule(NamedTuple):
    """The times of a timer, in the fields of crontab(5).

    A field is ``*`` or a list of numbers and ranges, each with or without a step: ``0,30``, ``9-17``, ``*/5``.
    """

    minute: str
    hour: str
    day: str
    month: str
    #: 0 to 7; 0 and 7 are Sunday.
    weekday: str

    def __str__(self) -> str:
        return " ".join(self)

    @property
    def weekdays(self) -> frozenset[int]:
        """The days of the week, 0 (Sunday) to 6.

        >>> sorted(Schedule("0", "4", "*", "*", "5-7").weekdays)
        [0, 5, 6]
        """
        numbers: set[int] = set()
        for item in self.weekday.split(","):
            span, _, step = item.partition("/")
            first, _, last = ("0", "", "7") if span == "*" else span.partition("-")
            high = int(last or ("7" if step else first))
            numbers |= {number % 7 for number in range(int(first), high + 1, int(step or 1))}
        return frozenset(numbers)


class Process(NamedTuple):
    """A process that runs as long as its host, or at the times of a timer.

    :param name: its name in buildout.cfg, which is also used in the names of its files.
    :param command: the stem of its script's name, and the arguments: ``("celery", "-A", "shop", "worker")``.
    :param schedule: the times of a timer; None for a process that runs all the time.
    """

    name: str
    command: tuple[str, ...]
    schedule: Schedule | None = None


#: crontab(5)'s words for times.
_WORDS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
}

#: The lowest and the highest number of each field.
SCHEDULE_BOUNDS = {"minute": (0, 59), "hour": (0, 23), "day": (1, 31), "month": (1, 12), "weekday": (0, 7)}

_RANGE = re.compile(r"(?:\*|(\d+)(?:-(\d+))?)(?:/([1-9]\d*))?")


def read_processes(text: str) -> tuple[Process, ...]:
    """Return the processes in some lines.

    >>> read_processes("worker = celery -A shop worker")[0].command
    ('celery', '-A', 'shop', 'worker')
    """
    processes = [Process(name, _split_command(name, rest)) for name, rest in map(_split_line, read_lines(text))]
    _refuse_twin_names(processes)
    return tuple(processes)


def read_timers(text: str) -> tuple[Process, ...]:
    """Return the timers in some lines.

    >>> str(read_timers("clear = @daily manage clearsessions")[0].schedule)
    '0 0 * * *'
    """
    timers = [_read_timer(*_split_line(line)) for line in read_lines(text)]
    _refuse_twin_names(timers)
    return tuple(timers)


def _split_line(line: str) -> tuple[str, str]:
    name, equals, rest = (word.strip() for word in line.partition("="))
    if not equals or not _NAME.fullmatch(name):
        raise ValueError(f"expected NAME = …, with NAME of lower-case letters, digits and dashes, got {line!r}")
    if name == SERVER_RUN:
        raise ValueError(f"{SERVER_RUN} is the environment's server; choose another name")
    return name, rest


def _split_command(name: str, text: str) -> tuple[str, ...]:
    try:
        command = tuple(shlex.split(text))
    except ValueError as error:
        raise ValueError(f"{name}: cannot split {text!r} into arguments as a shell would: {error}") from None
    if not command:
        raise ValueError(f"{name}: expected a command")
    return command


def _read_timer(name: str, text: str) -> Process:
    word, _, rest = text.partition(" ")
    fields = _WORDS.get(word, "").split()
    if not fields:
        *fields, rest = [*text.split(None, 5), *[""] * 6][:6]
    if len(fields) != len(SCHEDULE_BOUNDS) or not all(fields):
        raise ValueError(f"{name}: expected five fields such as 30 4 * * *, or a word such as @daily, got {text!r}")
    schedule = Schedule(*fields)
    for field, value in schedule._asdict().items():
        _judge_field(name, field, value)
    if schedule.day != "*" and schedule.weekday != "*":
        raise ValueError(f"{name} has both a day of the month and a day of the week; write two timers")
    return Process(name, _split_command(name, rest), schedule)


def _judge_field(name: str, field: str, value: str) -> None:
    low, high = SCHEDULE_BOUNDS[field]
    for item in value.split(","):
        found = _RANGE.fullmatch(item)
        numbers = [int(number) for number in found.groups()[:2] if number] if found else []
        if not found or numbers != sorted(numbers) or not all(low <= number <= high for number in numbers):
            raise ValueError(f"{name}: expected the {field} as in crontab(5), from {low} to {high}, got {value!r}")


def _refuse_twin_names(processes: Iterable[Process]) -> None:
    twins = sorted(name for name, count in Counter(process.name for process in processes).items() if count > 1)
    if twins:
        raise ValueError(f"listed more than once: {', '.join(twins)}")
