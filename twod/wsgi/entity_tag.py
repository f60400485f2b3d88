"""The entity tag of a file: what distinguishes one state of it from another (RFC 9110, 8.8.3)."""

from __future__ import annotations

import os

#: Seconds during which a file may change again without a change of its time, on the coarsest file system (FAT).
_SETTLING_TIME = 2


def make_entity_tag(found: os.stat_result, now: float) -> str:
    """Return the ETag of a file as in the header: quoted; a weak one while the file may change again unnoticed.

    :param found: of the open file.
    :param now: seconds since 1970.
    """
    tag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    return tag if now - found.st_mtime > _SETTLING_TIME else f"W/{tag}"
