"""The times of crontab(5) as those of systemd.time(7): ``30 4 * * 1-5`` is ``Mon,Tue,Wed,Thu,Fri *-*-* 4:30:00``."""

from __future__ import annotations

from twod.recipe.cfg.processes import Schedule

_WEEKDAYS = ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def make_calendar_event(schedule: Schedule) -> str:
    """Return a value of ``OnCalendar=`` for the times of a timer.

    >>> make_calendar_event(Schedule("*/15", "9-17", "*", "*", "*"))
    '*-*-* 9..17:0/15:00'
    """
    days = f"*-{_make_component(schedule.month, 1, 12)}-{_make_component(schedule.day, 1, 31)}"
    times = f"{_make_component(schedule.hour, 0, 23)}:{_make_component(schedule.minute, 0, 59)}:00"
    return " ".join(filter(None, (_make_weekdays(schedule.weekday), days, times)))


def _make_component(field: str, low: int, high: int) -> str:
    """Return a component of a date or a time.

    :param low: the lowest number of the field.
    :param high: the highest one.
    """
    items = [_make_item(item, low, high) for item in field.split(",")]
    # Beside other items, systemd takes no ``*``.
    return "*" if "*" in items else ",".join(items)


def _make_item(item: str, low: int, high: int) -> str:
    span, slash, step = item.partition("/")
    if not slash:
        return span.replace("-", "..")
    first, _, last = (str(low), "", "") if span == "*" else span.partition("-")
    # systemd takes no step that leads beyond the last number.
    return f"{first}{'..' if last else ''}{last}/{step}" if int(first) + int(step) <= int(last or high) else first


def _make_weekdays(field: str) -> str:
    """Return the days of the week by their names, since systemd takes no steps there; nothing for all of them."""
    numbers: set[int] = set()
    for item in field.split(","):
        span, _, step = item.partition("/")
        first, _, last = ("0", "", "7") if span == "*" else span.partition("-")
        high = int(last or ("7" if step else first))
        numbers |= {number % 7 for number in range(int(first), high + 1, int(step or 1))}
    return "" if len(numbers) == 7 else ",".join(_WEEKDAYS[number] for number in sorted(numbers))
