"""Paths that inis name in a tree: secret files, which no bundle may contain, and files that a bundle may lack."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from twod.inifile.problems import Report
from twod.inifile.reference_syntax import find_plain_text, find_references, parse_references
from twod.inifile.text import HERE
from twod.inifile.tree_paths import list_paths
from twod.recipe.cfg.environment_options import VARIABLE_FILES
from twod.recipe.cfg.environments import Environment, Written
from twod.recipe.cfg.readers import ListedFile
from twod.recipe.disk.layout import Layout
from twod.recipe.parts.site_files import Ini


def list_secret_files(inis: Iterable[Ini]) -> list[Path]:
    """Return the files that inis refer to by ``${file:PATH}``; each host has its own."""
    found: dict[Path, None] = {}
    for ini in inis:
        here = ini.file.path.parent
        for text in (entry.value for section in ini.sections for entry in section.entries):
            for reference, _ in find_references(parse_references(text, any_name=False).parts):
                name = find_plain_text(reference.name) if reference.kind == "file" else None
                if name is not None:
                    found[Path(os.path.normpath(here / name.replace(HERE, str(here))))] = None
    return list(found)


def list_variable_files(layout: Layout, environment: Environment) -> list[tuple[Path, ListedFile]]:
    """Return the paths of the files of environment variables, each with its option; each host has its own."""
    return [(layout.find_path(file.path), file) for file in environment.options[VARIABLE_FILES]]


def warn_of_missing_paths(
    environment: Environment, root: Path, places: Collection[Path], cure: str, report: Report
) -> None:
    """Warn of each option that names an existing path of the tree which the bundle lacks.

    Other text can resemble a path, so paths that do not exist are ignored.

    :param root: the directory of the tree.
    :param places: paths that are in the bundle or on its hosts.
    :param cure: the end of the message, which says how to mend it.
    """
    for name, written in _list_options(environment):
        for text in list_paths(written.text, str(root), name=name):
            path = Path(os.path.normpath(text))
            is_known = path == root or any(path.is_relative_to(place) for place in places)
            if not is_known and path.exists():
                report.warn(written, f"the bundle has no {path}; {cure}")


def _list_options(environment: Environment) -> Iterator[tuple[str, Written]]:
    yield from environment.settings.items()
    for options in environment.sections.values():
        yield from options.items()
