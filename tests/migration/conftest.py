"""What the tests of this folder provision buildouts with, and the totals at the end of a run."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from kit.buildout_fixtures import buildout, wheels
from kit.buildouts import Buildout

from . import ini_cases, moves, tree_cases
from .buildout_cases import OldBuildout, read_cases, write_home, write_stub_wheels
from .moves import MoveBuildout, MoveEnvFile, MoveIni, MoveTree

__all__ = ["buildout", "wheels"]

#: Files of projects, some of which are named like tests.
collect_ignore = ["fixtures"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, buildout: Buildout) -> Path:
    """The home directory of who runs the old buildouts."""
    write_stub_wheels(buildout.wheels)
    folder = tmp_path_factory.mktemp("home")
    write_home(folder, buildout)
    return folder


@pytest.fixture(scope="session")
def move_buildout(tmp_path_factory: pytest.TempPathFactory, buildout: Buildout, home: Path) -> MoveBuildout:
    """Find out what becomes of a buildout."""
    cases, folder = read_cases(), tmp_path_factory.mktemp("buildouts")
    return cache(lambda name: moves.move_buildout(OldBuildout(cases[name], folder / name, buildout, home)))


@pytest.fixture(scope="session")
def move_ini(tmp_path_factory: pytest.TempPathFactory) -> MoveIni:
    """Find out what becomes of an ini."""
    cases, folder = ini_cases.read_cases(), tmp_path_factory.mktemp("inis")
    return cache(lambda name: moves.move_ini(cases[name], folder / name))


@pytest.fixture(scope="session")
def move_env_file(tmp_path_factory: pytest.TempPathFactory) -> MoveEnvFile:
    """Find out what becomes of a ``.env`` file."""
    folder = tmp_path_factory.mktemp("envfiles")
    return cache(lambda name: moves.move_env_file(name, folder / name))


@pytest.fixture(scope="session")
def move_tree(tmp_path_factory: pytest.TempPathFactory) -> MoveTree:
    """Find out what becomes of the values of a settings module."""
    cases, folder = tree_cases.read_cases(), tmp_path_factory.mktemp("trees")
    return cache(lambda name, is_whole: moves.move_tree(cases[name], is_whole, folder / f"{name}-{is_whole}"))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Have the manual's table made anew by ``tox -e migration -- --write-totals``."""
    parser.addoption("--write-totals", action="store_true", help="make the manual show the totals of this run")


_LINES = pytest.StashKey[list[str]]()


@pytest.fixture
def report(request: pytest.FixtureRequest) -> Callable[[list[str]], None]:
    """Keep lines for the end of the run, whether the tests pass or not."""
    return request.config.stash.setdefault(_LINES, []).extend


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print those lines."""
    for line in config.stash.get(_LINES, []):
        terminalreporter.write_line(line)
