"""Times of crontab(5) in systemd's words; systemd computes them in tests/servers/test_unit_files.py."""

from __future__ import annotations

import pytest

from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.systemd.calendar_events import make_calendar_event


@pytest.mark.parametrize(
    ("fields", "event"),
    [
        ("* * * * *", "*-*-* *:*:00"),
        ("30 4 * * *", "*-*-* 4:30:00"),
        ("*/15 9-17 * * *", "*-*-* 9..17:0/15:00"),
        ("0,30 8-18/2 1-7 */3 *", "*-1/3-1..7 8..18/2:0,30:00"),
        ("5/20 * * * *", "*-*-* *:5/20:00"),
        ("*,5 0 * * *", "*-*-* 0:*:00"),
        ("0 0 * * 0", "Sun *-*-* 0:0:00"),
        ("0 0 * * 7", "Sun *-*-* 0:0:00"),
        ("0 0 * * 1-5", "Mon,Tue,Wed,Thu,Fri *-*-* 0:0:00"),
        ("0 0 * * 5-7", "Sun,Fri,Sat *-*-* 0:0:00"),
        ("0 0 * * */2", "Sun,Tue,Thu,Sat *-*-* 0:0:00"),
        ("0 0 * * 1/2", "Sun,Mon,Wed,Fri *-*-* 0:0:00"),
        ("0 0 * * 0-6", "*-*-* 0:0:00"),
        ("0 0 1 * *", "*-*-1 0:0:00"),
    ],
)
def test_times_are_the_same(fields: str, event: str) -> None:
    assert make_calendar_event(Schedule(*fields.split())) == event
