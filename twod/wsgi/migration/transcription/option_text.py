"""Options with their texts, and the text of a whole ini."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from twod.inifile.text import HERE, write_lines
from twod.inifile.variables import TYPES_OPTION
from twod.wsgi.migration.transcription.standins import Standins


class OptionText(NamedTuple):
    """An option; its text may have stand-ins and is not escaped for a file."""

    name: str
    text: str

    @property
    def size(self) -> int:
        """The number of characters to read."""
        return len(self.name) + len(self.text) + 3


#: Returns the lines of an option in a file.
Escape = Callable[[OptionText], list[str]]


def make_ini_escape(standins: Standins) -> Escape:
    """Return a function that writes an option for an ini."""

    def write(option: OptionText) -> list[str]:
        doubled = option.text.replace("%", "%%")
        return write_lines(option.name.replace("%", "%%"), standins.write_references(doubled, HERE))

    return write


def make_buildout_escape(standins: Standins) -> Escape:
    """Return a function that writes an option for a section of buildout.cfg, in which the recipe doubles each ``%``."""

    def write(option: OptionText) -> list[str]:
        doubled = option.text.replace("$", "$$")
        return write_lines(option.name, standins.write_references(doubled, "${buildout:directory}", "$$"))

    return write


def render_site(
    variables: Mapping[str, str],
    words: Mapping[str, str],
    options: Iterable[OptionText],
    write: Escape,
    *,
    use: str = "egg:twod.wsgi",
    section: str = "app:main",
    before: Sequence[str] = (),
    behind: Sequence[str] = (),
) -> str:
    """Return the text of an ini.

    :param variables: the options of ``[DEFAULT]``.
    :param words: types of settings, by their names.
    :param options: the settings.
    :param before: lines between ``[DEFAULT]`` and the application.
    :param behind: lines at the end.
    """
    lines = ["[DEFAULT]", *(f"{name} = {text}" for name, text in variables.items())]
    lines += list_types(words)
    lines += ["", *before, f"[{section}]", f"use = {use}"]
    for option in options:
        lines += write(option)
    return "\n".join([*lines, *(("", *behind) if behind else ()), ""])


def list_types(words: Mapping[str, str]) -> list[str]:
    """Return the lines that declare types, or an empty list if there are no types."""
    if not words:
        return []
    return [f"{TYPES_OPTION} =", *(f"    {name}:{word}" for name, word in sorted(words.items()))]
