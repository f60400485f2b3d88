"""``paster setup-app``: the section that is set up. What it sets up is in tests/together/test_serving.py."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from paste.script.command import BadCommand

from twod.wsgi.commands.setup_app import DjangoInstaller, SetupAppCommand, make_user_command


@pytest.mark.usefixtures("_unconfigured")
def test_the_settings_are_those_of_the_section_that_pastescript_names(write: Callable[[str, str], Path]) -> None:
    ini = write("site.ini", "[app:main]\nuse = egg:twod.wsgi\n[app:shop]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    installer = DjangoInstaller(None, "paste.app_factory", "main")
    with pytest.raises(
        BadCommand, match=r"^paster setup-app: site\.ini:5 \[app:shop\] SITE_ID: expected an integer, got 'x'"
    ):
        installer.setup_config(SimpleNamespace(verbose=1), str(ini), "app:shop", {})


@pytest.mark.usefixtures("_unconfigured")
def test_the_site_behind_another_distribution_s_composite_is_set_up(write: Callable[[str, str], Path]) -> None:
    write(
        "site.ini",
        "[composite:main]\nuse = egg:Paste#urlmap\n/ = site\n"
        "[app:site]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nDATABASES.default.ENGINE = no.such\n",
    )
    with pytest.raises(BadCommand, match=r"^paster setup-app: site\.ini:7 \[app:site\] DATABASES\.default\.ENGINE: "):
        SetupAppCommand("setup-app").run(["site.ini"])


def test_the_first_user_is_created_by_a_command_that_can_be_pasted(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["bin/paster", "setup-app"])
    ini = f"{tmp_path}/parts/prod.ini"
    assert make_user_command(ini, "app:main") == "bin/paster manage parts/prod.ini createsuperuser"
    assert make_user_command(ini, "app:shop") == "bin/paster manage parts/prod.ini#shop createsuperuser"
    assert make_user_command("/etc/prod.ini", "app:main") == "bin/paster manage /etc/prod.ini createsuperuser"
