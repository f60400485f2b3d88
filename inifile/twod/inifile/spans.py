"""The part of an ini that a problem is about, in lines and columns, for editors and code annotations."""

from __future__ import annotations

import io
from typing import NamedTuple

from twod.inifile.problems import Problem, Report
from twod.inifile.reading import DEFAULT_SECTION, IniFile

_COMMENTS = ("#", ";")


class Span(NamedTuple):
    """A part of a text. Lines and columns are counted from 1, columns in characters (Unicode code points)."""

    line: int
    column: int
    end_line: int
    #: The column after the last character.
    end_column: int


class SpannedText:
    r"""An ini, and the part of it that each problem is about.

    Example::

        >>> text = SpannedText("[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\n")
        >>> text.find_span(Problem("prod.ini", 3, "app:main", "SITE_ID", "expected an integer, got '1st'"))
        Span(line=3, column=1, end_line=3, end_column=14)
    """

    def __init__(self, text: str) -> None:
        """Read a text.

        :param text: all of the file; a byte order mark at its beginning counts as no character.
        """
        text = text.removeprefix("\ufeff")
        self._lines = [line.rstrip("\n") for line in io.StringIO(text, newline=None)]
        self._file = IniFile("<text>", text, Report())

    def find_span(self, problem: Problem) -> Span:
        """Return the span of a problem: the option with its value, else the section's header, else the first line.

        :param problem: a problem in the file with this text.
        """
        line = problem.line or self._find_option(problem) or self._find_header(problem.section) or 1
        if line > len(self._lines):
            return Span(line, 1, line, 1)
        begin = self._lines[line - 1]
        last = self._find_last_line(line)
        column = _measure_indent(begin) + 1
        return Span(line, column, last, max(column if last == line else 1, len(self._lines[last - 1].rstrip()) + 1))

    def _find_option(self, problem: Problem) -> int | None:
        is_default = problem.section == DEFAULT_SECTION
        options = self._file.defaults if is_default else self._file.sections.get(problem.section or "", {})
        option = options.get(problem.name or "")
        return option.line if option is not None else None

    def _find_header(self, section: str | None) -> int | None:
        """Return the line of a section's header; an indented one may be the end of a value."""
        if section is None:
            return None
        found = [
            (_measure_indent(line), number)
            for number, line in enumerate(self._lines, start=1)
            if line.lstrip().startswith("[") and line.strip().rpartition("]")[0][1:] == section
        ]
        return min(found)[1] if found else None

    def _find_last_line(self, first: int) -> int:
        """Return the last line of the value that begins in a line; indented lines below belong to it."""
        begin, last = self._lines[first - 1], first
        if begin.lstrip().startswith(("[", *_COMMENTS)):
            return last
        for number, line in enumerate(self._lines[first:], start=first + 1):
            if not line.strip() or line.lstrip().startswith(_COMMENTS):
                continue
            if _measure_indent(line) <= _measure_indent(begin):
                break
            last = number
        return last


def _measure_indent(line: str) -> int:
    return len(line) - len(line.lstrip())
