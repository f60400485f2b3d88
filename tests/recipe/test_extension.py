from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from zc.buildout import UserError, easy_install

from twod.recipe.parts import extension

from .conftest import MakeBuildout

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What the extension switches on in zc.buildout, which the tests of the two hooks do."""
    found: list[object] = []
    monkeypatch.setattr(extension, "use_fetch", found.append)
    monkeypatch.setattr(extension, "keep_develop_eggs", lambda: found.append("develop"))
    return found


def test_it_fetches_as_buildout_cfg_says(calls: list[object]) -> None:
    extension.load({"buildout": {"fetch": "pip"}})
    fetch, develop = calls
    assert fetch.tool == "pip"
    assert develop == "develop"


def test_the_lock_of_buildout_is_for_all_that_is_installed(
    calls: list[object], make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    lock = ROOT / "tests" / "recipe" / "locks" / "pylock.pip-lock.toml"
    extension.load(make_buildout(f"lock = {lock}\n"))
    try:
        assert easy_install.default_versions()["sqlparse"] == "0.6.1"
        assert calls[0].demand == f"lock = {lock.name}"
    finally:
        easy_install.default_versions({})
    with pytest.raises(UserError, match=r"the lock does not exist; write it with bin/lock write"):
        extension.load(make_buildout("lock = missing.toml\n"))


def test_it_can_be_imported_before_anything_of_a_site_is_there() -> None:
    code = "import sys, twod.recipe.parts.extension; print([name for name in sys.modules if name.startswith('paste.')])"
    path = ":".join([str(ROOT / "recipe"), str(ROOT / "inifile"), *sys.path])
    assert subprocess.check_output([sys.executable, "-c", code], env={"PYTHONPATH": path}, text=True) == "[]\n"
