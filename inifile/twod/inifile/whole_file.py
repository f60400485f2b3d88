"""Replacing a file in one step: a reader finds either the old or the new content."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int, group: int | None = None, owner: int | None = None) -> None:
    """Replace a file in one step, safe even if the process is killed or the power fails.

    :param path: the file, in a directory that exists; a link there is replaced, not its target.
    :param content: the whole content.
    :param mode: the permission bits.
    :param group: the numeric id of its group; None for the system's choice.
    :param owner: the numeric id of its owner; None for the user of this process.
    :raises OSError: if the file cannot be written; the old file is unchanged.
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
    """Create a file; nobody can read it before its group and permissions are set.

    The parameters are those of :func:`write_whole`.

    :raises FileExistsError: if something exists at `path`, even a link.
    :raises OSError: if the file cannot be written; nothing is left of it.
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
    """Return the path of a file's temporary copy; always the same, so that a later run finds that of a killed run."""
    return path.with_name(f".{path.name}.new")
