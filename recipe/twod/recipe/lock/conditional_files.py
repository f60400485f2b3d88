"""Configuration files as zc.buildout reads them on another machine: ``[NAME:CONDITION]`` evaluated for a target."""

from __future__ import annotations

import re
from functools import cache
from io import StringIO
from pathlib import Path
from typing import NamedTuple

from zc.buildout import configparser

from twod.inifile.problems import Place
from twod.recipe.lock.targets import Target, is_true_for
from twod.recipe.recipe_error import RecipeError

#: The first line of a section with a condition, which may contain ``]``.
_CONDITIONAL = re.compile(r"\[\s*(?P<name>[^\s#[\]:;{}]+)\s*:(?P<condition>[^#;]*)\]\s*([#;].*)?$")


class ConditionalValue(NamedTuple):
    """The value of an option, and its file."""

    text: str
    file: Path


Sections = dict[str, dict[str, ConditionalValue]]

#: Name of a section whose condition is false; zc.buildout's parser rejects ``[NAME:False]`` at the beginning of a file.
_NOWHERE = "-"


class ConditionalFiles:
    """A reader of configurations, which opens each file once for all targets."""

    def __init__(self) -> None:
        self._read_text = cache(_read_text)
        self._parse = cache(_parse)
        self._is_true_for = cache(is_true_for)

    def read(self, path: Path, target: Target) -> Sections:
        """Return the sections of a file and of the files that it extends, on a target.

        :raises RecipeError: if one of them cannot be read.
        """
        return self._read(path, target, ())

    def _read(self, path: Path, target: Target, extending: tuple[Path, ...]) -> Sections:
        if path.resolve() in extending:
            raise RecipeError.at(Place(str(path), None, "buildout", "extends"), "the file extends itself")
        text = self._decide(path, target)
        own = self._parse(text, path)
        merged: Sections = {}
        for name in own.get("buildout", {}).get("extends", "").split():
            if "://" in name:
                message = f"cannot lock the pins of {name}; download the file and extend the copy"
                raise RecipeError.at(Place(str(path), None, "buildout", "extends"), message)
            for section, options in self._read(path.parent / name, target, (*extending, path.resolve())).items():
                merged[section] = merged.get(section, {}) | options
        for section, texts in own.items():
            values = {name: ConditionalValue(value, path) for name, value in texts.items()}
            merged[section] = merged.get(section, {}) | values
        return merged

    def _decide(self, path: Path, target: Target) -> str:
        """Return the text of a file with the conditions evaluated."""
        lines = []
        for number, line in enumerate(self._read_text(path).splitlines(), 1):
            decided = line
            if found := _CONDITIONAL.match(line):
                # zc.buildout's notation for these two characters, which begin comments.
                condition = found["condition"].replace(r"\x23", "#").replace(r"\x3b", ";").strip()
                try:
                    decided = f"[{found['name'] if self._is_true_for(condition, target) else _NOWHERE}]"
                except ValueError as error:
                    message = (
                        f"the condition cannot become a marker of the lock: {error}; use Python versions or systems"
                    )
                    raise RecipeError.at(Place(str(path), number, f"{found['name']}:{condition}"), message) from None
            lines.append(f"{decided}\n")
        return "".join(lines)


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 at byte {error.start}"
    raise RecipeError.at(Place(str(path)), message)


def _parse(text: str, path: Path) -> dict[str, dict[str, str]]:
    try:
        sections: dict[str, dict[str, str]] = configparser.parse(StringIO(text), str(path))
    except configparser.Error as error:
        raise RecipeError.at(Place(str(path)), str(error)) from None
    sections.pop(_NOWHERE, None)
    return sections
