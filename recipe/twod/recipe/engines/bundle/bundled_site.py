"""A site as a bundle has it: its environments and files, named from where they stand, and where its eggs are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from twod.recipe.cfg.configuration import Part, PartOptions
from twod.recipe.cfg.environments import Environment, Written
from twod.recipe.cfg.part_options import EGGS, EXTRA_PATHS, TEST
from twod.recipe.disk.layout import Layout
from twod.recipe.engines.bundle.bundle_contents import BundledPath, BundledProject
from twod.recipe.parts.access import list_directories

#: The folder of the eggs in a bundle.
_EGGS = "eggs"

#: What is at the top of a project and belongs to no site: buildout's own, and what may have secrets or data.
_NO_MODULES = ("bin", "build", "develop-eggs", "dist", "eggs", "parts", "var", "node_modules")
_NO_FILES = (".cfg", ".egg-info", ".sqlite3", ".toml", ".lock", ".log")


class EggPlaces:
    """The places of a site's distributions, in the buildout and in the bundle.

    :param root: the buildout's directory.
    :param eggs: the folder of eggs.
    :param develop_eggs: zc.buildout's folder of what leads to the projects that are developed here.
    """

    def __init__(self, root: Path, eggs: Path, develop_eggs: Path) -> None:
        self._root = root
        self._eggs = eggs
        self._sources = _find_sources(develop_eggs)
        self.paths: dict[str, BundledPath] = {}
        self.projects: dict[str, BundledProject] = {}
        self.versions: dict[str, str] = {}

    def place(self, distribution: Any) -> Path:
        """Return where a distribution would be if this tree were the bundle, and keep it in mind."""
        name, location = canonicalize_name(distribution.project_name), Path(distribution.location)
        self.versions[name] = str(distribution.version)
        source = self._sources.get(name)
        if source is None and not location.is_relative_to(self._eggs):
            source = _find_project(location)
        if source is None:
            target = f"{_EGGS}/{location.name}"
            self.paths[target] = BundledPath(str(location), target)
        else:
            target = f"{_EGGS}/{name}-{distribution.version}"
            self.projects[target] = BundledProject(name, source, target)
        return self._root / target


def _find_project(location: Path) -> str | None:
    """Return the folder of the project whose modules are at a place; None when what is there is no project's.

    zc.buildout 5 has develop eggs where their modules are.
    """
    folders = (location, location.parent)
    found = (each for each in folders for name in ("pyproject.toml", "setup.py") if (each / name).is_file())
    return next(map(str, found), None)


def _find_sources(develop_eggs: Path) -> dict[str, str]:
    """Return the folders of the projects that are developed here, by the names of their distributions."""
    found: dict[str, str] = {}
    for record in sorted(develop_eggs.glob("*.dist-info/direct_url.json")):
        address = urlsplit(json.loads(record.read_text(encoding="utf-8"))["url"])
        if address.scheme == "file":
            found[canonicalize_name(record.parent.name.partition("-")[0])] = unquote(address.path)
    return found


def make_bundled_part(part: PartOptions, site: Part, paths: Sequence[BundledPath]) -> Part:
    """Return the site's part as the bundle has it: without tests, and with all paths relative.

    :param part: the bundle's own part, which makes the files.
    :param paths: where the bundle has the site's ``extra-paths``.
    """
    written = dict(site.written)
    if EXTRA_PATHS.name in written:
        texts = "\n".join(os.path.normpath(path.target) for path in paths)
        written[EXTRA_PATHS.name] = Written(texts, written[EXTRA_PATHS.name].place)
    values = site.values.replace(TEST, None)
    return Part(part.name, values, written, site.layout._replace(has_relative_paths=True))


def list_extra_paths(site: Part) -> list[BundledPath]:
    """Return the site's ``extra-paths``: at the same place of the bundle, and among the eggs if they are elsewhere."""
    layout = site.layout
    found = []
    for name in site.values[EXTRA_PATHS]:
        path = layout.find_path(name)
        inner = os.path.relpath(path, layout.directory)
        found.append(BundledPath(str(path), f"{_EGGS}/{path.name}" if inner.startswith("..") else inner))
    return found


def expand_top(paths: Iterable[BundledPath], layout: Layout) -> list[BundledPath]:
    """Return the paths, the buildout's own directory replaced by what a site may have in it.

    :param layout: where the files of the site go.
    """
    found = []
    own = (layout.bin_directory, layout.ini_directory, layout.var)
    for path in paths:
        if Path(path.source) != layout.directory:
            found.append(path)
            continue
        for entry in sorted(layout.directory.iterdir()):
            is_own = entry.name in _NO_MODULES or entry.name.startswith(".") or entry.suffix in _NO_FILES
            if not is_own and not any(place.is_relative_to(entry) for place in own):
                found.append(BundledPath(str(entry), entry.name))
    return found


def list_data_folders(layout: Layout, environments: Sequence[Environment]) -> list[str]:
    """Return the folders of what outlives a release, from the tree's directory: data, and logs elsewhere."""
    own = (layout.bin_directory, layout.ini_directory)
    paths = [each.path for each in list_directories(layout, environments) if each.path not in own]
    inner = sorted({path for path in paths if path.is_relative_to(layout.directory) and path != layout.directory})
    return [
        str(path.relative_to(layout.directory))
        for path in inner
        if not any(path != other and path.is_relative_to(other) for other in inner)
    ]


def find_project_name(site: Part) -> str:
    """Return the name of the site's first egg; of its part if it has none."""
    return Requirement(site.values[EGGS][0]).name if site.values[EGGS] else site.name


def list_versions(places: EggPlaces) -> Mapping[str, str]:
    """Return the versions of all distributions, by their names."""
    return dict(sorted(places.versions.items()))
