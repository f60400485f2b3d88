"""Access to a site's files: their permissions, and the group of the user that runs the site."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from twod.inifile.key_place import KeyPlace
from twod.inifile.problems import Report
from twod.recipe.cfg.configuration import Part
from twod.recipe.cfg.environment_options import GROUP, MODE, SECRET_KEY
from twod.recipe.cfg.environments import Environment
from twod.recipe.cfg.readers import GENERATED_KEY
from twod.recipe.disk.directories import Directory, find_closed, find_closed_above, find_writable
from twod.recipe.disk.groups import Group
from twod.recipe.disk.layout import Layout
from twod.recipe.disk.secret_key import SecretKey, find_unusable, find_unusable_former
from twod.recipe.ini.clear_secrets import has_clear_secret
from twod.recipe.ini.logging_sections import find_log_files
from twod.recipe.ini.secret_keys import has_generated_key


def get_ini_mode(environment: Environment) -> int:
    """Return the permissions of an environment's ini."""
    mode = environment.options[MODE]
    if mode is not None:
        return mode
    return 0o600 if has_clear_secret(environment) and not environment.options[GROUP] else 0o640


def get_script_mode(umask: int, group: Group | None = None) -> int:
    """Return the permissions of a script: those that the umask allows; others can never write it.

    :param umask: the umask of the process.
    :param group: the group that can run the script but not change it; None for no such group.
    """
    return (0o755 & ~umask) | 0o050 if group else 0o775 & ~umask


def find_script_group(environments: Iterable[Environment]) -> Group | None:
    """Return the group that can run the scripts; None if the environments, which share some, differ in it."""
    groups = {environment.options[GROUP] for environment in environments}
    return groups.pop() if len(groups) == 1 else None


def find_key_place(layout: Layout, environment: Environment) -> KeyPlace | None:
    """Return the place of an environment's key; None if the recipe writes no SECRET_KEY.

    The path of a file inside the buildout's directory is relative to the ini, so that the tree can be moved.
    """
    place = environment.options[SECRET_KEY]
    if place is None or place.kind not in (GENERATED_KEY.kind, "file"):
        return place
    path = layout.get_secret_key(environment.name) if place == GENERATED_KEY else layout.find_path(place.name)
    if path.is_relative_to(layout.directory):
        return KeyPlace("file", os.path.relpath(path, layout.ini_directory))
    return KeyPlace("file", str(path))


def list_secret_keys(layout: Layout, environments: Iterable[Environment]) -> list[SecretKey]:
    """Return the generated keys of the environments."""
    return [
        SecretKey(layout.get_secret_key(environment.name), environment.options[GROUP])
        for environment in environments
        if has_generated_key(environment)
    ]


def list_directories(layout: Layout, environments: Sequence[Environment]) -> list[Directory]:
    """Return the directories that a site needs, each with the groups that need access."""
    of_files = (layout.ini_directory, layout.bin_directory)
    groups: dict[Path, dict[Group, None]] = {path: {} for path in (*of_files, layout.var)}
    logs: set[Path] = set()
    for environment in environments:
        of_logs = {layout.find_path(name).parent for _, name in find_log_files(environment)}
        logs |= of_logs
        group = environment.options[GROUP]
        for path in (*of_files, layout.var, *of_logs):
            groups.setdefault(path, {}).update({group: None} if group else {})
    return [Directory(path, tuple(groups[path]), path in logs and path not in of_files) for path in sorted(groups)]


def judge_access(part: Part, environments: Sequence[Environment], report: Report, warnings: Report) -> None:
    """Report unusable secret keys, groups that cannot reach their files, and permissions that allow too much.

    :param report: collects the errors.
    :param warnings: collects the warnings.
    """
    layout = part.layout
    for environment in environments:
        for key in list_secret_keys(layout, [environment]):
            if reason := find_unusable(key) or find_unusable_former(key):
                report.error(environment.get_place(SECRET_KEY), reason)
        _judge_key_file(layout, environment, warnings)
        _judge_mode(environment, warnings)
    with_group = (environment.get_place(GROUP) for environment in environments if environment.options[GROUP])
    place = next(with_group, part.place)
    for directory in list_directories(layout, environments):
        for reason in find_closed(directory, layout.directory):
            report.error(place, reason)
        for reason in find_closed_above(directory, layout.directory):
            warnings.warn(place, reason)
        for reason in find_writable(directory, layout.directory):
            warnings.warn(part.place, reason)


def _judge_key_file(layout: Layout, environment: Environment, warnings: Report) -> None:
    """Warn of a file with the user's own key that everybody can access."""
    place = environment.options[SECRET_KEY]
    if place is None or place.kind != "file":
        return
    path = layout.find_path(place.name)
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except OSError:  # The file may exist only on the machine that runs the site.
        return
    if mode & 0o007:
        message = f"everybody has access to {path} (mode {mode:04o}) and could forge sessions; run chmod o= {path}"
        warnings.warn(environment.get_place(SECRET_KEY), message)


def _judge_mode(environment: Environment, warnings: Report) -> None:
    """Warn of a mode that gives others access to the ini, or does not let the site read it."""
    mode, group = environment.options[MODE], environment.options[GROUP]
    if mode is None:
        return
    place = environment.get_place(MODE)
    if mode & 0o002:
        warnings.warn(place, f"{mode:04o} lets everybody write the ini, and so run code as the site's user; use 0640")
    elif mode & 0o004 and has_clear_secret(environment):
        warnings.warn(place, f"{mode:04o} lets everybody read the ini, which has a secret in clear text; use 0640")
    if group and mode & 0o020:
        warnings.warn(place, f"{mode:04o} lets the group {group.name} change the ini that the site runs with; use 0640")
    elif group and not mode & 0o040:
        warnings.warn(place, f"{mode:04o} does not let the group {group.name} read the ini; use 0640")
