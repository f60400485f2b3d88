"""The list of parts in ``[buildout]``: some go, some come behind others; everything else of its lines stays."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def edit_parts(lines: Sequence[str], new: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the lines of ``parts``.

    >>> edit_parts(["parts = dev prod docs"], {"dev": ["dev", "test"], "prod": []})
    ('parts = dev test docs',)

    :param lines: those of the option.
    :param new: the parts that take the place of one.
    """
    head, equals, value = lines[0].partition("=")
    edited = [f"{head}{equals}{_edit_words(value, new)}"]
    for line in lines[1:]:
        if line[:1] in ("#", ";"):
            edited.append(line)
            continue
        words = line.split()
        if len(words) == 1:
            indent = line[: len(line) - len(line.lstrip())]
            edited += [line] if words[0] not in new else [f"{indent}{name}" for name in new[words[0]]]
        else:
            edited.append(_edit_words(line, new))
    return tuple(edited)


def _edit_words(line: str, new: Mapping[str, Sequence[str]]) -> str:
    # Words have the even places, and the space before each of them the odd ones.
    pieces = ["", *re.split(r"(\s+)", line)]
    edited = ""
    for space, word in zip(pieces[::2], pieces[1::2], strict=True):
        if words := new.get(word, [word]):
            edited += f"{space}{' '.join(words)}"
    return edited
