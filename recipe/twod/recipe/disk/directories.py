"""The directories of a site's files: made as they are needed, and open to the groups that have to get through."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import NamedTuple

from twod.inifile.whole_file import name_temporary
from twod.recipe.disk.groups import Group, name_group


class Directory(NamedTuple):
    """A directory that files need.

    :param path: absolute.
    :param groups: those that have to get through it to its files.
    :param is_for_data: whether the site writes files in it.
    """

    path: Path
    groups: tuple[Group, ...] = ()
    is_for_data: bool = False

    def list_ways(self, root: Path) -> list[Path]:
        """Return the directory and those above it that belong to the buildout, the highest first.

        :param root: the buildout's directory, which is not one of them.
        """
        above = [path for path in self.path.parents if path != root and path.is_relative_to(root)]
        return [*reversed(above), self.path]


def make_directory(directory: Directory) -> list[Path]:
    """Make a directory, with those above it, and return what was made, the highest first.

    Others can never write in it, whatever the umask. One group gets through by its own permissions, and several can
    only get through by everybody's.

    :raises OSError: when it cannot be made.
    """
    missing = [*takewhile(lambda path: not path.is_dir(), (directory.path, *directory.path.parents))][::-1]
    for path in missing:
        if not directory.groups:
            path.mkdir(0o775, exist_ok=True)
            continue
        # A run that is killed leaves no directory in its place that its groups do not get through.
        new = name_temporary(path)
        new.mkdir(0o755, exist_ok=True)
        match directory.groups:
            case (group,):
                _give(new, group, 0o2070 if directory.is_for_data and path == directory.path else 0o010)
            case _:
                new.chmod(stat.S_IMODE(new.stat().st_mode) | 0o001)
        new.rename(path)
    return missing


def open_directory(path: Path, group: Group) -> bool:
    """Let a group through a directory that is there; return whether that was to be done.

    :raises OSError: when :func:`find_closed` would have said so.
    """
    if _is_open(path.stat(), group):
        return False
    _give(path, group, 0o010)
    return True


def _give(path: Path, group: Group, bits: int) -> None:
    """Give a directory to a group, with permissions besides those that it has; a link is not followed."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchown(handle, -1, group.number)
        os.fchmod(handle, stat.S_IMODE(os.fstat(handle).st_mode) | bits)
    finally:
        os.close(handle)


def _is_open(status: os.stat_result, group: Group) -> bool:
    """Return whether the members of a group get through a directory."""
    return bool(status.st_mode & (0o010 if status.st_gid == group.number else 0o001))


def find_closed(directory: Directory, root: Path) -> Iterator[str]:
    """Yield why a group cannot be let through a directory or one above it that belongs to the buildout.

    Only where the present group of a directory has no permissions in it does nobody lose by a change of group.

    :param root: the buildout's directory.
    """
    for path in directory.list_ways(root):
        for group in directory.groups if path.is_dir() else ():
            status = path.lstat()
            is_free = status.st_gid == group.number or not status.st_mode & 0o070
            is_own = os.geteuid() in (0, status.st_uid) and stat.S_ISDIR(status.st_mode)
            can_open = is_own and is_free and len(directory.groups) == 1
            if not can_open and not _is_open(path.stat(), group):
                yield f"{describe_closed(path, group)}; run chmod o+x {path}, or chgrp {group.name} and chmod g+x"


def find_closed_above(directory: Directory, root: Path) -> Iterator[str]:
    """Yield why a group does not get to a directory: what is above it and does not belong to the buildout.

    :param root: the buildout's directory.
    """
    ways = directory.list_ways(root)
    for path in reversed(directory.path.parents):
        for group in directory.groups if path not in ways and path.is_dir() else ():
            if not _is_open(path.stat(), group):
                yield describe_closed(path, group)


def find_writable(directory: Directory, root: Path) -> Iterator[str]:
    """Yield that everybody can write in a directory, or in one above it that belongs to the buildout.

    :param root: the buildout's directory.
    """
    for path in directory.list_ways(root):
        mode = stat.S_IMODE(path.stat().st_mode) if path.is_dir() else 0
        if mode & 0o002 and not mode & stat.S_ISVTX:
            yield f"everybody can write in {path} (mode {mode:04o}), and so replace what is there; run chmod o-w {path}"


def describe_closed(path: Path, group: Group) -> str:
    """Return that a group does not get through a directory."""
    status = path.stat()
    mode = f"{stat.S_IMODE(status.st_mode):04o}"
    return f"the group {group.name} cannot get through {path} (mode {mode}, group {name_group(status.st_gid)})"
