"""The place of an option in a buildout: its section, followed through ``<=``, and its file.

zc.buildout keeps the places for its ``annotate`` command. A value that nobody wrote, because it was computed or came
from an older record, has the requested section and no file as its place.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from twod.inifile.problems import Place
from twod.recipe.private_names import get_private
from twod.recipe.run_memory import keep_for_run

#: zc.buildout's names for places that are not files, and the user's names for them.
_PLACES = {"COMMAND_LINE_VALUE": "command line", "COMPUTED_VALUE": None, "DEFAULT_VALUE": None, "IMPLICIT_VALUE": None}


class Provenance:
    """The origins of a buildout's options.

    :param annotated: sections as zc.buildout annotates them: each option with its ``value`` and its ``source``.
    :param directory: the buildout's directory, to which the names of files are relative.
    """

    def __init__(self, annotated: Mapping[str, Mapping[str, Any]], directory: str) -> None:
        self._annotated = annotated
        self._directory = directory
        self._files: dict[str, str | None] = dict(_PLACES)

    def get_place(self, section: str, option: str) -> Place:
        """Return the place of an option; one that ``<=`` brings belongs to the section that it comes from."""
        return self._find(section, option, set()) or Place(None, None, section, option)

    def _find(self, section: str, option: str, seen: set[str]) -> Place | None:
        if section in seen or section not in self._annotated:
            return None
        seen.add(section)
        options = self._annotated[section]
        for name in (option, f"{option} +", f"{option} -", f"{option}+", f"{option}-"):
            if name in options:
                return Place(self._name_file(str(options[name].source)), None, section, option)
        bases = [line.strip() for line in options["<"].value.splitlines()] if "<" in options else []
        for base in reversed(bases):  # the later base wins
            if found := self._find(base, option, seen):
                return found
        return None

    def _name_file(self, source: str) -> str | None:
        if source not in self._files:
            is_below = Path(source).is_relative_to(self._directory)
            self._files[source] = os.path.relpath(source, self._directory) if is_below else source
        return self._files[source]


def get_annotated(buildout: Any) -> Mapping[str, Mapping[str, Any]]:
    """Return the data of ``buildout annotate``: by section and option, the value, its source and history."""
    annotated: Mapping[str, Mapping[str, Any]] = get_private(buildout, "_annotated")
    return annotated


def get_provenance(buildout: Any) -> Provenance:
    """Return the origins of a buildout's options."""
    return keep_for_run(
        buildout, "provenance", lambda: Provenance(get_annotated(buildout), buildout["buildout"]["directory"])
    )
