"""A secret key that is generated once and then never changed."""

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

#: The number of random bytes in a key; they become 64 characters.
_RANDOM_BYTES = 48

#: The least number of characters; Django asks for it.
_LEAST_LENGTH = 50

#: The temporary name of a key that is being written; a rotation uses another name.
_TEMPORARY_NAME = r"\.(.+)\.[0-9a-f]{16}"

#: The largest number of characters to read of a key.
_MOST_LENGTH = 1 << 16


class SecretKey(NamedTuple):
    """A file with a secret key.

    :param path: absolute.
    :param group: the group that can read it; None if only its owner can.
    """

    path: Path
    group: Group | None = None

    @property
    def mode(self) -> int:
        """The permission bits of the file."""
        return 0o640 if self.group else 0o600

    @property
    def former(self) -> SecretKey:
        """The file with the former keys, which a rotation creates for the same group."""
        return self._replace(path=Path(KeyPlace("file", str(self.path)).fallbacks.name))


def make_secret_key(key: SecretKey) -> bool:
    """Write a new secret key if there is no key, and return whether this created one.

    If two runs do this at the same time, one creates the key and the other finds it: a key that a site may already use
    is never replaced.

    :raises OSError: if it cannot be written.
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
    except FileNotFoundError:  # another run found the key, and removed this file as the remains of a killed run
        if key.path.exists():
            return False
        raise
    finally:
        own.unlink(missing_ok=True)
    return True


def remove_leftover_keys(keys: Iterable[SecretKey]) -> None:
    """Remove the temporary files of killed runs for keys that exist by now."""
    made = {key.path for key in keys if os.path.lexists(key.path)}
    for directory in {path.parent for path in made}:
        for entry in list(os.scandir(directory)):
            left = re.fullmatch(_TEMPORARY_NAME, entry.name)
            if left and directory / left[1] in made:
                Path(entry.path).unlink(missing_ok=True)


def share_secret_key(key: SecretKey) -> bool:
    """Give an existing key to its group, and return whether anything changed.

    :raises OSError: if this is not possible; :func:`find_unusable` has the reason.
    """
    if key.group is None or _is_for_group(key.path.stat(), key.group):
        return False
    handle = os.open(key.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        if not _is_alone(os.fstat(handle)):
            raise PermissionError(errno.EPERM, "Not a file of its own", str(key.path))
        # Only the owner can read the file while its group changes.
        os.fchmod(handle, 0o600)
        os.fchown(handle, -1, key.group.number)
        os.fchmod(handle, key.mode)
    finally:
        os.close(handle)
    return True


def find_unusable(key: SecretKey) -> str | None:
    """Return the reason why an existing key must not be used, with a cure; None if it can be used or does not exist.

    :raises OSError: if it cannot be read.
    """
    path = key.path
    if not os.path.lexists(path):
        return None
    if not path.is_file():
        return f"{path} is not a file; move it away, and the next run generates a key"
    status = path.stat()
    length = _measure(path, status)
    if length < _LEAST_LENGTH:
        what = f"has a key of only {length} characters, Django requires {_LEAST_LENGTH}" if length else "is empty"
        return f"{path} {what}; remove it, and the next run generates a key"
    cure = ", or remove it, and the next run generates another key"
    return _find_open(key, status, cure) or _find_unshareable(key, status)


def find_unusable_former(key: SecretKey) -> str | None:
    """Return the same for the file with the former keys, which may be missing.

    :raises OSError: if its state cannot be read.
    """
    former = key.former
    if not os.path.lexists(former.path):
        return None
    if not former.path.is_file():
        return f"{former.path} is not a file; move it away"
    status = former.path.stat()
    return _find_open(former, status) or _find_unshareable(former, status)


def _measure(path: Path, status: os.stat_result) -> int:
    """Return the number of characters in a key; the size of the file if this process cannot read it."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except PermissionError:
        return status.st_size
    with os.fdopen(handle, "rb") as file:
        return len(file.read(_MOST_LENGTH).strip())


def _find_open(key: SecretKey, status: os.stat_result, other_cure: str = "") -> str | None:
    """Return the message about somebody who can read a key but must not; None if there is nobody."""
    mode = stat.S_IMODE(status.st_mode)
    if mode & 0o007:
        return f"everybody has access to {key.path} (mode {mode:04o}); run chmod {key.mode:o} {key.path}{other_cure}"
    if mode & 0o070 and not key.group:
        name = name_group(status.st_gid)
        return (
            f"the group {name} has access to {key.path} (mode {mode:04o}); set group = {name} if it should, or run "
            f"chmod 600 {key.path}"
        )
    return None


def _find_unshareable(key: SecretKey, status: os.stat_result) -> str | None:
    """Return the reason why a key cannot be given to its group; None if it can."""
    if key.group is None or _is_for_group(status, key.group):
        return None
    if key.path.is_symlink() or not _is_alone(status) or os.geteuid() not in (0, status.st_uid):
        return (
            f"{key.path} is a link or belongs to another user, and cannot be given to the group {key.group.name}; run "
            f"chgrp {key.group.name} {key.path} and chmod 640 {key.path}"
        )
    return None


def _is_alone(status: os.stat_result) -> bool:
    """Return whether a file has only one name; with a second one, it may also be somebody else's file."""
    return stat.S_ISREG(status.st_mode) and status.st_nlink == 1


def _is_for_group(status: os.stat_result, group: Group) -> bool:
    """Return whether exactly this group can read a file."""
    return status.st_gid == group.number and stat.S_IMODE(status.st_mode) & 0o077 == 0o040
