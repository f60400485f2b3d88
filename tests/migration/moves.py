"""What becomes of each fixture, found out once in a run."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from twod.wsgi.config.django_settings.catalogue import KINDS

from . import buildout_cases, env_cases, ini_cases, tree_cases
from .described import Described
from .outcomes import Outcome


@dataclass(frozen=True)
class MovedBuildout:
    """What became of a buildout with parts of djangorecipe."""

    outcome: Outcome
    #: What the command printed, and buildout, if the former wrote something.
    printed: str
    #: Whether one of its files is another now.
    is_changed: bool
    #: The scripts for management commands, each with the settings module that it runs with.
    scripts: dict[str, str] = field(default_factory=dict)
    #: What parts of other recipes call and nobody has made.
    missing: list[str] = field(default_factory=list)
    #: The buildout, rewritten and run.
    buildout: buildout_cases.OldBuildout | None = None


MoveBuildout = Callable[[str], MovedBuildout]


def move_buildout(old: buildout_cases.OldBuildout) -> MovedBuildout:
    """Rewrite a buildout by ``migrate-buildout``, run it, and check each environment."""
    old.lay_out()
    before = old.read_files()
    migrated = old.migrate()
    is_changed = old.read_files() != before
    if migrated.returncode:
        return MovedBuildout(Outcome.NOT, migrated.stdout, is_changed)
    provisioned = old.provision()
    printed = migrated.stdout + provisioned.stdout
    if provisioned.returncode:
        return MovedBuildout(Outcome.NOT, printed, is_changed)
    scripts, missing = old.read_settings_modules(), old.find_missing_scripts()
    return MovedBuildout(Outcome.NOT if missing else Outcome.AFTER, printed, is_changed, scripts, missing, old)


@dataclass(frozen=True)
class MovedIni:
    """What became of an ini."""

    outcome: Outcome
    #: What the command printed, if it was needed.
    printed: str
    #: Whether the ini is another now.
    is_changed: bool
    #: The settings that are not as the old code made them.
    differences: dict[str, tuple[Described | None, Described]] = field(default_factory=dict)


MoveIni = Callable[[str], MovedIni]


def move_ini(case: ini_cases.Case, directory: Path) -> MovedIni:
    """Load an ini as it is, and after ``migrate-ini``."""
    ini = ini_cases.OldIni(case, directory)
    ini.lay_out()
    loaded = ini.load()
    works_at_once = bool(case.settings) and not loaded.returncode and not ini.find_differences(loaded)
    before = ini.read_bytes()
    migrated = ini.migrate()
    printed, is_changed = migrated.stdout + migrated.stderr, ini.read_bytes() != before
    if migrated.returncode:
        return MovedIni(Outcome.NOT, printed, is_changed)
    loaded = ini.load()
    if loaded.returncode:
        return MovedIni(Outcome.NOT, printed + loaded.stderr, is_changed)
    differences = ini.find_differences(loaded)
    arrived = Outcome.AT_ONCE if works_at_once else Outcome.AFTER
    return MovedIni(Outcome.NOT if differences else arrived, printed, is_changed, differences)


@dataclass(frozen=True)
class MovedEnvFile:
    """What became of a .env file."""

    outcome: Outcome
    printed: str
    #: The variables in force, and those that python-dotenv reads in the file.
    variables: dict[str, str]
    expected_variables: dict[str, str]
    #: What the settings module makes, and what it makes of the same variables where they are exported.
    settings: dict[str, Described]
    expected_settings: dict[str, Described]


MoveEnvFile = Callable[[str], MovedEnvFile]


def move_env_file(name: str, directory: Path) -> MovedEnvFile:
    """Name the file in an ini, and have the settings module read its variables."""
    file = env_cases.EnvFile(name, directory)
    file.lay_out()
    expected_variables, expected = file.read_variables(), file.describe_exported()
    loaded = file.load("twod.environment_file = .env")
    found = json.loads(loaded.stdout) if not loaded.returncode else {}
    settings = {name: found[name] for name in expected if name in found}
    variables = file.read_environ()
    is_equal = (variables, settings) == (expected_variables, expected)
    outcome = Outcome.AT_ONCE if is_equal else Outcome.NOT
    return MovedEnvFile(outcome, loaded.stderr, variables, expected_variables, settings, expected)


@dataclass(frozen=True)
class MovedTree:
    """What became of the values of a settings module."""

    #: What the command wrote on stderr.
    printed: str
    #: The names of the settings whose values and types are the same in the ini.
    equal: frozenset[str]
    #: The other settings of the module.
    others: frozenset[str]

    @property
    def alike(self) -> frozenset[str]:
        """Those of Django's settings that are in another type, as the command says."""
        return frozenset(name for name in self.others & KINDS.keys() if f": note: {name}: written " in self.printed)

    @property
    def left(self) -> frozenset[str]:
        """Those that the command leaves in the module, and names."""
        return frozenset(name for name in self.others if f": left in the module: {name}: " in self.printed)


#: By the name of the tree, and whether the whole module is moved, or the difference to its base.
MoveTree = Callable[[str, bool], MovedTree]


def move_tree(case: tree_cases.Case, is_whole: bool, directory: Path) -> MovedTree:
    """Make an ini of a settings module by ``migrate-settings``, set the secrets, and load it."""
    tree = tree_cases.Tree(case, directory)
    tree.lay_out()
    module = tree.describe("module", case.module)
    migrated = tree.migrate("" if is_whole else case.base)
    if migrated.returncode:
        return MovedTree(migrated.stderr, frozenset(), frozenset(module))
    ini = tree.describe("ini", "moved.ini", tree_cases.find_secrets(migrated.stderr, module))
    equal = frozenset(name for name, value in module.items() if ini.get(name) == value)
    return MovedTree(migrated.stderr, equal, frozenset(module) - equal)
