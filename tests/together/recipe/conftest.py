"""A site that a real buildout provisions, for the tests of the recipe."""

from __future__ import annotations

import configparser
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.environs import make_environ
from kit.processes import run
from kit.sites import write_file

if TYPE_CHECKING:
    from subprocess import CompletedProcess

    from kit.buildouts import Buildout

#: What zc.buildout prints of a mistake of its own or of a recipe; no mistake of a user may end so.
BUG = "An internal error occurred"

SETTINGS = """
SECRET_KEY = "of the settings module"
ROOT_URLCONF = "pages.urls"
ALLOWED_HOSTS = ["localhost"]
"""

URLS = """
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("", lambda request: HttpResponse(request.get_full_path()))]
"""


@dataclass(frozen=True)
class FileState:
    """What a run that changes nothing leaves as it is."""

    content: bytes
    mode: int
    mtime: int


@dataclass
class Project:
    """A directory with a buildout.cfg and an unpackaged Django site, ``pages``."""

    directory: Path
    buildout: Buildout

    def write(self, name: str, text: str) -> Path:
        return write_file(self.directory / name, text)

    def configure(self, sections: str, buildout: str = "", part: str = "", extends: str = "") -> None:
        """Write a buildout.cfg with the part ``[twod]``, which `sections` may go on with."""
        head = f"""\
[buildout]
{self.buildout.settings().replace("versions.cfg", f"versions.cfg {extends}", 1)}
allow-picked-versions = true
parts = twod
{textwrap.dedent(buildout)}
[twod]
recipe = twod.recipe
eggs =
extra-paths = .
settings = pages.settings
{textwrap.dedent(part)}
"""
        self.write("buildout.cfg", head + textwrap.dedent(sections))

    def run(self, *arguments: str, **environ: str) -> CompletedProcess[str]:
        return self.buildout.run(self.directory, "-N", *arguments, **environ)

    def provision(self, *arguments: str, **environ: str) -> str:
        """Run buildout, which has to go well, and return what it printed."""
        done = self.run(*arguments, **environ)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def fail(self, *arguments: str) -> str:
        """Run buildout, which has to end in an error of the user's, and return the message."""
        done = self.run(*arguments)
        assert done.returncode == 1, done.stdout
        assert BUG not in done.stdout
        assert "Traceback" not in done.stdout
        return done.stdout.partition("Error: ")[2].strip()

    def call(self, script: str, *arguments: str, status: int = 0, **environ: str) -> str:
        """Run one of the scripts, which has to end with `status`, and return what it printed on stdout."""
        command = [self.directory / "bin" / script, *arguments]
        done = run(command, cwd=self.directory.parent, environ=make_environ(**environ))
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def list_files(self) -> dict[str, FileState]:
        """Return the state of every file but those that buildout writes for itself."""
        files = [path for path in self.directory.rglob("*") if path.is_file() and path.name != ".installed.cfg"]
        return {
            str(path.relative_to(self.directory)): FileState(
                path.read_bytes(), path.stat().st_mode, path.stat().st_mtime_ns
            )
            for path in files
        }

    def read_ini(self, environment: str, part: str = "twod") -> configparser.ConfigParser:
        path = self.directory / "parts" / part / f"{environment}.ini"
        parser = configparser.ConfigParser(defaults={"here": str(path.parent)})
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(path.read_text(encoding="utf-8"))
        return parser

    def get_setting(self, name: str, environment: str = "prod", **environ: str) -> Any:
        """Return a setting as Django has it under an environment."""
        code = f"import django.conf; print(ascii(django.conf.settings.{name}))"
        printed = self.call(f"manage-{environment}", "shell", "--verbosity=0", "-c", code, **environ)
        return eval(printed)  # the site's own repr


@pytest.fixture
def project(tmp_path: Path, buildout: Buildout) -> Project:
    """A project of its own, not provisioned yet."""
    return make_project(tmp_path / "project", buildout)


def make_project(directory: Path, buildout: Buildout) -> Project:
    made = Project(directory, buildout)
    made.write("pages/__init__.py", "")
    made.write("pages/settings.py", SETTINGS)
    made.write("pages/urls.py", URLS)
    return made
