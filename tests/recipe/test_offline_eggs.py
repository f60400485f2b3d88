"""Runs that may install nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from zc.buildout import UserError, easy_install

from kit.small_wheels import write_wheel
from twod.recipe.fetch.offline_eggs import find_eggs_offline
from twod.recipe.scripts.distributions import SiteScripts

from .conftest import MakeBuildout, write_develop_egg


def test_what_a_run_has_installed_is_found_offline(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_wheel(tmp_path / "wheels", "small-thing", "1.0", requires="other")
    write_wheel(tmp_path / "wheels", "other", "1.0")
    write_develop_egg(tmp_path, "other", "2.0")
    cfg = "wheelhouse = wheels\nfetch = pip\noffline = {}\n[versions]\nsmall-thing = 1.0\nother = {}\n"

    def resolve(offline: str, version: str) -> set[str]:
        scripts = SiteScripts(make_buildout(cfg.format(offline, version)), "site", {"eggs": "small-thing"}, [])
        return {f"{found.project_name} {found.version}" for found in scripts.working_set()[1]}

    assert resolve("false", "1.0") == {"small-thing 1.0", "other 1.0"}
    assert resolve("true", "1.0") == {"small-thing 1.0", "other 1.0"}
    assert resolve("true", "2.0") >= {"small-thing 1.0", "other 2.0"}
    with pytest.raises(UserError, match="We don't have a distribution for other==3"):
        resolve("true", "3.0")
    installer = easy_install.Installer(path=[str(tmp_path / "eggs" / "v5")])
    assert list(installer._make_env()["small-thing"]) != []
    # As soon as zc.buildout finds it by itself, the module can go.
    assert list(installer._make_env.__wrapped__(installer)["small-thing"]) == []


def test_it_is_switched_on_once() -> None:
    find_eggs_offline()
    hooked = easy_install.Installer._make_env
    find_eggs_offline()
    assert easy_install.Installer._make_env is hooked
