"""Standard output and standard error on which each line is JSON, whoever prints there."""

from __future__ import annotations

import atexit
import io
import json
import logging
import os
import sys
import threading
from typing import Any, TextIO

#: How the formatter of our own begins a line, which needs no second look.
_OWN_START = '{"time": "'
#: The levels of what is printed.
_LEVELS = {"stdout": logging.INFO, "stderr": logging.WARNING}
#: Characters after which a line counts as whole, since it would be kept until its end.
_LONGEST_LINE = 65536


def take_streams(formatter: logging.Formatter | None = None) -> None:
    """Let ``sys.stdout`` and ``sys.stderr`` make a log record of each printed line, if the log is written as JSON.

    A process that serves a site calls it when the ini's logging is in force. A command that prints its result must not.

    :param formatter: of the lines; that of the root logger's handlers, if None.
    """
    formatter = formatter or _find_json_formatter()
    if formatter is None:
        return
    for name in _LEVELS:
        if (made := _wrap(name, formatter)) is not None:
            atexit.register(made.end)
            setattr(sys, name, made)


def write_to_stderr(text: str) -> None:
    """Write lines to standard error; each as a log record, if the log is written as JSON."""
    formatter = _find_json_formatter()
    stream = _wrap("stderr", formatter) if formatter is not None else None
    (stream or sys.stderr).write(text)


def write_in_handler(text: str) -> None:
    """Write a line to standard output from the handler of a signal, which must not wait for a lock or a buffer.

    :raises io.UnsupportedOperation: if the streams are not taken, or not those of the process.
    """
    if not isinstance(sys.stdout, JsonStream):
        raise io.UnsupportedOperation("standard output")
    os.write(sys.stdout.fileno(), f"{sys.stdout.format_line(text)}\n".encode())


def _wrap(name: str, formatter: logging.Formatter) -> JsonStream | None:
    stream = getattr(sys, name)
    # A terminal belongs to somebody who types into pdb there, None to nobody, and not every stream can be asked.
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
    """A text stream that passes JSON objects on as they are, and makes a log record of any other line.

    :param stream: where the lines go.
    :param formatter: writes a record as one line of JSON.
    :param name: the logger that the records have.
    :param level: the level that they have.
    """

    def __init__(self, stream: TextIO, formatter: logging.Formatter, name: str, level: int) -> None:
        self._stream = stream
        self._formatter = formatter
        self._name = name
        self._level = level
        # What a thread prints in pieces is one line, whatever others print meanwhile.
        self._begun = threading.local()

    def write(self, text: str, /) -> int:
        """Write the lines that are whole."""
        *lines, rest = (getattr(self._begun, "text", "") + text).split("\n")
        if len(rest) > _LONGEST_LINE:
            lines.append(rest)
            rest = ""
        self._begun.text = rest
        whole = "".join(f"{self.format_line(line)}\n" for line in lines if line.strip())
        if whole:
            # At once, as the processes of a server share the stream.
            self._stream.write(whole)
            self._stream.flush()
        return len(text)

    def format_line(self, line: str) -> str:
        """Return a line as a record, unless it is JSON already."""
        if line.startswith(_OWN_START) or _is_object(line):
            return line
        values = {"name": self._name, "levelno": self._level, "levelname": logging.getLevelName(self._level)}
        return self._formatter.format(logging.makeLogRecord(values | {"msg": line.rstrip()}))

    def end(self) -> None:
        """Write the line that this thread has begun."""
        if getattr(self._begun, "text", ""):
            self.write("\n")

    def flush(self) -> None:
        """Flush the stream below; a line that was begun stays begun."""
        # Python flushes what it throws away as well, and the stream below may have gone first.
        if not self._stream.closed:
            self._stream.flush()

    def fileno(self) -> int:
        """Return the file descriptor of the stream below."""
        return self._stream.fileno()

    def isatty(self) -> bool:
        """Return whether it is a terminal, which it never is."""
        return False

    def writable(self) -> bool:
        """Return whether it can be written to."""
        return True

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream below."""
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        """What the stream below does with characters that it cannot encode."""
        return self._stream.errors

    @property
    def buffer(self) -> Any:
        """The bytes of the stream below, for programs that write those."""
        return self._stream.buffer


def _is_object(line: str) -> bool:
    """Return whether a line is a JSON object already."""
    if not line.startswith("{"):
        return False
    try:
        json.loads(line)
    except ValueError:
        return False
    return True
