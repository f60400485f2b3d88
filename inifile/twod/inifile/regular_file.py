"""Opening regular files only: a pipe might wait for ever, and a device might never end."""

from __future__ import annotations

import errno
import os
import stat
from io import FileIO


def open_regular_file(path: str, flags: int = 0) -> FileIO | None:
    """Return the file at `path`, open for reading and unbuffered; None when it is not a regular file.

    :param path: absolute.
    :param flags: more flags for :func:`os.open`.
    :raises OSError: if there is no such file, or this process may not read it.
    :raises ValueError: if the path has a NUL in it.
    """
    # Without O_NONBLOCK, the open of a named pipe waits for a writer.
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC | flags)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENODEV):  # a socket; a missing device
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
    :param limit: the largest size in bytes; no more than that is ever read.
    :raises ValueError: if it is not a file with UTF-8 text; the message is the reason.
    """
    if "\0" in path:  # The message differs between versions of Python.
        raise ValueError("its name contains a null character")
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
