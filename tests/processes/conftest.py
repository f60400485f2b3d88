"""Commands of ``paster``, each run in a process of its own, in the test's directory."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from kit.environs import make_python_environ
from kit.processes import run as run_process

Write = Callable[[str, str], Path]
Run = Callable[..., CompletedProcess[str]]

#: The script that buildout makes.
PASTER = """
    from twod.wsgi.commands.pastescript.paster import main

    main()
"""

#: The script that pip makes.
TWOD = """
    from twod.wsgi.commands.command_line import run_command_line

    raise SystemExit(run_command_line())
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    """The environment of a process of its own, with the test's directory on the search path."""
    return make_python_environ(tmp_path)


@pytest.fixture
def paster_command(write: Write) -> list[str | Path]:
    """The beginning of a command line for ``paster``."""
    return [sys.executable, write("bin/paster", PASTER)]


@pytest.fixture
def twod_command(write: Write) -> list[str | Path]:
    """The beginning of a command line for ``twod``; a warning is an error."""
    return [sys.executable, "-W", "error::DeprecationWarning", write("bin/twod", TWOD)]


@pytest.fixture
def paster(tmp_path: Path, environ: dict[str, str], paster_command: list[str | Path]) -> Run:
    """Run ``paster`` in a process of its own."""

    def run(*arguments: str, **variables: str) -> CompletedProcess[str]:
        return run_process([*paster_command, *arguments], cwd=tmp_path, environ=environ | variables)

    return run


@pytest.fixture
def twod(tmp_path: Path, environ: dict[str, str], twod_command: list[str | Path]) -> Run:
    """Run ``twod`` in a process of its own."""

    def run(*arguments: str, **variables: str) -> CompletedProcess[str]:
        return run_process([*twod_command, *arguments], cwd=tmp_path, environ=environ | variables)

    return run
