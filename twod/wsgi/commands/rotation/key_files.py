"""The files of a site's secret keys: read together, and replaced one by one while servers may read them."""

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

#: How many bytes a file of keys may have; as many as one that an ini refers to.
_LIMIT = 2**20


class KeyFiles(NamedTuple):
    """The files of the keys.

    :param key: the file that ``SECRET_KEY`` refers to; absolute.
    :param fallbacks: the file that ``SECRET_KEY_FALLBACKS`` refers to, which need not be there.
    """

    key: Path
    fallbacks: Path

    @property
    def prepared(self) -> Path:
        """The file of the next key, while there is one; no server reads it."""
        return self.key.with_name(f"{self.key.name}.next")

    def read(self) -> KeyRing:
        """Return the keys.

        :raises ValueError: when one of the files cannot be read, with the reason.
        """
        current = _read(self.key)
        if not current:
            raise ValueError(f"{self.key} is empty")
        text = _read(self.fallbacks, may_lack=True)
        try:
            fallbacks = parse_keys(text)
        except BadValueError:  # with a key in its message
            raise ValueError(f"{self.fallbacks} has no keys in it, one a line") from None
        prepared = _read(self.prepared, may_lack=True)
        if prepared == current:  # a rotation was killed before it removed the file
            prepared = ""
        return KeyRing(current, tuple(key for key in fallbacks if key not in (current, prepared)), prepared)

    def change(self, make_new: Callable[[KeyRing], KeyRing]) -> tuple[KeyRing, KeyRing]:
        """Make another ring of the keys; return both.

        Each file is the old or the new one at any time, and has the owner, group and mode of the key. Only one process
        at a time changes them.

        :param make_new: gets the keys that there are.
        :raises ValueError: as :meth:`read` does.
        :raises OSError: when a file cannot be written.
        """
        with _locked(self.key.parent) as directory:
            old = self.read()
            new = make_new(old)
            status = self.key.stat()
            for name, keys in list_replacements(old, new):
                text = write_keys(keys) if name == "fallbacks" else f"{keys[0]}\n"
                mode = 0o600 if name == "prepared" else stat.S_IMODE(status.st_mode)
                write_whole(getattr(self, name), text.encode(), mode, status.st_gid, status.st_uid)
                # After a power failure, too, no new key is there without the former one.
                os.fsync(directory)
            if not new.prepared:
                self.prepared.unlink(missing_ok=True)
        return old, new


@contextmanager
def _locked(directory: Path) -> Iterator[int]:
    """Keep other processes from changing keys in a directory; yields its descriptor."""
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        with suppress(OSError):  # some network file systems have no locks
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)


def _read(path: Path, *, may_lack: bool = False) -> str:
    """Return the text of a file as a reference of an ini gives it."""
    try:
        text = read_regular_file(str(path), _LIMIT)
    except ValueError as error:
        if may_lack and isinstance(error.__cause__, FileNotFoundError):
            return ""
        raise ValueError(f"cannot read {path}: {error}") from error
    return text.removesuffix("\r\n" if text.endswith("\r\n") else "\n")
