"""The sites that replace old parts: one part each, with an environment for each settings module."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from twod.recipe.migrate.old_parts import OldPart, is_file_name

#: Names of environments for settings modules with an uninformative name, such as ``mysite.settings``.
_PLAIN_NAMES = ("site", "main", "live")


class NewEnvironment(NamedTuple):
    """An environment and the old part that it replaces."""

    name: str
    old: OldPart


class NewSite(NamedTuple):
    """A part of twod.recipe.

    :param name: name of the part.
    :param old: the old part; the new one keeps its section.
    :param environments: its environments, that of ``old`` first.
    :param suffix: suffix of ``bin/paster`` and ``bin/twod``; empty for the first site of a buildout.
    """

    name: str
    old: OldPart
    environments: tuple[NewEnvironment, ...]
    suffix: str

    @property
    def control_script(self) -> str:
        """Name of the script for management commands."""
        return self.old.control_script

    def get_scripts(self, environment: NewEnvironment) -> dict[str, str]:
        """Return the new name of each script of the environment's old part, except that of the tests."""
        old, scripts = environment.old, {}
        is_first = environment is self.environments[0]
        scripts[old.control_script] = self.control_script if is_first else f"{self.control_script}-{environment.name}"
        if old.wsgi_script:
            scripts[old.wsgi_script] = f"{environment.name}.wsgi"
        for name in old.scripts_with_settings:
            scripts[f"{name}-with-settings"] = f"{name}-{environment.name}"
        return scripts


def make_sites(parts: Sequence[OldPart], installed: Collection[str], sections: Iterable[str]) -> list[NewSite]:
    """Return the sites of a buildout.

    :param parts: the old parts.
    :param installed: names of the installed parts; each other part becomes a separate site.
    :param sections: names of all sections.
    """
    groups: dict[object, list[OldPart]] = {}
    for part in parts:
        is_alone = part.name not in installed or part.is_scattered
        key = part.name if is_alone else (part.recipe, part.project, part.get_part_level())
        groups.setdefault(key, []).append(part)
    taken = {*sections, "buildout", "versions"}
    sites: list[NewSite] = []
    for group in groups.values():
        first = _choose_first(group)
        name = _name_site(first, group, taken)
        taken.add(name)
        environments: list[NewEnvironment] = []
        for part in sorted(group, key=lambda part: part is not first):
            free = {part.name} if part is not first or name != first.name else set()
            word = next(word for word in _propose_names(part, first) if is_file_name(word) and word not in taken - free)
            taken.add(word)
            environments.append(NewEnvironment(word, part))
        sites.append(NewSite(name, first, tuple(environments), f"-{name}" if sites else ""))
    return sites


def _choose_first(group: Sequence[OldPart]) -> OldPart:
    """Return the part with a script name that is a prefix of most others, so that most names can stay."""

    def count_kept(part: OldPart) -> int:
        return sum(other.control_script.startswith(f"{part.control_script}-") for other in group)

    return max(group, key=count_kept)


def _name_site(first: OldPart, group: Sequence[OldPart], taken: Collection[str]) -> str:
    """Return the name of a site's part: that of its first old part, unless an environment needs this name."""
    is_needed = len(group) > 1 and first.name == _shorten(first)
    return first.project if is_needed and is_file_name(first.project) and first.project not in taken else first.name


def _shorten(part: OldPart) -> str:
    """Return a short name made from that of the settings module."""
    return part.settings.rpartition(".")[2].removeprefix("settings_").removesuffix("_settings")


def _propose_names(part: OldPart, first: OldPart) -> Iterable[str]:
    """Yield names for an environment: first one that keeps the names of scripts, then the module's."""
    if part is not first and part.control_script.startswith(f"{first.control_script}-"):
        yield part.control_script.removeprefix(f"{first.control_script}-")
    if part.values.get("wsgi-script", "").endswith(".wsgi") and part.wsgi_script:
        yield part.wsgi_script.removesuffix(".wsgi")
    shortened = _shorten(part)
    if shortened != "settings" and not part.is_scattered:
        yield shortened
    if part is not first:
        yield part.name
    yield from _PLAIN_NAMES
    yield from (f"{part.name}-{name}" for name in _PLAIN_NAMES)
    number = 2
    while True:
        yield f"{part.name}-{number}"
        number += 1
