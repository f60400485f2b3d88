"""A buildout that is read and not run: no recipe is loaded, no directory is made, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from zc.buildout import buildout as zc_buildout

from twod.recipe.cfg.configuration import Part, export_places, read_part
from twod.recipe.migrate.old_buildout import read_merged
from twod.recipe.private_names import get_private

#: The recipe whose options the others may refer to.
_RECIPE = "twod.recipe"


class UnrunBuildout:
    """What the readers of twod.recipe need of zc.buildout's object.

    :param path: of ``buildout.cfg``.
    :raises RecipeError: when a file cannot be read.
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
        #: The parts of twod.recipe that were read, by their names.
        self.sites: dict[str, Part] = {}

    def __getitem__(self, name: str) -> UnrunSection:
        if name not in self._data:
            if name not in self._raw:
                raise zc_buildout.MissingSection(name)
            self._data[name] = UnrunSection(self, name, self._raw[name])
            get_private(self._data[name], "_initialize")()
        return self._data[name]

    def is_site(self, name: str) -> bool:
        """Return whether a section is a part of twod.recipe that is installed."""
        return name in self["buildout"]["parts"].split() and self[name].get("recipe") == _RECIPE

    def __iter__(self) -> Iterator[str]:
        return iter(self._raw)

    def __contains__(self, name: str) -> bool:
        return name in self._raw


class UnrunSection(zc_buildout.Options):  # type: ignore[misc]  # zc.buildout has no types
    """A section; a part has no recipe that would work."""

    def initialize(self) -> None:
        """Export what others refer to, in the place of the recipe."""
        if self.get("recipe") == _RECIPE:
            self.buildout.sites[self.name] = part = read_part(self.buildout, self.name, self)
            export_places(part, self)

    def get(self, option: str, default: Any = None, seen: Any = None) -> Any:
        """Return the text of an option; one that another recipe would compute is named by its place."""
        found = super().get(option, default, seen)
        if found is None and seen and super().get("recipe", "") not in ("", _RECIPE):
            return f"{self.name}-{option}"
        return found
