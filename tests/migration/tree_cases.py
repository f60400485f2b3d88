"""Projects with settings modules: what the modules make, and what is left of it in an ini."""

from __future__ import annotations

import json
import shutil
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

from kit.environs import make_python_environ
from kit.processes import run

from .described import Described

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "settings"


@dataclass(frozen=True)
class Case:
    """A project."""

    name: str
    #: The settings module to move.
    module: str
    #: The one that it differs from; without one, the whole module is moved.
    base: str = ""
    #: Environment variables that the modules read.
    variables: dict[str, str] = field(default_factory=dict)


def read_cases() -> dict[str, Case]:
    """Return all cases."""
    table = tomllib.loads((FIXTURES / "cases.toml").read_text(encoding="utf-8"))
    return {name: Case(name, **facts) for name, facts in table.items()}


@dataclass(frozen=True)
class Tree:
    """A copy of a case's files."""

    case: Case
    directory: Path

    def lay_out(self) -> None:
        """Copy the files."""
        shutil.copytree(FIXTURES / self.case.name, self.directory)

    def describe(self, how: str, what: str) -> dict[str, Described]:
        """Describe the settings of a module or of an ini, in a process of its own."""
        command = [sys.executable, HERE / "described.py", self.directory, how, what]
        environ = make_python_environ(self.directory) | self.case.variables
        done = run(command, cwd=self.directory, environ=environ)
        assert done.returncode == 0, done.stderr
        described: dict[str, Described] = json.loads(done.stdout)
        return described
