"""Times of crontab(5) as times of systemd.time(7): ``30 4 * * 1-5`` is ``Mon,Tue,Wed,Thu,Fri *-*-* 4:30:00``."""

from __future__ import annotations

from collections.abc import Collection

from twod.recipe.cfg.processes import SCHEDULE_BOUNDS, Schedule

_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat")


def make_calendar_event(schedule: Schedule) -> str:
    """Return a value of ``OnCalendar=`` for the times of a timer.

    >>> make_calendar_event(Schedule("*/15", "9-17", "*", "*", "*"))
    '*-*-* 9..17:0/15:00'
    """
    parts = {name: _make_component(getattr(schedule, name), *bounds) for name, bounds in SCHEDULE_BOUNDS.items()}
    days, times = f"*-{parts['month']}-{parts['day']}", f"{parts['hour']}:{parts['minute']}:00"
    return " ".join(filter(None, (_make_weekdays(schedule.weekdays), days, times)))


def _make_component(field: str, low: int, high: int) -> str:
    """Return a component of a date or a time.

    :param low: the lowest number of the field.
    :param high: the highest one.
    """
    items = [_make_item(item, low, high) for item in field.split(",")]
    # systemd rejects ``*`` beside other items.
    return "*" if "*" in items else ",".join(items)


def _make_item(item: str, low: int, high: int) -> str:
    span, slash, step = item.partition("/")
    if not slash:
        return span.replace("-", "..")
    first, _, last = (str(low), "", "") if span == "*" else span.partition("-")
    # systemd rejects a step beyond the last number.
    return f"{first}{'..' if last else ''}{last}/{step}" if int(first) + int(step) <= int(last or high) else first


def _make_weekdays(days: Collection[int]) -> str:
    """Return the names of weekdays, since systemd allows no steps there; empty for all days."""
    return "" if len(days) == 7 else ",".join(_WEEKDAYS[number] for number in sorted(days))
