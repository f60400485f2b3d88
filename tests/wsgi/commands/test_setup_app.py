"""What ``setup-app`` prints. What it does is in tests/processes/test_setup_app.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.wsgi.commands.setup_app import make_user_command


def test_the_first_user_is_created_by_a_command_that_can_be_pasted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/paster", "setup-app"])
    ini = f"{tmp_path}/parts/prod.ini"
    assert make_user_command(ini) == "bin/paster manage parts/prod.ini createsuperuser"
    assert make_user_command(f"{ini}#shop") == "bin/paster manage parts/prod.ini#shop createsuperuser"
    assert make_user_command("/etc/prod.ini#main") == "bin/paster manage /etc/prod.ini createsuperuser"
