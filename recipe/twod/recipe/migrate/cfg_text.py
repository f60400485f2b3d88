"""The text of a configuration file of zc.buildout, by sections and options; edits keep all other lines.

ConfigUpdater does that for an ini, but it reads neither ``[NAME:CONDITION]`` nor ``<=``, ``+=`` and ``-=``, and drops
comments inside a value. zc.buildout's parser keeps no line numbers, but this module uses its regular expressions to
find headers and options.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from zc.buildout import configparser


class CfgHeader(NamedTuple):
    """The first line of a section; a section may have several headers."""

    section: str
    #: Index of the line.
    line: int


class CfgOption(NamedTuple):
    """The lines of an option."""

    section: str
    name: str
    #: ``+`` or ``-``, or an empty text for ``=``.
    sign: str
    #: Index of its first line.
    start: int
    #: Index after the last line of its value.
    end: int


class CfgEdit(NamedTuple):
    """Lines that replace others."""

    start: int
    end: int
    lines: tuple[str, ...]


class CfgText:
    r"""A configuration file, as zc.buildout reads it.

    Example::

        >>> text = CfgText("[a]\nb = 1\n    2\n\nc += 3\n")
        >>> [(option.name, option.sign, option.end) for option in text.options]
        [('b', '', 3), ('c', '+', 5)]

    :param text: the whole text, with its line ends.
    """

    def __init__(self, text: str) -> None:
        self.lines = re.findall(r"[^\n]*\n|[^\n]+$", text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self.headers: list[CfgHeader] = []
        self.options: list[CfgOption] = []
        self._scan()

    def _scan(self) -> None:
        section: str | None = None
        is_in_option = False
        for number, line in enumerate(self.lines):
            if line[0] in "#;":
                continue
            if line[0].isspace() and is_in_option:
                if line.strip():
                    self.options[-1] = self.options[-1]._replace(end=number + 1)
            elif header := configparser.section_header(line):
                section, is_in_option = header["name"], False
                self.headers.append(CfgHeader(section, number))
            elif section is not None and (option := configparser.option_start(line)):
                name, is_in_option = option["name"].rstrip(), True
                sign = name[-1] if name[-1] in "+-" else ""
                self.options.append(CfgOption(section, name.rstrip("+-").rstrip(), sign, number, number + 1))

    def get_text(self, option: CfgOption) -> str:
        """Return the value of an option as zc.buildout's parser does, except for blank lines."""
        first, *rest = self.lines[option.start : option.end]
        return "\n".join([first.partition("=")[2].strip(), *(line.strip() for line in rest if line[0] not in "#;")])

    def find_end(self, header: CfgHeader) -> int:
        """Return the index after the last option below a header.

        Comments directly below that option belong to it, unless the next header follows them directly.
        """
        after = min((other.line for other in self.headers if other.line > header.line), default=len(self.lines))
        ends = [option.end for option in self.options if header.line < option.start < after]
        last = end = max(ends, default=header.line + 1)
        while end < after and self.lines[end][0] in "#;":
            end += 1
        return last if end == after < len(self.lines) else end

    def find_header(self, option: CfgOption) -> CfgHeader:
        """Return the header above an option."""
        return max((header for header in self.headers if header.line < option.start), key=lambda header: header.line)

    def rewrite_lines(self, rewrite: Callable[[str, str], str]) -> CfgText:
        """Return the same text with each line of an option rewritten.

        :param rewrite: takes the option's section and a line, and returns the new line.
        """
        lines = [*self.lines]
        for option in self.options:
            for number in range(option.start, option.end):
                if lines[number][0] not in "#;":
                    lines[number] = rewrite(option.section, lines[number])
        return CfgText("".join(lines))

    def edit(self, edits: Iterable[CfgEdit]) -> str:
        """Return the text with some lines replaced; edits of the same place keep their order."""
        lines, edits = [*self.lines], [*edits]
        if edits and not lines[-1].endswith("\n"):
            lines[-1] += self.newline
        # Backwards, so that the line numbers of the remaining edits stay valid.
        for edit in sorted(edits, key=lambda edit: (edit.start, edit.end))[::-1]:
            lines[edit.start : edit.end] = [line.rstrip("\r\n") + self.newline for line in edit.lines]
        return "".join(lines)


def make_option_lines(name: str, value: str) -> tuple[str, ...]:
    """Return the lines of an option: one, or an indented one for each line of the value.

    The value keeps the indentation of Python code.
    """
    lines = [line.rstrip() for line in value.splitlines() if line.strip()]
    if len(lines) > 1:
        return (f"{name} =", *(f"    {line}" for line in lines))
    return (f"{name} = {''.join(lines).strip()}".rstrip(),)


def rename_option(lines: Sequence[str], name: str) -> tuple[str, ...]:
    """Return the lines of an option under another name; everything else stays."""
    _, equals, value = lines[0].partition("=")
    return (f"{name} {equals}{value}", *lines[1:])
