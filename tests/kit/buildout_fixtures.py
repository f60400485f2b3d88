"""Fixtures: a zc.buildout for the tests of a folder, and the wheels that it installs."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kit.buildouts import Buildout, provision
from kit.once import make_once
from kit.wheels import make_wheels_of_installed


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Path:
    """A folder of wheels: all that the tests' own Python has installed, and twod's distributions, built anew."""

    def make(folder: Path) -> None:
        make_wheels_of_installed(folder)
        for wheel in built.glob("*.whl"):
            shutil.copy2(wheel, folder)

    return make_once(tmp_path_factory, "wheels", make)


@pytest.fixture(scope="session")
def buildout(tmp_path_factory: pytest.TempPathFactory, wheels: Path) -> Buildout:
    """A zc.buildout in an environment of its own, with the eggs that most sites have."""
    home = make_once(tmp_path_factory, "buildout", lambda folder: provision(Buildout(folder, wheels)))
    return Buildout(home, wheels)
