"""A buildout that is read but not run: it loads no recipe, makes no directory and fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zc.buildout import buildout as zc_buildout

from twod.recipe.cfg.configuration import Part, export_places, read_part
from twod.recipe.migrate.old_buildout import read_merged
from twod.recipe.private_names import get_private

#: The recipe whose options other sections may refer to.
_RECIPE = "twod.recipe"


class UnrunBuildout:
    """A replacement of zc.buildout's object with everything that the readers of twod.recipe need.

    :param path: path of ``buildout.cfg``.
    :raises RecipeError: if a file cannot be read.
    """

    def __init__(self, path: Path) -> None:
        defaults = dict(get_private(zc_buildout, "_buildout_default_options"))
        defaults["directory"] = type(next(iter(defaults.values())))(str(path.parent), "COMPUTED_VALUE")
        sections = get_private(zc_buildout, "_update")({"buildout": defaults}, read_merged(path))
        self._annotated = sections
        self._raw = get_private(zc_buildout, "_unannotate")(sections)
        for name in ("bin", "parts", "eggs", "develop-eggs"):
            option = f"{name}-directory"
            self._raw["buildout"][option] = str(path.parent / self._raw["buildout"][option])
        self._data: dict[str, UnrunSection] = {}
        self._parts: list[str] = []
        #: The parts of twod.recipe that were read, by name.
        self.sites: dict[str, Part] = {}

    def __getitem__(self, name: str) -> UnrunSection:
        if name not in self._data:
            if name not in self._raw:
                raise zc_buildout.MissingSection(name)
            self._data[name] = UnrunSection(self, name, self._raw[name])
            get_private(self._data[name], "_initialize")()
        return self._data[name]

    def is_site(self, name: str) -> bool:
        """Return whether a section is an installed part of twod.recipe."""
        return name in self["buildout"]["parts"].split() and self[name].get("recipe") == _RECIPE

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __contains__(self, name: str) -> bool:
        return name in self._raw


class UnrunSection(zc_buildout.Options):  # type: ignore[misc]  # zc.buildout has no types
    """A section; its recipe is never run."""

    def initialize(self) -> None:
        """Export the options that others refer to, instead of the recipe."""
        if self.get("recipe") == _RECIPE:
            self.buildout.sites[self.name] = part = read_part(self.buildout, self.name, self)
            export_places(part, self)

    def get(self, option: str, default: Any = None, seen: Any = None) -> Any:
        """Return the text of an option; an option that another recipe computes becomes a text with its place."""
        found = super().get(option, default, seen)
        if found is None and seen and super().get("recipe", "") not in ("", _RECIPE):
            return f"{self.name}-{option}"
        return found
