"""A file that is replaced as a whole: a reader finds the old one or the new one."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, content: bytes, mode: int) -> None:
    """Put a file in its place in one step, after a kill or a power failure too.

    :param path: where it goes, in a directory that exists; a link there is replaced, and not what it leads to.
    :param content: all its bytes.
    :param mode: its permission bits.
    :raises OSError: when it cannot be written; the old file is untouched.
    """
    temporary = name_temporary(path)
    temporary.unlink(missing_ok=True)
    # Nobody may open the file by its name before its permissions are right.
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(content)
            target.flush()
            os.fchmod(target.fileno(), mode)
            os.fsync(target.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def name_temporary(path: Path) -> Path:
    """Return where a file is written before it takes its place; always the same, so that a killed run's is found."""
    return path.with_name(f".{path.name}.new")
