"""Projects with settings modules: what the modules make, and what is left of it in an ini."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sys
import tomllib
from collections.abc import Iterator, Mapping
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
        """Make ``moved.ini`` of the module, over another module or of all that it has."""
        program = f"import sys; from {run_command_line.__module__} import *; sys.exit(run_command_line())"
        command = [sys.executable, "-c", program, "migrate-settings", self.case.module]
        environ = make_python_environ(self.directory) | self.case.variables
        command += ["--base", base] if base else []
        return run([*command, "--write", "moved.ini"], cwd=self.directory, environ=environ)

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
    found = re.findall(r"^\w+: set the environment variable (\w+)(?:, for ([A-Z_0-9]+))?", printed, re.MULTILINE)
    asked = [(variable, name or variable) for variable, name in found]
    texts = {variable: text for _, name in asked for variable, text in _name_texts(name, module[name])}
    return {variable: texts[variable] for variable, _ in asked if variable in texts}


def _name_texts(path: str, described: Described) -> Iterator[tuple[str, str]]:
    """Yield the single values in a described one, each by the name of its variable: the way to it."""
    kind, content = described
    if isinstance(content, str):
        if kind != "lazy":
            yield re.sub(r"\W", "_", path).upper(), ast.literal_eval(content) if kind == "builtins.str" else content
    else:
        for place, item in enumerate(content):
            is_pair = not isinstance(item[0], str)
            key, value = (ast.literal_eval(item[0][1]), item[1]) if is_pair else (place, item)
            yield from _name_texts(f"{path}_{key}", value)
