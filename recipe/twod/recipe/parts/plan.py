"""The plan of a part's files: all are made and checked first, and then written one by one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping, Sequence
from logging import Logger
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from twod.inifile.problems import HasPlace, Place, Problem
from twod.recipe.disk.directories import Directory, make_directory, open_directory
from twod.recipe.disk.generated import Generated, is_in_place, keep_edited, remove_leftovers, replace_file
from twod.recipe.disk.progress import read_progress, write_progress
from twod.recipe.disk.run_lock import keep_other_runs_out
from twod.recipe.disk.secret_key import SecretKey, make_secret_key, remove_leftover_keys, share_secret_key
from twod.recipe.recipe_error import RecipeError, describe_for_buildout, raise_errors_together
from twod.recipe.scripts.site_check import run_deployment_check


class DeploymentCheck(NamedTuple):
    """A run of Django's ``check --deploy``, after an ini or its script has changed.

    :param environment: the name of the environment.
    :param ini: the path of its ini.
    :param script: the path of its script for management commands.
    """

    environment: str
    ini: Path
    script: Path


class ChangeCommand(NamedTuple):
    """A shell command to run after an ini has changed.

    :param text: the command; empty for no command.
    :param directory: the directory to run it in.
    :param place: the place of the option with the command.
    """

    text: str
    directory: Path
    place: HasPlace


class Plan(NamedTuple):
    """The files of a part, and the steps after they are written.

    :param inis: the inis, which users may have edited by hand.
    :param scripts: the other files, which need the inis.
    :param directories: the directories that the site needs, and those of its files if groups need access.
    :param root: the buildout's directory.
    :param secret_keys: files that get a random key each, unless they exist.
    :param key_warnings: warnings for keys that this run generates, by path.
    :param warnings: the warnings about the configuration.
    :param progress: the empty note of an unfinished run; None for no note.
    :param deployment_checks: Django's checks to run afterwards.
    :param on_change: the command to run afterwards.
    """

    inis: Sequence[Generated] = ()
    scripts: Sequence[Generated] = ()
    directories: Sequence[Directory] = ()
    root: Path = Path()
    secret_keys: Sequence[SecretKey] = ()
    key_warnings: Mapping[Path, Problem] = MappingProxyType({})
    warnings: Sequence[Problem] = ()
    progress: Generated | None = None
    deployment_checks: Sequence[DeploymentCheck] = ()
    on_change: ChangeCommand | None = None

    @property
    def files(self) -> list[Generated]:
        """The inis and scripts, each ini before the scripts that need it."""
        return [*self.inis, *self.scripts]

    @property
    def all_files(self) -> list[Generated]:
        """The inis and scripts, and the note of the run."""
        return [*self.files, *([self.progress] if self.progress else [])]

    @property
    def all_directories(self) -> list[Path]:
        """The directories that will exist after the run."""
        return [*(directory.path for directory in self.directories), *(file.path.parent for file in self.all_files)]


def apply_plan(plan: Plan, logger: Logger) -> None:
    """Write the files that differ from the plan, and run the steps that follow.

    :param logger: logs warnings and changes.
    :raises OSError: if something cannot be written.
    :raises RecipeError: if one of the steps fails.
    """
    for warning in plan.warnings:
        logger.warning("%s", describe_for_buildout(warning))
    with keep_other_runs_out(plan.root):
        changed = _write_files(plan, logger)
    if not changed:
        return
    _check_deployments(plan, changed, logger)
    _run_command(plan, changed)
    if plan.progress:
        plan.progress.path.unlink(missing_ok=True)


def _write_files(plan: Plan, logger: Logger) -> set[Path]:
    """Write the files, and return those that this run or an unfinished earlier run has changed."""
    remove_leftovers(file.path for file in plan.all_files)
    _prepare(plan, logger)
    changed = {file.path for file in plan.files if not is_in_place(file)}
    if plan.progress:
        changed |= read_progress(plan.progress)
    if changed and plan.progress:
        # The next run repeats the steps after the writing if they fail or are not reached.
        write_progress(plan.progress, changed)
    for file in plan.files:
        if replace_file(file):
            logger.info("Wrote %s.", file.path)
    return changed


def _prepare(plan: Plan, logger: Logger) -> None:
    """Create the directories and keys that the files need, and keep copies of edited inis."""
    for directory in plan.directories:
        _prepare_directory(directory, plan.root, logger)
    for key in plan.secret_keys:
        if make_secret_key(key):
            logger.info("Generated a secret key, %s.", key.path)
            if key.path in plan.key_warnings:
                logger.warning("%s", describe_for_buildout(plan.key_warnings[key.path]))
        for shared in (key, key.former):
            if shared.group and shared.path.exists() and share_secret_key(shared):
                logger.info("Gave %s to the group %s.", shared.path, shared.group.name)
    remove_leftover_keys(plan.secret_keys)
    for ini in plan.inis:
        if not is_in_place(ini) and (copy := keep_edited(ini.path)):
            logger.warning("%s was edited by hand; saved the edited file as %s.", ini.path, copy)


def _prepare_directory(directory: Directory, root: Path, logger: Logger) -> None:
    """Create a directory, and give its groups access."""
    for path in make_directory(directory):
        if not path.is_relative_to(root):
            logger.info("Made %s.", path)
    for group in directory.groups:
        for path in directory.list_ways(root):
            if open_directory(path, group):
                logger.info("Gave %s to the group %s.", path, group.name)


def _check_deployments(plan: Plan, changed: set[Path], logger: Logger) -> None:
    """Run Django's checks for the files that have changed.

    :raises RecipeError: with the errors that Django reports.
    """
    with raise_errors_together() as report:
        for check in plan.deployment_checks:
            if changed.isdisjoint({check.ini, check.script}):
                continue
            is_good, told = run_deployment_check(check.script)
            if is_good:
                logger.info("[%s] %s", check.environment, told)
            else:
                report.error(Place(section=check.environment), told)


def _run_command(plan: Plan, changed: set[Path]) -> None:
    """Run the command in ``on-change`` if an ini has changed.

    :raises RecipeError: if it fails.
    """
    command = plan.on_change
    if command is None or not command.text or changed.isdisjoint(ini.path for ini in plan.inis):
        return
    done = subprocess.run(command.text, shell=True, cwd=command.directory, check=False)  # noqa: S602 - asked for
    if done.returncode:
        raise RecipeError.at(command.place, f"{command.text!r} ended with exit status {done.returncode}")
