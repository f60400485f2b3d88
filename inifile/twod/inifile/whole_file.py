"""A file that is replaced as a whole: a reader finds the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int, group: int | None = None, owner: int | None = None) -> None:
    """Put a file in its place in one step, after a kill or a power failure too.

    :param path: where it goes, in a directory that exists; a link there is replaced, and not what it leads to.
    :param content: all its bytes.
    :param mode: its permission bits.
    :param group: number of the group that it belongs to; None for the one that the system chooses.
    :param owner: number of the user that it belongs to; None for this process's.
    :raises OSError: when it cannot be written; the old file is untouched.
    """
    temporary = name_temporary(path)
    temporary.unlink(missing_ok=True)
    write_new(temporary, content, mode, group, owner)
    try:
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_new(path: Path, content: bytes, mode: int, group: int | None = None, owner: int | None = None) -> None:
    """Write a file where none is; nobody can read it before its group and permissions are right.

    The parameters are those of :func:`write_whole`.

    :raises FileExistsError: when there is something at `path`, a link for one.
    :raises OSError: when it cannot be written; nothing is left of it.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            if group is not None or owner is not None:
                os.fchown(target.fileno(), -1 if owner is None else owner, -1 if group is None else group)
            os.fchmod(target.fileno(), mode)
            os.fsync(target.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def name_temporary(path: Path) -> Path:
    """Return where a file is written before it takes its place; always the same, so that a killed run's is found."""
    return path.with_name(f".{path.name}.new")
