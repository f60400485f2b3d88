"""Files that are what one expects of a file: neither pipes, which wait, nor devices, which may never end."""

from __future__ import annotations

import errno
import os
import stat
from io import FileIO


def open_regular_file(path: str, flags: int = 0) -> FileIO | None:
    """Return the file at `path`, open for reading and unbuffered; None when it is not a regular file.

    :param path: absolute.
    :param flags: more flags for :func:`os.open`.
    :raises OSError: when there is nothing, or nothing that this process may read.
    :raises ValueError: when the path is not valid (a NUL in it).
    """
    # Without O_NONBLOCK, the open of a named pipe waits for somebody to write to it.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC | flags)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENODEV):  # a socket; a device that is not there
            return None
        raise
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    file = FileIO(descriptor)
    file.name = path
    return file


def read_regular_file(path: str, limit: int) -> str:
    """Return the text of a file.

    :param path: absolute.
    :param limit: how many bytes it may have; no more than these are ever read.
    :raises ValueError: when it is no file with UTF-8 text, with the reason as the message.
    """
    if "\0" in path:  # Each version of Python has its own words for it.
        raise ValueError("its name has a null character")
    try:
        file = open_regular_file(path)
        if file is None:
            raise ValueError("not a regular file")
        with file:
            content = bytearray()
            while len(content) <= limit and (block := file.read(limit + 1 - len(content))):
                content += block
    except UnicodeEncodeError:
        raise ValueError("its name is not UTF-8 text") from None
    except OSError as error:
        raise ValueError((error.strerror or str(error)).lower()) from error
    if len(content) > limit:
        raise ValueError(f"larger than {limit} bytes")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise ValueError("not UTF-8 text") from None
