"""The file on disk behind a file object that is about to be sent."""

from __future__ import annotations

import os
import stat
from io import BufferedRandom, BufferedReader, FileIO
from typing import Any, NamedTuple

from twod.wsgi.promised_file import PromisedFile


class OpenedFile(NamedTuple):
    """A file on disk that is about to be sent completely."""

    #: The path with symlinks resolved; by now another file, or no file, may have it.
    path: str
    found: os.stat_result


def find_opened_file(file: Any) -> OpenedFile | None:
    """Return the file that a file object would read completely; None if it is not the whole of a file with a path.

    :param file: any object with a ``read()`` method.
    """
    while type(file) is PromisedFile:
        file = file.file
    # Django's files expose the read method of the file inside them. Files that decode or decrypt, such as those of
    # gzip, have a read method of another class, although fileno() returns the file that they read from.
    reader: Any = getattr(getattr(file, "read", None), "__self__", None)
    raw = reader.raw if type(reader) in (BufferedReader, BufferedRandom) else reader
    if type(raw) is not FileIO:
        return None
    try:
        found = os.fstat(raw.fileno())
        if not stat.S_ISREG(found.st_mode) or reader.tell():
            return None
        return OpenedFile(_find_path(raw), found)
    except (OSError, ValueError):  # such as a closed file
        return None


def _find_path(raw: FileIO) -> str:
    """Return the path of an open file, with symlinks resolved.

    :raises OSError: if the file has no path.
    """
    try:
        # Linux knows the current path, even if the file was opened by a descriptor or renamed since.
        return os.readlink(f"/proc/self/fd/{raw.fileno()}")  # noqa: PTH115 - the result is a text
    except FileNotFoundError:
        return os.path.realpath(os.fspath(_get_name(raw)), strict=True)


def _get_name(raw: FileIO) -> str:
    name = raw.name
    if isinstance(name, int):
        raise FileNotFoundError(name)
    return os.fsdecode(name)
