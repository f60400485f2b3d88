"""Inis on disk, and PasteScript's commands run on them."""

from __future__ import annotations

import os
import subprocess
import sys
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

with warnings.catch_warnings():
    # PasteScript imports pkg_resources, which warns of its own end.
    warnings.simplefilter("ignore")
    import paste.script.command  # noqa: F401

PASTER = "import sys; from twod.wsgi.commands.paster import main; sys.argv[0] = 'bin/paster'; main()"
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def _work_in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a process of its own, with the test's directory on the search path."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "TWOD_", "PYTHON"))}
    return clean | {"PYTHONPATH": os.pathsep.join([str(tmp_path), *sys.path]), "PYTHONUNBUFFERED": "1"}


@pytest.fixture
def paster_command() -> list[str]:
    """The beginning of a command line for ``paster``."""
    return [sys.executable, "-c", PASTER]


@pytest.fixture
def paster(tmp_path: Path, environ: dict[str, str], paster_command: list[str]) -> Run:
    """Run ``paster`` in a process of its own."""

    def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*paster_command, *arguments],
            cwd=tmp_path,
            env=environ | variables,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run
