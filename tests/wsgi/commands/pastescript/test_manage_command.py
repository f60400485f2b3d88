"""``paster manage``: what comes behind the ini belongs to the management command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from paste.script.command import BadCommand

from twod.wsgi.commands.pastescript.manage_command import ManageCommand


def test_without_an_ini_the_usage_is_told() -> None:
    with pytest.raises(BadCommand, match=r"which ini\? \(CONFIG_FILE\[#NAME\] COMMAND \[ARGUMENTS\]\)"):
        ManageCommand("manage").run([])


def test_help_before_the_ini_is_the_command_s_own(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        ManageCommand("manage").run(["--help"])
    assert ended.value.code == 0
    assert "CONFIG_FILE[#NAME] COMMAND [ARGUMENTS]" in capsys.readouterr().out


@pytest.mark.usefixtures("_unconfigured")
def test_the_program_is_called_by_the_ini_s_name(
    write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["/srv/bin/paster", "manage"])
    ini = write("inis/prod.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    with pytest.raises(SystemExit) as ended:
        ManageCommand("manage").run([str(ini), "migrate", "--verbosity=2"])
    assert str(ended.value.code).startswith("paster manage prod.ini: inis/prod.ini:3 [app:main] SITE_ID: expected")
