"""The directories of a site's files: created when needed, and accessible to the groups that use the files."""

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
    """A directory with files of the site.

    :param path: absolute.
    :param groups: the groups that need access to the files in it.
    :param is_for_data: whether the site writes files in it.
    """

    path: Path
    groups: tuple[Group, ...] = ()
    is_for_data: bool = False

    def list_ways(self, root: Path) -> list[Path]:
        """Return the directory and its parents inside the buildout, outermost first.

        :param root: the buildout's directory, which is not included.
        """
        above = [path for path in self.path.parents if path != root and path.is_relative_to(root)]
        return [*reversed(above), self.path]


def make_directory(directory: Directory) -> list[Path]:
    """Create a directory and its missing parents, and return the directories that were created, outermost first.

    Others can never write in it, in spite of the umask. A single group gets access by the group's permissions, several
    groups by those of others.

    :raises OSError: if a directory cannot be created.
    """
    missing = [*takewhile(lambda path: not path.is_dir(), (directory.path, *directory.path.parents))][::-1]
    for path in missing:
        if not directory.groups:
            path.mkdir(0o775, exist_ok=True)
            continue
        # A temporary name: a killed run must not leave a directory that its groups cannot enter.
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
    """Give a group access to an existing directory, and return whether anything changed.

    :raises OSError: in the cases that :func:`find_closed` reports.
    """
    if _is_open(path.stat(), group):
        return False
    _give(path, group, 0o010)
    return True


def _give(path: Path, group: Group, bits: int) -> None:
    """Give a directory to a group, and add permissions; a link is not followed."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        os.fchown(handle, -1, group.number)
        os.fchmod(handle, stat.S_IMODE(os.fstat(handle).st_mode) | bits)
    finally:
        os.close(handle)


def _is_open(status: os.stat_result, group: Group) -> bool:
    """Return whether the members of a group can enter a directory."""
    return bool(status.st_mode & (0o010 if status.st_gid == group.number else 0o001))


def find_closed(directory: Directory, root: Path) -> Iterator[str]:
    """Yield the reasons why a group cannot get access to a directory or its parents inside the buildout.

    The recipe changes a directory's group only if the present group has no permissions there, so nobody loses access.

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
    """Yield the parents of a directory outside of the buildout that a group cannot enter, as messages.

    :param root: the buildout's directory.
    """
    ways = directory.list_ways(root)
    for path in reversed(directory.path.parents):
        for group in directory.groups if path not in ways and path.is_dir() else ():
            if not _is_open(path.stat(), group):
                yield describe_closed(path, group)


def find_writable(directory: Directory, root: Path) -> Iterator[str]:
    """Yield a message for a directory, and each of its parents inside the buildout, in which everybody can write.

    :param root: the buildout's directory.
    """
    for path in directory.list_ways(root):
        mode = stat.S_IMODE(path.stat().st_mode) if path.is_dir() else 0
        if mode & 0o002 and not mode & stat.S_ISVTX:
            yield f"everybody can write in {path} (mode {mode:04o}) and replace its files; run chmod o-w {path}"


def describe_closed(path: Path, group: Group) -> str:
    """Return the message that a group cannot enter a directory."""
    status = path.stat()
    mode = f"{stat.S_IMODE(status.st_mode):04o}"
    return f"the group {group.name} cannot enter {path} (mode {mode}, group {name_group(status.st_gid)})"
