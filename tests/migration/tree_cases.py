"""Projects with settings modules: what the modules make, and what is left of it in an ini."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

from kit.environs import make_python_environ
from kit.processes import run
from twod.wsgi.commands.command_line import run_command_line

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

    def migrate(self, base: str) -> CompletedProcess[str]:
        """Make ``moved.ini`` of the module, over another module."""
        program = f"import sys; from {run_command_line.__module__} import *; sys.exit(run_command_line())"
        command = [sys.executable, "-c", program, "migrate-settings", self.case.module, "--base", base]
        environ = make_python_environ(self.directory) | self.case.variables
        return run([*command, "--write", "moved.ini"], cwd=self.directory, environ=environ)

    def write_empty_module(self) -> str:
        """Write a settings module without a setting, and return its name."""
        (self.directory / "no_settings.py").touch()
        return "no_settings"

    def describe(self, how: str, what: str, secrets: Mapping[str, str] | None = None) -> dict[str, Described]:
        """Describe the settings of a module or of an ini, in a process of its own.

        :param secrets: environment variables for it alone.
        """
        command = [sys.executable, HERE / "described.py", self.directory, how, what]
        environ = make_python_environ(self.directory) | self.case.variables | (secrets or {})
        done = run(command, cwd=self.directory, environ=environ)
        assert done.returncode == 0, done.stderr
        described: dict[str, Described] = json.loads(done.stdout)
        return described


def find_secrets(printed: str, module: Mapping[str, Described]) -> dict[str, str]:
    """Return the variables that the command says to set, with the texts that the module has.

    :param printed: what the command wrote on stderr.
    """
    asked = re.findall(r"^\w+: set (\w+)\b.*: the secret of (\S+)$", printed, re.MULTILINE)
    return {variable: _find_text(module, path.split(".")) for variable, path in asked}


def _find_text(module: Mapping[str, Described], path: list[str]) -> str:
    name, *keys = path
    _, found = module[name]
    for key in keys:
        _, found = _find_item(found, key)
    return str(ast.literal_eval(str(found)))


def _find_item(items: Described, key: str) -> Described:
    """Return the described value behind a key of a dictionary, or at a place in a list."""
    for place, item in enumerate(items):
        if isinstance(item[0], str):
            if str(place) == key:
                return item
        elif item[0][1] in (key, repr(key)):
            return item[1]
    raise KeyError(key)
