"""The text of an ini, edited option by option; comments, order and all other lines stay.

ConfigUpdater does the same for most inis, but it would damage some: it drops a comment inside a value, the indentation
of an option (which makes the next option a part of its value), carriage returns and the byte order mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

_COMMENTS = ("#", ";")
_BOM = "\ufeff"


class Keep(NamedTuple):
    """The option stays as it is."""


class CommentOut(NamedTuple):
    """The option becomes a comment."""

    #: The text of a comment above it.
    reason: str


class Replace(NamedTuple):
    """Other lines replace the option."""

    #: The new lines; empty to remove the option.
    lines: tuple[str, ...]


Edit = Keep | CommentOut | Replace


def edit_ini(text: str, edits: Mapping[int, Edit]) -> str:
    r"""Return the text of an ini with some options changed.

    A comment between the lines of a replaced value moves above it. Example::

        >>> edit_ini("[app:main]\nA = 1\nB = 2\n", {2: Replace(("A = 3",)), 3: CommentOut("Unused.")})
        '[app:main]\nA = 3\n# Unused.\n# B = 2\n'

    :param text: the text of a whole file, as on disk.
    :param edits: the edit of an option, by its first line, counted from 1.
    """
    bom = _BOM if text.startswith(_BOM) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.removeprefix(_BOM).replace("\r\n", "\n").split("\n")
    # Backwards, so that the line numbers of the remaining edits stay valid.
    for number, edit in sorted(edits.items(), reverse=True):
        start, end = number - 1, _find_end(lines, number - 1)
        lines[start:end] = _edit_option(lines[start:end], edit)
    return bom + newline.join(lines)


def add_variables(text: str, variables: Sequence[str]) -> str:
    r"""Return the text of an ini with more lines at the beginning of ``[DEFAULT]``, which is added if it is missing.

    Example::

        >>> add_variables("# Ours\n[app:main]\nuse = x\n", ["debug = no"])
        '[DEFAULT]\ndebug = no\n\n# Ours\n[app:main]\nuse = x\n'
    """
    if not variables:
        return text
    bom = _BOM if text.startswith(_BOM) else ""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.removeprefix(_BOM).replace("\r\n", "\n").split("\n")
    header = next((index for index, line in enumerate(lines) if line.startswith("[DEFAULT]")), None)
    if header is None:
        lines[:0] = ["[DEFAULT]", *variables, ""]
    else:
        lines[header + 1 : header + 1] = variables
    return bom + newline.join(lines)


def _edit_option(old: list[str], edit: Edit) -> list[str]:
    indent = " " * _count_indent(old[0])
    match edit:
        case CommentOut(reason):
            commented = [line if _is_comment(line) else f"# {line}".rstrip() for line in old]
            return [f"{indent}# {reason}", *commented]
        case Replace(lines):
            return [*filter(_is_comment, old), *(f"{indent}{line}" for line in lines)]
    return old


def _find_end(lines: list[str], start: int) -> int:
    """Return the index after the last line of an option, by the rules of ConfigParser."""
    indent = _count_indent(lines[start])
    end = start + 1
    for index in range(start + 1, len(lines)):
        line = lines[index]
        if not line.strip() or _is_comment(line):
            continue
        if _count_indent(line) <= indent:
            break
        end = index + 1
    return end


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith(_COMMENTS)


def _count_indent(line: str) -> int:
    return len(line) - len(line.lstrip())
