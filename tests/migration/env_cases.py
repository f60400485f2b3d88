""".env files: what python-dotenv makes of them, and what a settings module that reads them sees."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from dotenv import dotenv_values

from kit.environs import make_python_environ
from kit.processes import run

from .described import Described

HERE = Path(__file__).parent
FIXTURES = HERE / "fixtures" / "envfiles"

_INI = """\
[DEFAULT]
debug = {debug}
django_settings_module = {module}
{option}

[app:main]
use = egg:twod.wsgi
"""

_SHOW_ENVIRON = """
import json, os, sys
from twod.wsgi.config import configure

configure(sys.argv[1])
print(json.dumps({name: os.environ[name] for name in json.loads(sys.argv[2]) if name in os.environ}))
"""


def read_cases() -> list[str]:
    """Return the names of all cases: each is a folder with a ``.env`` file and a settings module of that name."""
    return sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())


@dataclass(frozen=True)
class EnvFile:
    """A copy of a case's files."""

    name: str
    directory: Path

    def lay_out(self) -> None:
        """Copy the files."""
        shutil.copytree(FIXTURES / self.name, self.directory)

    def read_variables(self) -> dict[str, str]:
        """Return the variables of the file, as python-dotenv reads them."""
        values = dotenv_values(self.directory / ".env")
        return {name: value for name, value in values.items() if value is not None}

    def describe_exported(self) -> dict[str, Described]:
        """Return the settings of the module where the variables are exported before."""
        done = self._run("module", self.name, self.read_variables())
        assert done.returncode == 0, done.stderr
        described: dict[str, Described] = json.loads(done.stdout)
        return described

    def load(self, option: str) -> CompletedProcess[str]:
        """Load the module under an ini with an option that names the file."""
        debug = self.describe_exported().get("DEBUG", ["", "False"])[1]
        ini = _INI.format(debug=debug, module=self.name, option=option)
        (self.directory / "site.ini").write_text(ini, encoding="utf-8")
        return self._run("ini", "site.ini", {})

    def read_environ(self) -> dict[str, str]:
        """Return what a process under that ini has of the file's variables."""
        names = json.dumps(list(self.read_variables()))
        command = [sys.executable, "-c", _SHOW_ENVIRON, "site.ini", names]
        done = run(command, cwd=self.directory, environ=make_python_environ(self.directory))
        shown: dict[str, str] = json.loads(done.stdout) if done.returncode == 0 else {}
        return shown

    def _run(self, how: str, what: str, variables: Mapping[str, str]) -> CompletedProcess[str]:
        command = [sys.executable, HERE / "described.py", self.directory, how, what]
        return run(command, cwd=self.directory, environ=make_python_environ(self.directory) | variables)
