"""The entity tag of a file, which changes when the file changes (RFC 9110, 8.8.3)."""

from __future__ import annotations

import os

#: Seconds during which a file may change again and keep its time, on the file system with the coarsest times (FAT).
_SETTLING_TIME = 2


def make_entity_tag(found: os.stat_result, now: float) -> str:
    """Return a file's ETag as in the header, in quotes; a weak one while the file may change unnoticed.

    :param found: the status of the open file.
    :param now: seconds since 1970.
    """
    tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    return tag if now - found.st_mtime > _SETTLING_TIME else f"W/{tag}"
