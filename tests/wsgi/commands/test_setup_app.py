"""What ``setup-app`` prints. What it does is in tests/processes/test_setup_app.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.setup_app import SetupAppCommand, make_user_command


def test_the_first_user_is_created_by_a_command_that_can_be_pasted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/paster", "setup-app"])
    ini = f"{tmp_path}/parts/prod.ini"
    assert make_user_command(ini) == "bin/paster manage parts/prod.ini createsuperuser"
    assert make_user_command(f"{ini}#shop") == "bin/paster manage parts/prod.ini#shop createsuperuser"
    assert make_user_command("/etc/prod.ini#main") == "bin/paster manage /etc/prod.ini createsuperuser"


@pytest.mark.usefixtures("_unconfigured")
@pytest.mark.parametrize("named", [["x.ini#shop"], ["x.ini", "--name=shop"], ["x.ini", "--app-name", "app:shop"]])
def test_the_application_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, named: list[str]) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.ini").write_text("[app:shop]\nuse = egg:twod.wsgi\nSECRET_KEY = k\n")
    assert run_command(SetupAppCommand("twod"), [*named, "--no-migrate", "--no-static", "--quiet"]) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["x.ini", "y.ini"], "twod setup-app: expected one ini, got 'y.ini' too\n"),
        (["x.ini", "--wait=-1"], "twod setup-app: --wait: expected seconds, such as 2s, 0.5s or 5m, got '-1'\n"),
        (
            ["x.ini", "--no-migrate", "--database=a"],
            "twod setup-app: --no-migrate and --database exclude each other",
        ),
    ],
)
def test_options_that_make_no_sense_are_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.ini").write_text("[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\n")
    assert run_command(SetupAppCommand("twod"), arguments) == 2
    assert capsys.readouterr().err.startswith(message)
