from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from zc.buildout import easy_install
from zc.buildout.buildout import Buildout

from twod.recipe.fetch.develop_eggs import ALWAYS_OPTION, KEPT_FOLDER, DevelopEggs, keep_develop_eggs

SETUP = """\
from setuptools import setup

open({log!r}, "a").write("built ")
setup(name={name!r}, version="1.0", py_modules=[{name!r}])
"""


class Commands:
    """What zc.buildout would run."""

    def __init__(self) -> None:
        self.run: list[Sequence[str]] = []

    def __call__(self, command: Sequence[str], **keywords: Any) -> str:
        self.run.append(command)
        return "run"


@pytest.fixture
def options(tmp_path: Path) -> dict[str, str]:
    """``[buildout]`` of a directory with the projects ``one`` and ``two``."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        log = str(tmp_path / name / "log")
        (tmp_path / name / "setup.py").write_text(SETUP.format(name=name, log=log))
    folders = {f"{name}-directory": str(tmp_path / name) for name in ("bin", "parts", "eggs", "develop-eggs")}
    return folders | {"directory": str(tmp_path), "develop": "one\n  two/setup.py\n t*"}


def make_command(options: dict[str, str], name: str, target: str = "target") -> list[str]:
    """Return zc.buildout's command for a project."""
    project, folder = (Path(options["directory"], part) for part in (name, target))
    folder.mkdir(exist_ok=True)
    return [sys.executable, "-m", "pip", "install", "--no-deps", "-t", str(folder), "-q", "-e", project.as_uri(), "-v"]


def count_builds(options: dict[str, str], name: str) -> int:
    log = Path(options["directory"], name, "log")
    return log.read_text().count("built") if log.exists() else 0


def test_each_project_is_built_once_and_then_no_more(options: dict[str, str]) -> None:
    commands = Commands()
    for _ in range(2):
        eggs = DevelopEggs(commands)
        eggs.prepare(options)
        for name in ("one", "two"):
            assert eggs.run(make_command(options, name), env=dict(os.environ)) == ""
            assert list(Path(options["directory"], "target").glob(f"{name}-1.0.dist-info/RECORD"))
    # The log is a file that the build left: the second run saw that nobody has changed it.
    assert [count_builds(options, name) for name in ("one", "two")] == [1, 1]
    assert commands.run == []


def test_a_changed_project_alone_is_built_again(options: dict[str, str]) -> None:
    DevelopEggs(Commands()).prepare(options)
    with Path(options["directory"], "one", "setup.py").open("a") as setup:
        setup.write("# changed\n")
    eggs = DevelopEggs(Commands())
    eggs.prepare(options)
    assert [count_builds(options, name) for name in ("one", "two")] == [2, 1]


def test_pip_installs_what_cannot_be_built_here(options: dict[str, str]) -> None:
    Path(options["directory"], "one", "setup.py").write_text("raise RuntimeError('no')")
    commands = Commands()
    eggs = DevelopEggs(commands)
    eggs.prepare(options)
    command = make_command(options, "one")
    assert eggs.run(command, env=dict(os.environ)) == "run"
    assert commands.run == [command]


def test_every_other_command_is_run(options: dict[str, str]) -> None:
    commands = Commands()
    eggs = DevelopEggs(commands)
    eggs.prepare(options)
    others = [["true"], [sys.executable, "-m", "pip", "install", "-t", "folder", "Flask==3"], ["pip", "-e", "one"]]
    assert [eggs.run(command) for command in others] == ["run"] * len(others)


def test_develop_always_leaves_all_to_pip(options: dict[str, str]) -> None:
    commands = Commands()
    eggs = DevelopEggs(commands)
    eggs.prepare(options | {ALWAYS_OPTION: "true"})
    assert eggs.run(make_command(options, "one"), env=dict(os.environ)) == "run"
    assert count_builds(options, "one") == 0


def test_removing_the_develop_eggs_lets_all_be_built_again(options: dict[str, str]) -> None:
    DevelopEggs(Commands()).prepare(options)
    assert len(list(Path(options["parts-directory"], KEPT_FOLDER).iterdir())) == 2
    shutil.rmtree(options["develop-eggs-directory"])
    for _ in range(2):
        DevelopEggs(Commands()).prepare(options)
    assert [count_builds(options, name) for name in ("one", "two")] == [2, 2]


def test_the_directory_of_develop_eggs_stays_the_same_after_a_build(options: dict[str, str]) -> None:
    DevelopEggs(Commands()).prepare(options)
    before = {path.name: path.read_bytes() for path in Path(options["develop-eggs-directory"]).iterdir()}
    Path(options["directory"], "one", "setup.cfg").write_text("")
    DevelopEggs(Commands()).prepare(options)
    assert count_builds(options, "one") == 2
    assert {path.name: path.read_bytes() for path in Path(options["develop-eggs-directory"]).iterdir()} == before


def test_zc_buildout_is_changed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(easy_install, "get_subprocess_output", easy_install.get_subprocess_output)
    monkeypatch.setattr(Buildout, "_develop", Buildout._develop)
    monkeypatch.setattr(Buildout, "_twod_keeps_develop_eggs", True, raising=False)
    monkeypatch.delattr(Buildout, "_twod_keeps_develop_eggs")
    keep_develop_eggs()
    first = Buildout._develop
    keep_develop_eggs()
    assert Buildout._develop is first
