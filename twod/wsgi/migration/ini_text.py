"""The text of an ini, changed option by option; comments, order and all other lines stay."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

_COMMENTS = ("#", ";")
_BOM = "\ufeff"


class _Edit(NamedTuple):
    start: int
    end: int
    lines: tuple[str, ...]


class IniText:
    """The lines of one file, and the changes to be made."""

    def __init__(self, path: Path) -> None:
        """Read a file.

        :raises OSError: when it cannot be read.
        :raises UnicodeDecodeError: when it is not UTF-8.
        """
        text = path.read_bytes().decode("utf-8")
        self._bom = _BOM if text.startswith(_BOM) else ""
        self._newline = "\r\n" if "\r\n" in text else "\n"
        self._lines = text.removeprefix(_BOM).replace("\r\n", "\n").split("\n")
        self._edits: dict[int, _Edit] = {}

    def replace(self, line: int, lines: Sequence[str]) -> None:
        """Put lines in the place of the option that begins on a line; none of them to remove it.

        A comment between the lines of its value goes before it.

        :param line: counted from 1.
        """
        start, end = self._find_span(line - 1)
        comments = [text for text in self._lines[start:end] if text.lstrip().startswith(_COMMENTS)]
        self._edits[start] = _Edit(start, end, (*comments, *lines))

    def comment_out(self, line: int, reason: str) -> None:
        """Make a comment of the option that begins on a line, below one that tells why.

        :param line: counted from 1.
        """
        start, end = self._find_span(line - 1)
        old = [text if text.lstrip().startswith(_COMMENTS) else f"# {text}".rstrip() for text in self._lines[start:end]]
        self._edits[start] = _Edit(start, end, (f"# {reason}", *old))

    def _find_span(self, start: int) -> tuple[int, int]:
        """Return where an option begins and ends, as ConfigParser has it."""
        indent = _count_indent(self._lines[start])
        end = start + 1
        for index in range(start + 1, len(self._lines)):
            text = self._lines[index]
            if not text.strip() or text.lstrip().startswith(_COMMENTS):
                continue
            if _count_indent(text) <= indent:
                break
            end = index + 1
        return start, end

    def __str__(self) -> str:
        lines = list(self._lines)
        for edit in sorted(self._edits.values(), reverse=True):
            lines[edit.start : edit.end] = edit.lines
        return self._bom + self._newline.join(lines)


def _count_indent(line: str) -> int:
    return len(line) - len(line.lstrip())
