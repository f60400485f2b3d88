"""A secret key that is made once and then left alone."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from twod.inifile.key_place import KeyPlace
from twod.inifile.whole_file import write_new
from twod.recipe.disk.directories import Directory, make_directory
from twod.recipe.disk.groups import Group, name_group

#: Random bytes of a key; they make 64 characters.
_RANDOM_BYTES = 48

#: Django asks for as many characters.
_LEAST_LENGTH = 50

#: What a key is written as before it takes its place. A rotation that is under way has another name.
_TEMPORARY_NAME = r"\.(.+)\.[0-9a-f]{16}"

#: Characters that are read of a file that may be a key.
_MOST_LENGTH = 1 << 16


class SecretKey(NamedTuple):
    """A file with a secret key.

    :param path: absolute.
    :param group: the group that can read it; None for its owner alone.
    """

    path: Path
    group: Group | None = None

    @property
    def mode(self) -> int:
        """Its permission bits."""
        return 0o640 if self.group else 0o600

    @property
    def former(self) -> SecretKey:
        """The file with the keys that were in use before, which a rotation makes; it is for the same group."""
        return self._replace(path=Path(KeyPlace("file", str(self.path)).fallbacks.name))


def make_secret_key(key: SecretKey) -> bool:
    """Write a new secret key, unless there is one; return whether there was none.

    Of two runs at the same time, one makes the key and the other finds it: a key that a site may use already is never
    replaced.

    :raises OSError: when it cannot be written.
    """
    if os.path.lexists(key.path):
        return False
    make_directory(Directory(key.path.parent))
    own = key.path.with_name(f".{key.path.name}.{secrets.token_hex(8)}")
    content = f"{secrets.token_urlsafe(_RANDOM_BYTES)}\n".encode()
    write_new(own, content, key.mode, key.group.number if key.group else None)
    try:
        key.path.hardlink_to(own)
    except FileExistsError:
        return False
    except FileNotFoundError:  # a run that has found a key takes this for what a killed one left
        if key.path.exists():
            return False
        raise
    finally:
        own.unlink(missing_ok=True)
    return True


def remove_leftover_keys(keys: Iterable[SecretKey]) -> None:
    """Remove what killed runs left of keys that are there by now."""
    made = {key.path for key in keys if os.path.lexists(key.path)}
    for directory in {path.parent for path in made}:
        for entry in list(os.scandir(directory)):
            left = re.fullmatch(_TEMPORARY_NAME, entry.name)
            if left and directory / left[1] in made:
                Path(entry.path).unlink(missing_ok=True)


def share_secret_key(key: SecretKey) -> bool:
    """Give a key that is there to its group; return whether that was to be done.

    :raises OSError: when it cannot be given; :func:`find_unusable` says why.
    """
    if key.group is None or _is_for_group(key.path.stat(), key.group):
        return False
    handle = os.open(key.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not _is_alone(os.fstat(handle)):
            raise PermissionError(errno.EPERM, "Not a file of its own", str(key.path))
        # For nobody but its owner in between.
        os.fchmod(handle, 0o600)
        os.fchown(handle, -1, key.group.number)
        os.fchmod(handle, key.mode)
    finally:
        os.close(handle)
    return True


def find_unusable(key: SecretKey) -> str | None:
    """Return why a key that is there must not be used, with the remedy; None when it can be, or has to be made.

    :raises OSError: when it cannot be read.
    """
    path = key.path
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return f"{path} is not a file; move it away, and the next run makes a key"
    status = path.stat()
    length = _measure(path, status)
    if length < _LEAST_LENGTH:
        what = f"has a key of {length} characters, and Django asks for {_LEAST_LENGTH}" if length else "is empty"
        return f"{path} {what}; remove it, and the next run makes a key"
    cure = ", or remove it, and the next run makes another key"
    return _find_open(key, status, cure) or _find_unshareable(key, status)


def find_unusable_former(key: SecretKey) -> str | None:
    """Return the same for the file of a key's former keys, which need not be there.

    :raises OSError: when nothing can be learned about it.
    """
    former = key.former
    if not os.path.lexists(former.path):
        return None
    if not former.path.is_file():
        return f"{former.path} is not a file; move it away"
    status = former.path.stat()
    return _find_open(former, status) or _find_unshareable(former, status)


def _measure(path: Path, status: os.stat_result) -> int:
    """Return how many characters a key has; the size of its file where this process cannot read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except PermissionError:
        return status.st_size
    with os.fdopen(handle, "rb") as file:
        return len(file.read(_MOST_LENGTH).strip())


def _find_open(key: SecretKey, status: os.stat_result, other_cure: str = "") -> str | None:
    """Return who can read a key and must not."""
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o007:
        return f"everybody has access to {key.path} (mode {mode:04o}); run chmod {key.mode:o} {key.path}{other_cure}"
    if mode & 0o070 and not key.group:
        name = name_group(status.st_gid)
        return (
            f"the group {name} has access to {key.path} (mode {mode:04o}); write group = {name} if it is to, or run "
            f"chmod 600 {key.path}"
        )
    return None


def _find_unshareable(key: SecretKey, status: os.stat_result) -> str | None:
    """Return why a key cannot be given to its group."""
    if key.group is None or _is_for_group(status, key.group):
        return None
    if key.path.is_symlink() or not _is_alone(status) or os.geteuid() not in (0, status.st_uid):
        return (
            f"{key.path} is a link or belongs to another user, and cannot be given to the group {key.group.name}; run "
            f"chgrp {key.group.name} {key.path} and chmod 640 {key.path}"
        )
    return None


def _is_alone(status: os.stat_result) -> bool:
    """Return whether a file has no other name, by which it may be a file of somebody else."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _is_for_group(status: os.stat_result, group: Group) -> bool:
    """Return whether a group, and no other, can read a file."""
    return status.st_gid == group.number and stat.S_IMODE(status.st_mode) & 0o077 == 0o040
