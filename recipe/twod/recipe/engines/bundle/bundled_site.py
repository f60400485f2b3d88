"""A site as a bundle contains it: its environments, its files and the places of its eggs."""

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

#: Names at the top of a project that belong to no site: those of buildout, and folders that may hold secrets or data.
_NO_MODULES = ("bin", "bootstrap.py", "build", "develop-eggs", "dist", "eggs", "parts", "var", "node_modules")
_NO_FILES = (".cfg", ".egg-info", ".sqlite3", ".toml", ".lock", ".log")


class EggPlaces:
    """The places of a site's distributions, in the buildout and in the bundle.

    :param root: the buildout's directory.
    :param eggs: the folder of eggs.
    :param develop_eggs: zc.buildout's folder of links to develop projects.
    """

    def __init__(self, root: Path, eggs: Path, develop_eggs: Path) -> None:
        self._root = root
        self._eggs = eggs
        self._sources = _find_sources(develop_eggs)
        self.paths: dict[str, BundledPath] = {}
        self.projects: dict[str, BundledProject] = {}
        self.versions: dict[str, str] = {}

    def place(self, distribution: Any) -> Path:
        """Return the place of a distribution as if this tree were the bundle, and remember it."""
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
    """Return the folder of the project that has its modules at a place, or None if they belong to no project.

    zc.buildout 5 keeps develop eggs beside their modules.
    """
    folders = (location, location.parent)
    found = (each for each in folders for name in ("pyproject.toml", "setup.py") if (each / name).is_file())
    return next(map(str, found), None)


def _find_sources(develop_eggs: Path) -> dict[str, str]:
    """Return the folders of the develop projects, by the names of their distributions."""
    found: dict[str, str] = {}
    for record in sorted(develop_eggs.glob("*.dist-info/direct_url.json")):
        address = urlsplit(json.loads(record.read_text(encoding="utf-8"))["url"])
        if address.scheme == "file":
            found[canonicalize_name(record.parent.name.partition("-")[0])] = unquote(address.path)
    return found


def make_bundled_part(part: PartOptions, site: Part, paths: Sequence[BundledPath]) -> Part:
    """Return the site's part for the bundle: without tests, and with relative paths only.

    :param part: the bundle's part, which makes the files.
    :param paths: places of the site's ``extra-paths`` in the bundle.
    """
    written = dict(site.written)
    if EXTRA_PATHS.name in written:
        texts = "\n".join(os.path.normpath(path.target) for path in paths)
        written[EXTRA_PATHS.name] = Written(texts, written[EXTRA_PATHS.name].place)
    values = site.values.replace(TEST, None)
    return Part(part.name, values, written, site.layout._replace(has_relative_paths=True))


def list_extra_paths(site: Part) -> list[BundledPath]:
    """Return the site's ``extra-paths``: paths of the tree keep their place, others go among the eggs."""
    layout = site.layout
    found = []
    for name in site.values[EXTRA_PATHS]:
        path = layout.find_path(name)
        inner = os.path.relpath(path, layout.directory)
        found.append(BundledPath(str(path), f"{_EGGS}/{path.name}" if inner.startswith("..") else inner))
    return found


def expand_top(paths: Iterable[BundledPath], layout: Layout) -> list[BundledPath]:
    """Return the paths, with the entries of the buildout's directory in place of the directory itself.

    Entries that no site needs are left out.

    :param layout: the places of the site's files.
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
    """Return the folders that outlive a release, relative to the tree: data, and logs outside of it."""
    own = (layout.bin_directory, layout.ini_directory)
    paths = [each.path for each in list_directories(layout, environments) if each.path not in own]
    inner = sorted({path for path in paths if path.is_relative_to(layout.directory) and path != layout.directory})
    return [
        str(path.relative_to(layout.directory))
        for path in inner
        if not any(path != other and path.is_relative_to(other) for other in inner)
    ]


def find_project_name(site: Part) -> str:
    """Return the name of the site's first egg, or of its part if it has no eggs."""
    return Requirement(site.values[EGGS][0]).name if site.values[EGGS] else site.name


def list_versions(places: EggPlaces) -> Mapping[str, str]:
    """Return the versions of all distributions, by their names."""
    return dict(sorted(places.versions.items()))
