"""Timers as lines for cron."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.cfg.processes import Schedule
from twod.recipe.engines.engine_site import Run
from twod.recipe.engines.supervisor.cron_table import make_cron_fields, make_cron_table

CLEAR = Run("clear", ("/srv/bin/manage-prod", "clear", "100 %"), (), Schedule("30", "4", "*", "*", "1-5"))
WORKER = Run("worker", ("/srv/bin/celery-prod",))


def test_a_timer_runs_in_the_directory_of_the_data() -> None:
    assert make_cron_table([WORKER, CLEAR], Path("/srv/my var")) == (
        r"30 4 * * 1-5 cd '/srv/my var' && exec /srv/bin/manage-prod clear '100 \%'" "\n"
    )


def test_a_file_for_the_system_has_the_user() -> None:
    table = make_cron_table([CLEAR], Path("/var"), user="shop", variables=[("CREDENTIALS_DIRECTORY", "/etc/shop")])
    assert table.startswith("CREDENTIALS_DIRECTORY=/etc/shop\n30 4 * * 1-5 shop cd /var && exec /srv/bin/manage-prod ")


def test_without_timers_there_is_nothing() -> None:
    assert make_cron_table([WORKER], Path("/"), variables=[("A", "b")]) == ""


@pytest.mark.parametrize(
    ("fields", "written"),
    [("*/5 1-3/2 * * *", "*/5 1-3/2 * * *"), ("1,5/9 2/3 4/5 6/7 1/2", "1,5-59/9 2-23/3 4-31/5 6-12/7 1-7/2")],
)
def test_a_step_behind_a_number_has_an_end(fields: str, written: str) -> None:
    assert make_cron_fields(Schedule(*fields.split())) == written
