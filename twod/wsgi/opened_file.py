"""The file on the disk behind a file object that somebody is about to send."""

from __future__ import annotations

import os
import stat
from io import BufferedRandom, BufferedReader, FileIO
from typing import Any, NamedTuple

from twod.wsgi.promised_file import PromisedFile


class OpenedFile(NamedTuple):
    """A file on the disk whose bytes somebody is about to send, from the first to the last."""

    #: Without links. Who opens it by this path may find another file, or none.
    path: str
    found: os.stat_result


def find_opened_file(file: Any) -> OpenedFile | None:
    """Return what a file object would read to its end; None unless that is the whole of a file that has a path.

    :param file: any object with a ``read()`` method.
    """
    while type(file) is PromisedFile:
        file = file.file
    # Django's files have the method of the file in them. The files of gzip, and whatever else decodes or decrypts what
    # it reads, have a method of their own, but the descriptor of the file that they read from.
    reader: Any = getattr(getattr(file, "read", None), "__self__", None)
    raw = reader.raw if type(reader) in (BufferedReader, BufferedRandom) else reader
    if type(raw) is not FileIO:
        return None
    try:
        found = os.fstat(raw.fileno())
        if not stat.S_ISREG(found.st_mode) or reader.tell():
            return None
        return OpenedFile(_find_path(raw), found)
    except (OSError, ValueError):  # such as a file that is closed
        return None


def _find_path(raw: FileIO) -> str:
    """Return the path of an open file, without links.

    :raises OSError: when there is none.
    """
    try:
        # Linux knows it, however the file was opened, and whatever has been renamed since.
        return os.readlink(f"/proc/self/fd/{raw.fileno()}")  # noqa: PTH115 - a text is what is wanted
    except FileNotFoundError:
        return os.path.realpath(os.fspath(_get_name(raw)), strict=True)


def _get_name(raw: FileIO) -> str:
    name = raw.name
    if isinstance(name, int):
        raise FileNotFoundError(name)
    return os.fsdecode(name)
