"""The option ``parts`` of ``[buildout]``: edits remove and insert names, and keep all other text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence


def edit_parts(lines: Sequence[str], new: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the lines of ``parts``.

    >>> edit_parts(["parts = dev prod docs"], {"dev": ["dev", "test"], "prod": []})
    ('parts = dev test docs',)

    :param lines: the present lines of the option.
    :param new: the names that replace a name.
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
    # Words have even indexes, and the spaces before them odd ones.
    pieces = ["", *re.split(r"(\s+)", line)]
    edited = ""
    for space, word in zip(pieces[::2], pieces[1::2], strict=True):
        if words := new.get(word, [word]):
            edited += f"{space}{' '.join(words)}"
    return edited
