"""The directories of develop eggs' packages, which setuptools may hide behind an import hook.

If a project has its package beside setup.py, as Django's ``startproject`` does, pip installs it with a finder module,
``__editable___NAME_finder.py``, instead of a search path. zc.buildout's scripts do not run that module, so they would
not find the project. The module's table of packages has the paths.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from packaging.utils import canonicalize_name

_FINDER = re.compile(r"__editable___.+_finder\.py$")


class EditableFinder(NamedTuple):
    """A finder module of setuptools.

    :param name: its name.
    :param packages: its table: the paths of packages by name.
    """

    name: str
    packages: tuple[tuple[str, str], ...]


class EditablePaths(NamedTuple):
    """The directories and modules that scripts need in order to import develop eggs.

    :param directories: directories for the search path.
    :param finders: the finder modules with packages that no search path can find.
    """

    directories: tuple[str, ...]
    finders: tuple[EditableFinder, ...]


def find_editable_paths(develop_eggs: Path, names: Collection[str]) -> EditablePaths:
    """Return the paths for importing the develop eggs among some distributions.

    :param develop_eggs: buildout's ``develop-eggs-directory``.
    :param names: the names of the distributions, in any spelling.
    """
    wanted = {canonicalize_name(name) for name in names}
    # importlib.metadata would parse all metadata for the names: a tenth of the time of a run without changes.
    records = {_get_name(record.parent): record for record in develop_eggs.glob("*.dist-info/RECORD")}
    directories: list[str] = []
    finders: list[EditableFinder] = []
    for name in sorted(records.keys() & wanted):
        for finder in _list_finders(records[name]):
            mapping = _read_mapping(develop_eggs / finder)
            roots = [_find_root(package, path) for package, path in sorted(mapping.items())]
            directories.extend(root for root in roots if root)
            if None in roots:
                finders.append(EditableFinder(finder.removesuffix(".py"), tuple(sorted(mapping.items()))))
    return EditablePaths(tuple(dict.fromkeys(directories)), tuple(finders))


def _get_name(info: Path) -> str:
    """Return the distribution's name in a folder called ``NAME-VERSION.dist-info``."""
    return canonicalize_name(info.name.partition("-")[0])


def _list_finders(record: Path) -> list[str]:
    """Return the file names of a distribution's finder modules.

    :param record: the distribution's list of files.
    """
    files = [line.partition(",")[0] for line in record.read_text(encoding="utf-8").splitlines()]
    return sorted(file for file in files if _FINDER.match(file))


def _read_mapping(finder: Path) -> dict[str, str]:
    """Return the table of a finder module, the paths of packages by name, without running the module."""
    tables = finder.read_text(encoding="utf-8").partition("\nclass ")[0]
    for statement in ast.parse(tables).body:
        match statement:
            case (
                ast.Assign(targets=[ast.Name(id="MAPPING")], value=ast.Dict() as table)
                | ast.AnnAssign(target=ast.Name(id="MAPPING"), value=ast.Dict() as table)
            ):
                return {str(package): str(path) for package, path in ast.literal_eval(table).items()}
    return {}


def _find_root(package: str, path: str) -> str | None:
    """Return the directory that has the package at `path`; None if its folder has another name."""
    names = package.split(".")
    parts = Path(path).parts
    return str(Path(*parts[: -len(names)])) if list(parts[-len(names) :]) == names else None
