"""Writing several files together: all or nothing."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from twod.inifile.whole_file import write_new, write_whole


class ChangedContent(NamedTuple):
    """The content of a file as it was read, and its new content."""

    old: bytes
    new: bytes


def change_together(changes: Mapping[Path, ChangedContent]) -> None:
    """Replace the contents of several files: all of them, or none if one fails.

    Each file keeps its permissions, and its owner and group as far as this process may set them. A link stays a link.

    :raises OSError: if a file cannot be written, or another program has changed it since; all files are unchanged.
    """
    targets = {path.resolve(): change for path, change in changes.items()}
    for target, change in targets.items():
        if target.read_bytes() != change.old:
            raise OSError(errno.EBUSY, "another program has changed it since it was read", str(target))
    begun: list[Path] = []
    try:
        for target, change in targets.items():
            begun.append(target)
            _replace(target, change.new)
    except BaseException:
        for target in begun:
            if target.read_bytes() != targets[target].old:
                _replace(target, targets[target].old)
        raise


def _replace(path: Path, content: bytes) -> None:
    status = path.stat()
    is_root = os.geteuid() == 0
    group = status.st_gid if is_root or status.st_gid in (os.getegid(), *os.getgroups()) else None
    owner = status.st_uid if is_root else None
    write_whole(path, content, stat.S_IMODE(status.st_mode), group, owner)


def write_new_together(contents: Mapping[Path, bytes], mode: int) -> None:
    """Create several files that do not exist yet.

    :param mode: their permission bits.
    :raises FileExistsError: if something exists at one of the paths; no file is written.
    :raises OSError: if a file cannot be written; the others are removed again.
    """
    written: list[Path] = []
    try:
        for path, content in contents.items():
            write_new(path, content, mode)
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise
