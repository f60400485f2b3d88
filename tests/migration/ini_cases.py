"""Inis of predecessors and of other frameworks: what the old code made of them, and what twod makes of them."""

from __future__ import annotations

import ast
import json
import shutil
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

from kit.environs import make_python_environ
from kit.processes import run

from .described import Described, describe

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "inis"


@dataclass(frozen=True)
class Case:
    """An ini, and what is expected of it."""

    name: str
    dialect: str
    #: What the old code made of it, as a Python literal; empty where there is no Django in it.
    settings: str = ""
    #: What the command says where there is none.
    says: list[str] = field(default_factory=list)

    def describe_settings(self) -> dict[str, Described]:
        """Return the settings that the old code made."""
        return {name: describe(value) for name, value in ast.literal_eval(self.settings or "{}").items()}


def read_cases() -> dict[str, Case]:
    """Return all cases."""
    table = tomllib.loads((FIXTURES / "cases.toml").read_text(encoding="utf-8"))
    return {name: Case(name, **facts) for name, facts in table.items()}


@dataclass(frozen=True)
class OldIni:
    """A copy of a case's files."""

    case: Case
    directory: Path

    def lay_out(self) -> None:
        """Copy the files."""
        shutil.copytree(FIXTURES / self.case.name, self.directory)

    def read_bytes(self) -> bytes:
        """Return the text of the ini."""
        return (self.directory / "old.ini").read_bytes()

    def migrate(self) -> CompletedProcess[str]:
        """Run the command on the inis."""
        return self._run(_TWOD, "migrate-ini", "old.ini", *self._find_used())

    def _find_used(self) -> list[str]:
        return sorted(path.name for path in self.directory.glob("*.ini") if path.name != "old.ini")

    def load(self) -> CompletedProcess[str]:
        """Have Django read the settings of the ini, and print them described."""
        return self._run([HERE / "described.py", self.directory, "ini", "old.ini"])

    def _run(self, program: list[str | Path], *arguments: str) -> CompletedProcess[str]:
        environ = make_python_environ(self.directory)
        return run([sys.executable, *program, *arguments], cwd=self.directory, environ=environ)

    def find_differences(self, loaded: CompletedProcess[str]) -> dict[str, tuple[Described | None, Described]]:
        """Return the settings that are not what the old code made, by their names: as they are, and as they were."""
        now = json.loads(loaded.stdout)
        pairs = {name: (now.get(name), old) for name, old in self.case.describe_settings().items()}
        return {name: (new, old) for name, (new, old) in pairs.items() if _take_as_lists(new) != _take_as_lists(old)}


def _take_as_lists(described: Described | None) -> str:
    """Return a text that is the same for lists and tuples, since Django's own settings were tuples then."""
    return json.dumps(described).replace('"builtins.tuple"', '"builtins.list"')


_TWOD: list[str | Path] = [
    "-c",
    "import sys; from twod.wsgi.commands.command_line import *; sys.exit(run_command_line())",
]
