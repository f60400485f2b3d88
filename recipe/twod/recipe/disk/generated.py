"""Files that belong to the recipe: replaced as a whole, and recognized by their content.

Each generated file has a marker line, and an ini also has a checksum of itself. So the recipe recognizes its files even
if a run was killed before zc.buildout wrote its record, never takes another file for its own, and notices an ini that
was edited by hand.
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
    """A file with the content and permissions that it should have.

    :param path: absolute path.
    :param content: the whole content; text is in UTF-8.
    :param mode: permission bits.
    :param group: its group; None for the system's choice.
    """

    path: Path
    content: bytes
    mode: int
    group: Group | None = None


def read_text(path: Path) -> str | None:
    """Return the text of a file, to check its marker and checksum; None if there is no such file.

    :raises OSError: if `path` exists but cannot be read as a file.
    """
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # reading a named pipe might wait for ever
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return path.read_bytes().decode("utf-8", "replace")
    except (FileNotFoundError, NotADirectoryError):
        return None


def is_in_place(file: Generated) -> bool:
    """Return whether the file on disk is not a link and has the right bytes, permissions and group."""
    try:
        status = file.path.lstat()
        if status.st_mode != stat.S_IFREG | file.mode or (file.group and status.st_gid != file.group.number):
            return False
        return file.path.read_bytes() == file.content
    except (FileNotFoundError, NotADirectoryError):
        return False


def replace_file(file: Generated) -> bool:
    """Replace a file in one step, and return whether anything changed.

    Missing directories are created.

    :raises OSError: if the file cannot be written; the old file is unchanged.
    """
    if is_in_place(file):
        return False
    make_directory(Directory(file.path.parent))
    write_whole(file.path, file.content, file.mode, file.group.number if file.group else None)
    return True


def remove_leftovers(paths: Iterable[Path]) -> None:
    """Remove the temporary files that a killed run of :func:`replace_file` left for these files."""
    leftovers = {name_temporary(path) for path in paths}
    for directory in {path.parent for path in leftovers}:
        with suppress(FileNotFoundError):  # the directory does not exist yet
            for entry in list(os.scandir(directory)):
                if Path(entry.path) in leftovers:
                    Path(entry.path).unlink(missing_ok=True)


def keep_edited(path: Path) -> Path | None:
    """Copy an ini that was edited by hand, and return the path of the copy; None if the ini was not edited.

    The copy is ``NAME.orig``, ``NAME.orig2`` and so on; earlier copies stay. It has the ini's permissions.
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
    """Return a file as it is on disk, with its permissions and group for a copy."""
    status = path.stat()
    mode, group = stat.S_IMODE(status.st_mode), Group(name_group(status.st_gid), status.st_gid)
    if not can_give_to(group.number):
        return Generated(path, path.read_bytes(), mode & ~0o070)
    return Generated(path, path.read_bytes(), mode, group)


def remove_own(path: Path) -> bool:
    """Remove a file with our marker, and its directory if that is then empty; return whether the file was ours."""
    text = read_text(path)
    if text is None or find_part(text) is None:
        return False
    path.unlink()
    with suppress(OSError):  # not empty, or in use by somebody else
        path.parent.rmdir()
    return True


def remove_empty_above(path: Path, root: Path) -> None:
    """Remove the empty directories above a removed file, up to a given one."""
    with suppress(OSError):  # not empty, or in use by somebody else
        for parent in path.parents:
            if parent == root or not parent.is_relative_to(root):
                return
            if parent.exists():
                parent.rmdir()


def find_unwritable(path: Path) -> str | None:
    """Return the reason why a file cannot be created at `path`; None if that seems possible."""
    if path.is_dir():
        return f"{path} is a directory"
    if path.exists() and not path.is_file():
        return f"{path} is not a regular file"
    if path.parent.is_dir() and not os.access(path.parent, os.W_OK | os.X_OK):
        return f"the directory {path.parent} cannot be written"
    return find_unmakable(path.parent)


def find_unmakable(directory: Path) -> str | None:
    """Return the reason why a missing directory cannot be created; None if it exists or seems possible."""
    existing = directory
    while not existing.exists() and existing != existing.parent:
        existing = existing.parent
    if not existing.is_dir():
        return f"{existing} is not a directory"
    if existing != directory and not os.access(existing, os.W_OK | os.X_OK):
        return f"the directory {existing} cannot be written"
    return None
