"""``bin/manage-ENV``: what keeps a management command from being run. That one runs is in tests/processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.command import CommandRefusedError
from twod.wsgi.commands.manage import ManageCommand, run_management_command

pytestmark = pytest.mark.usefixtures("_unconfigured")


@pytest.mark.parametrize("option", [["--settings=other"], ["--settings", "other"]])
def test_other_settings_are_refused(option: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run_management_command("prod.ini", ["/srv/bin/manage-prod", "migrate", *option])
    assert ended.value.code == ("manage-prod: remove --settings, because the settings come from prod.ini")


def test_an_ini_that_cannot_be_loaded_is_told_with_the_name_of_the_program(write: Callable[[str, str], Path]) -> None:
    write("prod.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(SystemExit) as ended:
        run_management_command("prod.ini", ["/srv/bin/manage-prod", "migrate"])
    assert ended.value.code == "manage-prod: prod.ini:3 [app:main] SITE_ID: expected an integer, got 'x'"


def test_an_option_before_the_ini_is_an_error() -> None:
    with pytest.raises(CommandRefusedError, match=r"twod manage: expected an ini before the options, got '--database'"):
        ManageCommand("twod").call(["--database", "x", "prod.ini"])


def test_the_program_is_called_by_the_ini_s_name(write: Callable[[str, str], Path]) -> None:
    ini = write("inis/prod.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(SystemExit) as ended:
        ManageCommand("twod").call([str(ini), "migrate", "--verbosity=2"])
    assert str(ended.value.code).startswith("twod manage prod.ini: inis/prod.ini:3 [app:main] SITE_ID: expected")
