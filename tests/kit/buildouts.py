"""Real zc.buildout runs without a network: an empty index and a folder of wheels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from configparser import ConfigParser
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from kit.environs import make_environ
from kit.processes import PROVISIONING, Command, run
from twod.recipe.fetch.uv_fetcher import find_uv

ROOT = Path(__file__).parents[2]

#: Installs what most sites of the tests have, so that their own runs find it; and a ``bin/paster``.
_COMMON_CFG = """\
[buildout]
{settings}allow-picked-versions = true
parts = twod

[twod]
recipe = twod.recipe
eggs =
    gunicorn
    pytest
    python-json-logger
environments = dev

[dev]
debug = true
"""


@dataclass(frozen=True)
class Buildout:
    """A zc.buildout made by bootstrap.py, with all that its runs may install."""

    home: Path
    wheels: Path

    @property
    def program(self) -> Path:
        """``bin/buildout``."""
        return self.home / "bin" / "buildout"

    @property
    def paster(self) -> Path:
        """A ``bin/paster`` outside of any test's site."""
        return self.home / "common" / "bin" / "paster"

    @property
    def eggs(self) -> Path:
        """The eggs directory that all tests fill and use; zc.buildout lets several runs do so at the same time."""
        return self.home / "eggs"

    def environ(self, **variables: str) -> dict[str, str]:
        """Return the environment of a run: pip sees the folder of wheels alone."""
        path = os.pathsep.join([str(self.home / "programs"), os.environ["PATH"]])
        return make_environ(PATH=path, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(self.wheels)) | variables

    def settings(self) -> str:
        """Return the options of ``[buildout]`` that keep a run from the network, for a buildout.cfg of a test."""
        return (
            f"extends = {self.home / 'versions.cfg'}\n"
            f"index = {self.home / 'empty-index'}\n"
            f"find-links = {self.wheels}\n"
            f"eggs-directory = {self.eggs}\n"
        )

    def run(self, directory: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run buildout in `directory` (it holds the buildout.cfg) and return what it printed, stderr included."""
        command: Command = [self.program, *arguments]
        return run(command, cwd=directory, environ=self.environ(**variables), merged=True, patience=PROVISIONING)


def provision(buildout: Buildout) -> None:
    """Make the environment of a buildout, whose home is there, and fill its eggs directory."""
    home = buildout.home
    (home / "empty-index").mkdir()
    program = find_uv()
    assert program is not None, "the tests need uv, which bootstrap.py installs"
    (home / "programs").mkdir()
    (home / "programs" / "uv").symlink_to(program)
    shutil.copy2(ROOT / "bootstrap.py", home)
    (home / "versions.cfg").write_text(_read_versions(), encoding="utf-8")
    bootstrap: Command = [sys.executable, home / "bootstrap.py"]
    made = run(bootstrap, cwd=home, environ=buildout.environ(), merged=True, patience=PROVISIONING)
    assert made.returncode == 0, made.stdout
    common = buildout.paster.parents[1]
    common.mkdir()
    (common / "buildout.cfg").write_text(_COMMON_CFG.format(settings=buildout.settings()), encoding="utf-8")
    filled = buildout.run(common)
    assert filled.returncode == 0, filled.stdout


def _read_versions() -> str:
    """Return the text of versions.cfg, with the pins of the oldest zc.buildout where the tests' Python has that."""
    text = (ROOT / "versions.cfg").read_text(encoding="utf-8")
    parser = ConfigParser(interpolation=None)
    parser.read_string(text)
    oldest = parser["oldest-buildout"]
    if version("zc.buildout") == oldest["zc.buildout"]:
        for name, pin in oldest.items():
            text = re.sub(rf"^{re.escape(name)} = .*$", f"{name} = {pin}", text, count=1, flags=re.MULTILINE)
    return text
