"""Standard output and standard error as streams on which every line is JSON."""

from __future__ import annotations

import atexit
import io
import json
import logging
import os
import sys
import threading
from typing import Any, TextIO

#: Lines of twod's own formatter begin like this, and need not be parsed.
_OWN_START = '{"time": "'
#: The log levels of printed lines.
_LEVELS = {"stdout": logging.INFO, "stderr": logging.WARNING}
#: The most characters of a line; a longer one is split, since an unfinished line is kept in memory.
_LONGEST_LINE = 65536


def take_streams(formatter: logging.Formatter | None = None) -> None:
    """Make ``sys.stdout`` and ``sys.stderr`` log each printed line, if the log is written as JSON.

    Call it in a process that serves a site, after applying the ini's logging; not in a command that prints its result.

    :param formatter: the formatter of the lines; None for that of the root logger's handlers.
    """
    formatter = formatter or _find_json_formatter()
    if formatter is None:
        return
    for name in _LEVELS:
        if (made := _wrap(name, formatter)) is not None:
            atexit.register(made.end)
            setattr(sys, name, made)


def write_to_stderr(text: str) -> None:
    """Write lines to standard error, as log records if the log is written as JSON."""
    formatter = _find_json_formatter()
    stream = _wrap("stderr", formatter) if formatter is not None else None
    (stream or sys.stderr).write(text)


def write_in_handler(text: str) -> None:
    """Write a line to standard output from a signal handler, which must not wait for a lock or a buffer.

    :raises io.UnsupportedOperation: if ``sys.stdout`` does not write JSON.
    """
    if not isinstance(sys.stdout, JsonStream):
        raise io.UnsupportedOperation("standard output")
    os.write(sys.stdout.fileno(), f"{sys.stdout.format_line(text)}\n".encode())


def _wrap(name: str, formatter: logging.Formatter) -> JsonStream | None:
    stream = getattr(sys, name)
    # On a terminal, a user may work with pdb. Some streams are None, and some have no isatty().
    if stream is None or isinstance(stream, JsonStream) or getattr(stream, "isatty", bool)():
        return None
    return JsonStream(stream, formatter, name, _LEVELS[name])


def writes_json() -> bool:
    """Return whether the log of this process is written as JSON."""
    return _find_json_formatter() is not None


def _find_json_formatter() -> logging.Formatter | None:
    formatters = (handler.formatter for handler in logging.getLogger().handlers)
    return next((each for each in formatters if getattr(each, "writes_json", False)), None)


class JsonStream(io.TextIOBase):
    """A text stream that passes JSON objects on unchanged, and turns each other line into a log record.

    :param stream: the stream to write to.
    :param formatter: writes a record as one line of JSON.
    :param name: the logger name of the records.
    :param level: the level of the records.
    """

    def __init__(self, stream: TextIO, formatter: logging.Formatter, name: str, level: int) -> None:
        self._stream = stream
        self._formatter = formatter
        self._name = name
        self._level = level
        # If a thread prints a line in pieces, keep it whole, even if other threads print in between.
        self._begun = threading.local()

    def write(self, text: str, /) -> int:
        """Write the complete lines of a text; keep the rest."""
        *lines, rest = (getattr(self._begun, "text", "") + text).split("\n")
        if len(rest) > _LONGEST_LINE:
            lines.append(rest)
            rest = ""
        self._begun.text = rest
        whole = "".join(f"{self.format_line(line)}\n" for line in lines if line.strip())
        if whole:
            # Flush at once, because the processes of a server share the stream.
            self._stream.write(whole)
            self._stream.flush()
        return len(text)

    def format_line(self, line: str) -> str:
        """Return a line as a record; a JSON object stays as it is."""
        if line.startswith(_OWN_START) or _is_object(line):
            return line
        values = {"name": self._name, "levelno": self._level, "levelname": logging.getLevelName(self._level)}
        return self._formatter.format(logging.makeLogRecord(values | {"msg": line.rstrip()}))

    def end(self) -> None:
        """Write the unfinished line of this thread."""
        if getattr(self._begun, "text", ""):
            self.write("\n")

    def flush(self) -> None:
        """Flush the stream below; an unfinished line stays unfinished."""
        # Python also flushes a stream when it deletes it, and the stream below may already be closed.
        if not self._stream.closed:
            self._stream.flush()

    def fileno(self) -> int:
        """Return the file descriptor of the stream below."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return False: even on a terminal, programs must write plain lines."""
        return False

    def writable(self) -> bool:
        """Return True."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream below."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """The error handler of the stream below for characters that it cannot encode."""
        return self._stream.errors

    @property
    def buffer(self) -> Any:
        """The binary buffer of the stream below, for programs that write bytes."""
        return self._stream.buffer


def _is_object(line: str) -> bool:
    """Return whether a line is a JSON object."""
    if not line.startswith("{"):
        return False
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
