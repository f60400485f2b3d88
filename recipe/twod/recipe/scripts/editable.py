"""Where the packages of develop eggs are, when setuptools hides that behind an import hook.

A project with its package beside setup.py (what Django's ``startproject`` gives, and most others) is installed by pip
as an editable one with a finder module, ``__editable___NAME_finder.py``, in place of a search path. zc.buildout's
scripts do not run it, so they do not find the project. Its table of packages tells where they are.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from importlib.metadata import Distribution, distributions
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

_FINDER = re.compile(r"__editable___.+_finder\.py$")


class EditablePaths(NamedTuple):
    """What scripts need in order to import develop eggs.

    :param directories: directories for the search path.
    :param finders: names of the finder modules whose packages no search path leads to.
    """

    directories: tuple[str, ...]
    finders: tuple[str, ...]


def find_editable_paths(develop_eggs: Path, names: Collection[str]) -> EditablePaths:
    """Return what is needed to import the develop eggs among the distributions called `names`.

    :param develop_eggs: buildout's ``develop-eggs-directory``.
    :param names: names of distributions, in any spelling.
    """
    wanted = {canonicalize_name(name) for name in names}
    directories: list[str] = []
    finders: list[str] = []
    found = {
        dist.name: dist for dist in distributions(path=[str(develop_eggs)]) if canonicalize_name(dist.name) in wanted
    }
    for _, distribution in sorted(found.items()):
        for finder in _list_finders(distribution):
            mapping = _read_mapping(Path(str(distribution.locate_file(finder))))
            roots = [_find_root(package, path) for package, path in sorted(mapping.items())]
            directories.extend(root for root in roots if root)
            if None in roots:
                finders.append(finder.removesuffix(".py"))
    return EditablePaths(tuple(dict.fromkeys(directories)), tuple(finders))


def _list_finders(distribution: Distribution) -> list[str]:
    """Return the file names of a distribution's finder modules."""
    return sorted(str(file) for file in distribution.files or () if _FINDER.match(str(file)))


def _read_mapping(finder: Path) -> dict[str, str]:
    """Return the table of a finder module, from package to path, without running the module."""
    for statement in ast.parse(finder.read_text(encoding="utf-8")).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="MAPPING")], value=ast.Dict() as table)
                | ast.AnnAssign(target=ast.Name(id="MAPPING"), value=ast.Dict() as table)
            ):
                return {str(package): str(path) for package, path in ast.literal_eval(table).items()}
    return {}


def _find_root(package: str, path: str) -> str | None:
    """Return the directory that holds the package at `path` under its name; None when it has another name there."""
    names = package.split(".")
    parts = Path(path).parts
    return str(Path(*parts[: -len(names)])) if list(parts[-len(names) :]) == names else None
