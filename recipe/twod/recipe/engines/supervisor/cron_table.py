"""The timers of a host as a file for cron, since supervisor has no timers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path

from twod.recipe.cfg.processes import SCHEDULE_BOUNDS, Schedule
from twod.recipe.engines.engine_site import Run


def make_cron_table(
    runs: Iterable[Run], directory: Path, *, user: str = "", variables: Iterable[tuple[str, str]] = ()
) -> str:
    """Return the lines of the timers, or an empty text if there are no timers.

    :param directory: the working directory of the commands.
    :param user: the user that runs them, in a file for ``/etc/cron.d``; empty for a user's crontab.
    :param variables: environment variables of all commands.
    """
    lines = [_make_line(run, run.schedule, directory, user) for run in runs if run.schedule is not None]
    if not lines:
        return ""
    return "".join([*(f"{name}={value}\n" for name, value in variables), *lines])


def _make_line(run: Run, schedule: Schedule, directory: Path, user: str) -> str:
    command = f"cd {shlex.quote(str(directory))} && exec {shlex.join(run.command)}"
    # cron ends a line at a percent sign, even inside quotes.
    return " ".join(filter(None, (make_cron_fields(schedule), user, command.replace("%", r"\%")))) + "\n"


def make_cron_fields(schedule: Schedule) -> str:
    """Return the fields of a time in a form that every cron reads: some reject a step after a single number.

    >>> make_cron_fields(Schedule("5/20", "*", "*", "*", "*"))
    '5-59/20 * * * *'
    """
    pairs = zip(schedule, SCHEDULE_BOUNDS.values(), strict=True)
    return " ".join(",".join(_make_cron_item(item, high) for item in field.split(",")) for field, (_, high) in pairs)


def _make_cron_item(item: str, high: int) -> str:
    span, slash, step = item.partition("/")
    return f"{span}-{high}/{step}" if slash and span.isdigit() else item
