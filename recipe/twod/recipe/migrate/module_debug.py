"""The value of ``DEBUG`` in a settings module, read from its text without importing it, for the option ``debug``."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path

from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import OldPart

_NAME = "DEBUG"

#: Places of packages below the directory of a distribution.
_ROOTS = ("", "src")


def find_debug(buildout: OldBuildout, old: OldPart, module: str) -> bool | None:
    """Return the value of ``DEBUG`` in a settings module, or None if its text does not determine it.

    :param old: the part that names the module.
    """
    return _read_module(module, _list_directories(buildout, old), ())


def _list_directories(buildout: OldBuildout, old: OldPart) -> list[Path]:
    """Return the directories that may have a part's modules: the buildout's, its paths and its develop projects."""
    develop = buildout.resolve("buildout", buildout.get_effective("buildout").get("develop", "")).split()
    # Path.glob accepts neither "." nor an absolute path.
    found = [sorted(glob(name, root_dir=buildout.directory)) for name in develop]  # noqa: PTH207 - see above
    checkouts = [buildout.directory / name for names in found for name in names]
    paths = [buildout.directory / path for path in old.values.get("extra-paths", "").split()]
    return [root / name for root in (buildout.directory, *paths, *checkouts) for name in _ROOTS]


def _read_module(module: str, directories: Sequence[Path], seen: tuple[str, ...]) -> bool | None:
    file = _find_file(module, directories)
    if file is None or module in seen:
        return None
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, ValueError, SyntaxError):
        return None
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    debug: bool | None = False
    for statement in tree.body:
        match statement:
            case ast.ImportFrom(names=names) if {name.asname or name.name for name in names} & {"*", _NAME}:
                debug = _read_module(_find_imported(statement, package), directories, (*seen, module))
            case ast.Assign(value=ast.Constant(value=bool() as value)) if _assigns(statement):
                debug = value
            case _ if _assigns(statement):
                debug = None
    return debug


def _find_file(module: str, directories: Sequence[Path]) -> Path | None:
    path = module.replace(".", "/")
    files = (directory / name for directory in directories for name in (f"{path}.py", f"{path}/__init__.py"))
    return next((file for file in files if file.is_file()), None)


def _find_imported(statement: ast.ImportFrom, package: str) -> str:
    """Return the full name of the module that a statement imports from."""
    if not statement.level:
        return statement.module or ""
    above = package.split(".")[: len(package.split(".")) - statement.level + 1]
    return ".".join([*above, *filter(None, [statement.module])])


def _assigns(statement: ast.stmt) -> bool:
    """Return whether a statement, or one inside it, may assign another value to the name."""
    return any(_list_stored(statement))


def _list_stored(statement: ast.stmt) -> Iterator[ast.Name]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and node.id == _NAME and isinstance(node.ctx, ast.Store):
            yield node
