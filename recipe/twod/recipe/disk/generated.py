"""Files that belong to the recipe: replaced whole, recognized by their content.

Each generated file carries a marker line, and an ini a checksum of itself besides. So a run that was killed before
zc.buildout wrote its record finds its files again, a file of somebody else is not taken for ours, and an ini that
was edited by hand is noticed.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import NamedTuple

from twod.inifile.checksum import find_part, is_edited
from twod.inifile.whole_file import name_temporary, write_whole
from twod.recipe.disk.directories import Directory, make_directory
from twod.recipe.disk.groups import Group, can_give_to, name_group


class Generated(NamedTuple):
    """A file as it ought to be.

    :param path: absolute path.
    :param content: all its bytes; text is UTF-8.
    :param mode: permission bits.
    :param group: the group that it belongs to; None for whichever the system chooses.
    """

    path: Path
    content: bytes
    mode: int
    group: Group | None = None


def read_text(path: Path) -> str | None:
    """Return the text of a file, for a look at its marker and checksum; None when there is no such file.

    :raises OSError: when there is something at `path` that cannot be read as a file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to read a named pipe is to wait for ever
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return path.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_in_place(file: Generated) -> bool:
    """Return whether the file on disk has the very bytes, permissions and group it ought to have, and is no link."""
    try:
        status = file.path.lstat()
        if status.st_mode != stat.S_IFREG | file.mode or (file.group and status.st_gid != file.group.number):
            return False
        return file.path.read_bytes() == file.content
    except (FileNotFoundError, NotADirectoryError):
        return False


def replace_file(file: Generated) -> bool:
    """Put the file in its place, whole, and return whether there was anything to do.

    Missing directories are made.

    :raises OSError: when it cannot be written; the old file is untouched.
    """
    if is_in_place(file):
        return False
    make_directory(Directory(file.path.parent))
    write_whole(file.path, file.content, file.mode, file.group.number if file.group else None)
    return True


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove what a killed run left of :func:`replace_file` for these files."""
    leftovers = {name_temporary(path) for path in paths}
    for directory in {path.parent for path in leftovers}:
        with suppress(FileNotFoundError):  # the directory is still to be made
            for entry in list(os.scandir(directory)):
                if Path(entry.path) in leftovers:
                    Path(entry.path).unlink(missing_ok=True)


def keep_edited(path: Path) -> Path | None:
    """Copy an ini that was edited by hand aside, and return the copy's path; None when it was not edited.

    The copy is ``NAME.orig``, ``NAME.orig2`` and so on, so that no earlier one is lost; it has the ini's permissions.
    """
    text = read_text(path)
    if text is None or not is_edited(text):
        return None
    original = _read_generated(path)
    for number in count(1):
        copy = original._replace(path=path.with_name(f"{path.name}.orig{number if number > 1 else ''}"))
        if is_in_place(copy):
            break
        if not copy.path.exists():
            replace_file(copy)
            break
    return copy.path


def _read_generated(path: Path) -> Generated:
    """Return a file as it is on disk, for a copy that nobody can read who cannot read the file."""
    status = path.stat()
    mode, group = stat.S_IMODE(status.st_mode), Group(name_group(status.st_gid), status.st_gid)
    if not can_give_to(group.number):
        return Generated(path, path.read_bytes(), mode & ~0o070)
    return Generated(path, path.read_bytes(), mode, group)


def remove_own(path: Path) -> bool:
    """Remove a file that has our marker, and its directory when that is empty then; return whether it was ours."""
    text = read_text(path)
    if text is None or find_part(text) is None:
        return False
    path.unlink()
    with suppress(OSError):  # not empty, or in use: somebody else's
        path.parent.rmdir()
    return True


def remove_empty_above(path: Path, root: Path) -> None:
    """Remove the directories above a file that was removed, if they are empty, up to one that stays."""
    with suppress(OSError):  # not empty, or in use: somebody else's
        for parent in path.parents:
            if parent == root or not parent.is_relative_to(root):
                return
            if parent.exists():
                parent.rmdir()


def find_unwritable(path: Path) -> str | None:
    """Return why a file cannot be made at `path`; None when nothing seems to be in the way."""
    if path.is_dir():
        return f"{path} is a directory"
    if path.exists() and not path.is_file():
        return f"{path} is not a regular file"
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK | os.X_OK):
        return f"the directory {path.parent} cannot be written"
    return find_unmakable(path.parent)


def find_unmakable(directory: Path) -> str | None:
    """Return why a directory is not there and cannot be made; None when it is, or nothing seems to be in the way."""
    existing = directory
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is not a directory"
    if existing != directory and not os.access(existing, os.W_OK | os.X_OK):
        return f"the directory {existing} cannot be written"
    return None
