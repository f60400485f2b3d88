"""Buildouts of djangorecipe: their files as a project has them, and what becomes of them."""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from subprocess import CompletedProcess

import django

from kit.buildouts import Buildout
from kit.environs import make_environ, make_python_environ
from kit.processes import run
from kit.sites import write_file
from kit.small_wheels import write_wheel
from twod.recipe.migrate.migrate_buildout import run_migrate_buildout

FIXTURES = Path(__file__).parent / "fixtures" / "djangorecipe"

_OLD_RECIPE = re.compile(r"^recipe = (?:djangorecipe|isotoma\.recipe\.django)$", re.MULTILINE)

#: What the projects' eggs are; nothing of them is ever imported.
_EGGS = """
    anvil basketry berths bindings bison breadcrumb catalogue clover corkscrew crevasse crucible curtain django-quayside
    ephemeris gangway granite hops lens lock-keeper malt mooring orchard-theme permafrost PIL Pomology rigging South
    stained-glass Tides timetable vitrine wick windmill yeast
"""
_RECIPES = "collective.recipe.supervisor collective.recipe.template z3c.recipe.usercrontab"

#: A recipe that notes the options of its part, with all references resolved.
_NOTING_RECIPE = """
import json
import os


class Recipe:
    def __init__(self, buildout, name, options):
        self.path = os.path.join(buildout["buildout"]["directory"], "noted", name + ".json")
        self.options = {option: value for option, value in options.items() if not option.startswith("__")}

    def install(self):
        os.makedirs(os.path.dirname(self.path), exist_ok=True)
        with open(self.path, "w") as file:
            json.dump(dict(self.options), file)
        return [self.path]

    update = install
"""

_SETTINGS = """
SECRET_KEY = "for tests alone, and long enough that nobody warns of it"
ALLOWED_HOSTS = ["localhost"]
ROOT_URLCONF = "{package}.urls"
READ_FROM = __name__
DEBUG = {debug}
"""

_CHECK_AND_SHOW = """
import os
from importlib import import_module

from django.conf import settings
from django.core.management import call_command

call_command("check", stdout=open(os.devnull, "w"))
module = vars(import_module(settings.READ_FROM))
changed = [name for name in module if name.isupper() and getattr(settings, name) != module[name]]
print(settings.READ_FROM, *changed)
"""

_SHOW_ALL = """
import json

from django.conf import settings

print(json.dumps({name: repr(getattr(settings, name)) for name in dir(settings) if name.isupper()}))
"""


@dataclass(frozen=True)
class Case:
    """A buildout, and what is expected of it."""

    name: str
    #: How many of its parts are djangorecipe's.
    parts: int
    #: The settings modules that its project has.
    modules: list[str]
    #: Where those are, from the buildout's directory on.
    path: str = "."
    #: The scripts for management commands of the migrated buildout, each with its settings module.
    scripts: dict[str, str] = field(default_factory=dict)
    #: What the command names, for somebody to look at.
    says: list[str] = field(default_factory=list)


def read_cases() -> dict[str, Case]:
    """Return all cases."""
    table = tomllib.loads((FIXTURES / "cases.toml").read_text(encoding="utf-8"))
    return {name: Case(name, **facts) for name, facts in table.items()}


def write_stub_wheels(folder: Path) -> None:
    """Make wheels of all eggs that the buildouts name and nobody imports, and of the other parts' recipes."""
    for name in _EGGS.split():
        write_wheel(folder, name, "1.0")
    for name in _RECIPES.split():
        module = name.replace(".", "_")
        write_wheel(
            folder, name, "1.0", source=_NOTING_RECIPE, entry_points=f"[zc.buildout]\ndefault = {module}:Recipe\n"
        )


@dataclass(frozen=True)
class OldBuildout:
    """A copy of a case's files, with a project that Django can check."""

    case: Case
    directory: Path
    buildout: Buildout
    #: The home directory of who runs buildout: what keeps a run from the network is in its default.cfg.
    home: Path

    def lay_out(self) -> None:
        """Copy the files and write the project."""
        shutil.copytree(FIXTURES / self.case.name, self.directory)
        for cfg in self.directory.rglob("*.cfg"):
            cfg.write_text(cfg.read_text(encoding="utf-8").replace("@DJANGO@", django.__version__), encoding="utf-8")
        for module in self.case.modules:
            self._write_module(module)

    def _write_module(self, module: str) -> None:
        *packages, name = module.split(".")
        folder = self.directory / self.case.path
        for package in packages:
            folder /= package
            write_file(folder / "__init__.py", "")
        write_file(folder / f"{name}.py", _SETTINGS.format(package=packages[0], debug=name.startswith("dev")))
        write_file(self.directory / self.case.path / packages[0] / "urls.py", "urlpatterns = []\n")

    def read_files(self) -> dict[Path, str]:
        """Return the texts of all configuration files."""
        return {path: path.read_text(encoding="utf-8") for path in self.directory.rglob("*.cfg")}

    def change_recipe(self) -> None:
        """Do what somebody does first: change the lines that name the recipe, and nothing else."""
        for cfg in self.directory.rglob("*.cfg"):
            text = cfg.read_text(encoding="utf-8")
            cfg.write_text(_OLD_RECIPE.sub("recipe = twod.recipe", text), encoding="utf-8")

    def migrate(self) -> CompletedProcess[str]:
        """Run the command, and write."""
        program = f"from {run_migrate_buildout.__module__} import *; run_migrate_buildout()"
        command = [sys.executable, "-c", program, "buildout.cfg", "--write"]
        return run(command, cwd=self.directory, environ=make_python_environ(HOME=str(self.home)), merged=True)

    def provision(self) -> CompletedProcess[str]:
        """Run buildout as its user does."""
        return self.buildout.run(self.directory, "-N", HOME=str(self.home))

    def read_settings_modules(self) -> dict[str, str]:
        """Return the settings module that each script for management commands runs with, by the script's name.

        Behind the module's name are those of its settings that are not as it has them.
        """
        scripts = (self.directory / "bin").glob("*-*")
        return {script.name: self._ask(script) for script in sorted(scripts) if self._is_for_management(script)}

    def _is_for_management(self, script: Path) -> bool:
        return "twod.wsgi.commands.manage" in script.read_text(encoding="utf-8")

    def find_old_scripts(self) -> list[str]:
        """Return the names of djangorecipe's scripts for management commands."""
        scripts = sorted((self.directory / "bin").iterdir())
        return [script.name for script in scripts if "binscripts.manage(" in script.read_text(encoding="utf-8")]

    def read_settings(self, name: str) -> dict[str, str]:
        """Return the settings that a script for management commands has, as Django sees them."""
        settings: dict[str, str] = json.loads(self._ask(self.directory / "bin" / name, _SHOW_ALL))
        return {name: text.replace(str(self.directory), "DIRECTORY") for name, text in settings.items()}

    def _ask(self, script: Path, code: str = _CHECK_AND_SHOW) -> str:
        command = [script, "shell", "--verbosity=0", "-c", code]
        done = run(command, cwd=self.directory, environ=make_environ())
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    def find_missing_scripts(self) -> list[str]:
        """Return the scripts that parts of other recipes call and nobody has made, as ``PART: bin/NAME``."""
        missing = set()
        for noted in (self.directory / "noted").glob("*.json"):
            for value in json.loads(noted.read_text(encoding="utf-8")).values():
                for name in re.findall(rf"{re.escape(str(self.directory))}/bin/([\w.-]+)", value):
                    if not (self.directory / "bin" / name).exists():
                        missing.add(f"{noted.stem}: bin/{name}")
        return sorted(missing)


def write_home(folder: Path, buildout: Buildout) -> None:
    """Make a home directory whose default.cfg keeps buildout from the network."""
    settings = f"[buildout]\n{buildout.settings()}allow-picked-versions = true\n"
    write_file(folder / ".buildout" / "default.cfg", settings)
