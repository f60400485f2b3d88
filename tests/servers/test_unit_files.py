"""The units of a site, read back, computed and measured by systemd's own program."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.inifile.problems import Place, Report
from twod.recipe.cfg.processes import Schedule, read_timers
from twod.recipe.engines.program_check import find_daemon
from twod.recipe.engines.systemd.calendar_events import make_calendar_event
from twod.recipe.engines.systemd.hardening import harden
from twod.recipe.engines.systemd.unit_check import check_units
from twod.recipe.engines.systemd.unit_text import quote_unit_command, quote_unit_word, render_unit

#: What stands in an option of buildout.cfg: a line.
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from("\"'\\%$;#{} "), max_size=20)


@pytest.fixture(scope="module")
def analyze() -> str:
    program = find_daemon("systemd-analyze")
    if program is None:
        pytest.fail("systemd-analyze is not there: apt-get install systemd")
    return program


def show_unit(analyze: str, unit: Path) -> str:
    """Return what systemd has read of a unit."""
    environ = {"SYSTEMD_LOG_LEVEL": "debug", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    command = [analyze, "verify", "--man=no", unit]
    done = subprocess.run(command, env=environ, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr


@settings(max_examples=60)
@given(st.lists(TEXTS, max_size=4), st.lists(TEXTS.filter(str.strip), max_size=3))
def test_systemd_reads_the_words_that_are_meant(
    analyze: str, tmp_path: Path, words: list[str], values: list[str]
) -> None:
    variables = [f"V{number}={value}" for number, value in enumerate(values)]
    service = [("Environment", quote_unit_word(each)) for each in variables]
    unit = tmp_path / "shop.service"
    command = quote_unit_command(["/bin/true", *words])
    unit.write_text(render_unit({"Service": [*service, ("ExecStart", command)]}), encoding="utf-8")
    shown = show_unit(analyze, unit)
    [line] = re.findall(r"-> ExecStart:\n\s*Command Line: (.*)\n", shown)
    assert [word.replace("$$", "$") for word in split_shown(line)] == ["/bin/true", *words]
    assert re.findall(r"^\t*Environment: (V\d=.*)\n", shown, re.MULTILINE) == variables


def split_shown(line: str) -> list[str]:
    """Return the words of a command line as systemd shows it, some in double quotes with backslashes."""
    words = re.findall(r'"((?:[^"\\]|\\.)*)"|([^\s"]\S*)', line)
    return [re.sub(r"\\(.)", r"\1", quoted) or plain for quoted, plain in words]


def test_a_service_is_well_confined(analyze: str, tmp_path: Path) -> None:
    service = [("User", "shop"), ("ExecStart", "/bin/true"), *harden(Path("/srv/shop"), [Path("/srv/shop/var")])]
    unit = tmp_path / "shop.service"
    unit.write_text(render_unit({"Service": service}), encoding="utf-8")
    show_unit(analyze, unit)
    command = [analyze, "security", "--offline=true", "--no-pager", unit]
    told = subprocess.run(command, capture_output=True, encoding="utf-8", check=False).stdout
    [exposure] = re.findall(r"Overall exposure level for shop\.service: ([\d.]+)", told)
    assert float(exposure) <= 1.5


def test_a_mistake_in_a_unit_is_found_before_it_is_written(analyze: str) -> None:
    report = Report()
    units = {
        "shop.service": "[Service]\nExecStart=/bin/true\nMemoryMx=2G\nLockPersonality=maybe\n",
        "shop.timer": "[Timer]\nOnCalendar=*-*-* 25:00:00\n",
    }
    check_units(analyze, units, Place("buildout.cfg", None, "units"), report)
    messages = [problem.message for problem in report.errors_as_found]
    assert any("shop.service line 4: Unknown key" in message for message in messages)
    assert any(message.startswith("shop.service line 5: Failed to parse") for message in messages)
    assert any(message.startswith("shop.timer") for message in messages)


def make_fields(low: int, high: int) -> st.SearchStrategy[str]:
    """A field of crontab(5)."""
    number = st.integers(low, high)
    spans = st.tuples(number, number).map(sorted).map(lambda ends: f"{ends[0]}-{ends[1]}")
    steps = st.just("") | st.integers(1, high + 2).map(lambda step: f"/{step}")
    items = st.tuples(st.just("*") | spans, steps).map("".join) | number.map(str)
    return st.lists(items, min_size=1, max_size=3).map(",".join)


SCHEDULES = st.builds(
    Schedule,
    minute=make_fields(0, 59),
    hour=make_fields(0, 23),
    day=make_fields(1, 31),
    month=make_fields(1, 12),
    weekday=st.just("*"),
) | st.builds(
    Schedule,
    minute=make_fields(0, 59),
    hour=make_fields(0, 23),
    day=st.just("*"),
    month=make_fields(1, 12),
    weekday=make_fields(0, 7),
)


def list_numbers(field: str, low: int, high: int) -> set[int]:
    """Return the numbers of a field, as crontab(5) defines them."""
    found: set[int] = set()
    for item in field.split(","):
        span, _, step = item.partition("/")
        first, last = (low, high) if span == "*" else ((*map(int, span.split("-")),) * 2)[:2]
        found |= set(range(first, last + 1, int(step or 1)))
    return found


def find_next(schedule: Schedule, after: datetime) -> datetime | None:
    """Return the next time, minute by minute, within eight years."""
    minutes, hours = list_numbers(schedule.minute, 0, 59), list_numbers(schedule.hour, 0, 23)
    days, months = list_numbers(schedule.day, 1, 31), list_numbers(schedule.month, 1, 12)
    weekdays = {number % 7 for number in list_numbers(schedule.weekday, 0, 7)}
    day = after.replace(hour=0, minute=0)
    for _ in range(8 * 366):
        if day.day in days and day.month in months and day.isoweekday() % 7 in weekdays:
            times = (day.replace(hour=hour, minute=minute) for hour in sorted(hours) for minute in sorted(minutes))
            if (found := next((time for time in times if time > after), None)) is not None:
                return found
        day += timedelta(days=1)
    return None


@settings(max_examples=150)
@given(SCHEDULES, st.integers(0, 1500 * 24 * 60))
def test_systemd_runs_a_timer_when_cron_would(analyze: str, schedule: Schedule, minutes: int) -> None:
    after = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    [timer] = read_timers(f"x = {schedule} manage x")
    assert timer.schedule == schedule
    command = [analyze, "calendar", f"--base-time={after:%Y-%m-%d %H:%M:%S} UTC", make_calendar_event(schedule)]
    told = subprocess.check_output(command, env={"TZ": "UTC", "LC_ALL": "C"}, encoding="utf-8")
    found = re.search(r"Next elapse: \w+ (\S+ \S+) UTC", told)
    expected = find_next(schedule, after)
    assert (found and found[1]) == (expected and f"{expected:%Y-%m-%d %H:%M:%S}")
