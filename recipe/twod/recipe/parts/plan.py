"""The files that a part is going to have: made and checked as a whole, then put in their places one by one."""

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
    """A check of Django's, to be run when an ini or the script that runs it has changed.

    :param environment: name of the environment.
    :param ini: its ini.
    :param script: its script for management commands.
    """

    environment: str
    ini: Path
    script: Path


class ChangeCommand(NamedTuple):
    """A command for the shell, to be run when an ini has changed.

    :param text: the command; empty for none.
    :param directory: where it runs.
    :param place: where it was written.
    """

    text: str
    directory: Path
    place: HasPlace


class Plan(NamedTuple):
    """The files that a part is going to have on disk, and the steps that follow.

    :param inis: files that somebody may have edited by hand.
    :param scripts: the other files, which need the inis.
    :param directories: directories that are needed, those of the files among them where groups have to reach these.
    :param root: the buildout's directory.
    :param secret_keys: files that get a random key each, unless they are there.
    :param key_warnings: what is doubtful about those keys that are made now, by their paths.
    :param warnings: problems that are legal but doubtful.
    :param progress: the note of a run that has begun and not come to its end, at its beginning; None for no note.
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
        """All files that have content, each ini before the scripts that need it."""
        return [*self.inis, *self.scripts]

    @property
    def all_files(self) -> list[Generated]:
        """The same, and the note of the run."""
        return [*self.files, *([self.progress] if self.progress else [])]

    @property
    def all_directories(self) -> list[Path]:
        """The directories that there are going to be."""
        return [*(directory.path for directory in self.directories), *(file.path.parent for file in self.all_files)]


def apply_plan(plan: Plan, logger: Logger) -> None:
    """Put those files in their places that are not as they ought to be, and run the steps that follow.

    :param logger: logs warnings and changes.
    :raises OSError: when something cannot be written.
    :raises RecipeError: when one of those steps fails.
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
    """Put the files in their places; return those that this run or one that did not come to its end has changed."""
    remove_leftovers(file.path for file in plan.all_files)
    _prepare(plan, logger)
    changed = {file.path for file in plan.files if not is_in_place(file)}
    if plan.progress:
        changed |= read_progress(plan.progress)
    if changed and plan.progress:
        # The steps after the writing have to be repeated when they fail or are never reached.
        write_progress(plan.progress, changed)
    for file in plan.files:
        if replace_file(file):
            logger.info("Wrote %s.", file.path)
    return changed


def _prepare(plan: Plan, logger: Logger) -> None:
    """Make what the files need, and keep what somebody has made of them."""
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
            logger.warning("%s was edited by hand; what it was is kept as %s.", ini.path, copy)


def _prepare_directory(directory: Directory, root: Path, logger: Logger) -> None:
    """Make a directory that is needed, and let its groups through."""
    for path in make_directory(directory):
        if not path.is_relative_to(root):
            logger.info("Made %s.", path)
    for group in directory.groups:
        for path in directory.list_ways(root):
            if open_directory(path, group):
                logger.info("Gave %s to the group %s.", path, group.name)


def _check_deployments(plan: Plan, changed: set[Path], logger: Logger) -> None:
    """Have Django check what has changed.

    :raises RecipeError: with what it takes for an error.
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
    """Run the command that is to follow when an ini has changed.

    :raises RecipeError: when it fails.
    """
    command = plan.on_change
    if command is None or not command.text or changed.isdisjoint(ini.path for ini in plan.inis):
        return
    done = subprocess.run(command.text, shell=True, cwd=command.directory, check=False)  # noqa: S602 - asked for
    if done.returncode:
        raise RecipeError.at(command.place, f"{command.text!r} has ended with exit status {done.returncode}")
