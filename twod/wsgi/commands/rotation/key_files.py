"""The files of a site's secret keys, which servers may read while they are replaced."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from twod.inifile.regular_file import read_regular_file
from twod.inifile.whole_file import write_whole
from twod.wsgi.commands.rotation.key_ring import KeyRing, list_replacements, parse_keys, write_keys
from twod.wsgi.exc import BadValueError

#: The most bytes that a file of keys may have, as for any file that an ini refers to.
_LIMIT = 2**20


class KeyFiles(NamedTuple):
    """The files of a site's keys.

    :param key: absolute path of the file that ``SECRET_KEY`` refers to.
    :param fallbacks: path of the file that ``SECRET_KEY_FALLBACKS`` refers to; it may be missing.
    """

    key: Path
    fallbacks: Path

    @property
    def prepared(self) -> Path:
        """The file of the prepared key, if there is one; no server reads it."""
        return self.key.with_name(f"{self.key.name}.next")

    def read(self) -> KeyRing:
        """Return the keys.

        :raises ValueError: with the reason, if a file cannot be read.
        """
        current = _read(self.key)
        if not current:
            raise ValueError(f"{self.key} is empty")
        text = _read(self.fallbacks, may_lack=True)
        try:
            fallbacks = parse_keys(text)
        except BadValueError:  # The message of this error would contain a key.
            raise ValueError(f"{self.fallbacks}: expected one key a line") from None
        prepared = _read(self.prepared, may_lack=True)
        if prepared == current:  # An earlier rotation was killed before it deleted the file.
            prepared = ""
        return KeyRing(current, tuple(key for key in fallbacks if key not in (current, prepared)), prepared)

    def change(self, make_new: Callable[[KeyRing], KeyRing]) -> tuple[KeyRing, KeyRing]:
        """Replace the keys; return the old and the new ones.

        At any time each file has its old or its new content. The new files get the owner, group and mode of the key's.
        A lock lets only one process change them at a time.

        :param make_new: returns the new keys for the old ones.
        :raises ValueError: as for :meth:`read`.
        :raises OSError: if a file cannot be written.
        """
        with _locked(self.key.parent) as directory:
            old = self.read()
            new = make_new(old)
            status = self.key.stat()
            for name, keys in list_replacements(old, new):
                text = write_keys(keys) if name == "fallbacks" else f"{keys[0]}\n"
                mode = 0o600 if name == "prepared" else stat.S_IMODE(status.st_mode)
                write_whole(getattr(self, name), text.encode(), mode, status.st_gid, status.st_uid)
                # After a power failure, the new key must not be on the disk without the former one.
                os.fsync(directory)
            if not new.prepared:
                self.prepared.unlink(missing_ok=True)
        return old, new


@contextmanager
def _locked(directory: Path) -> Iterator[int]:
    """Lock a folder against other processes that change keys; yield its descriptor."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # Some network file systems have no locks.
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _read(path: Path, *, may_lack: bool = False) -> str:
    """Return the text of a file as a reference in an ini would give it."""
    try:
        text = read_regular_file(str(path), _LIMIT)
    except ValueError as error:
        if may_lack and isinstance(error.__cause__, FileNotFoundError):
            return ""
        raise ValueError(f"cannot read {path}: {error}") from error
    return text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
