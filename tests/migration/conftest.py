"""What the tests of this folder provision buildouts with."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.buildout_fixtures import buildout, wheels
from kit.buildouts import Buildout

from .buildout_cases import write_home, write_stub_wheels

__all__ = ["buildout", "wheels"]


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, buildout: Buildout) -> Path:
    """The home directory of who runs the old buildouts."""
    write_stub_wheels(buildout.wheels)
    folder = tmp_path_factory.mktemp("home")
    write_home(folder, buildout)
    return folder
