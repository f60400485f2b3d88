"""The layers of the house: imports point down, and the two halves meet in the ini alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: The runtime's rooms, the lowest first; a room may import from those below it.
LAYERS = (
    ("exc",),
    ("config",),
    ("delegation", "meta", "record"),
    ("body",),
    ("upload",),
    ("request", "response", "routing"),
    ("handler", "embedding", "static"),
    ("factories", "loading"),
    ("testing",),
    ("commands", "pytest_plugin", "templates"),
    ("",),  # the package itself: the public names
)


def modules(package: Path, prefix: str) -> dict[str, Path]:
    found = {}
    for path in package.rglob("*.py"):
        parts = path.relative_to(package).with_suffix("").parts
        found[".".join((prefix, *(part for part in parts if part != "__init__")))] = path
    return found


RUNTIME = modules(ROOT / "twod" / "wsgi", "twod.wsgi")
RECIPE = modules(ROOT / "recipe" / "twod" / "recipe", "twod.recipe")


def imports(name: str, path: Path, *, for_types: bool = True) -> set[str]:
    """Full names that a module imports, inside functions too; without those of ``if TYPE_CHECKING:`` if so asked."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = set()
    if not for_types:
        for node in ast.walk(tree):
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
                skipped |= {inner for statement in node.body for inner in ast.walk(statement)}
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                base = ".".join([*package.split(".")[: len(package.split(".")) - node.level + 1], base]).strip(".")
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def room(name: str) -> str:
    return [*name.split("."), ""][2] if name.startswith("twod.wsgi") else ""


def rank(name: str) -> int:
    return next(rank for rank, rooms in enumerate(LAYERS) if room(name) in rooms)


@pytest.mark.parametrize("name", sorted(RUNTIME))
def test_a_module_imports_from_its_own_layer_or_below(name: str) -> None:
    if room(name) == "":
        return  # The public names come from anywhere.
    ours = {found for found in imports(name, RUNTIME[name], for_types=False) if found.startswith("twod.wsgi")}
    assert {found for found in ours if rank(found) > rank(name)} == set()
    if rank(name):
        siblings = {found for found in ours if rank(found) == rank(name) and room(found) != room(name)}
        allowed = {"delegation", "meta", "request"}
        assert {found for found in siblings if room(found) not in allowed} == set()


@pytest.mark.parametrize("name", sorted(RUNTIME))
def test_the_runtime_knows_nothing_of_buildout(name: str) -> None:
    assert {found for found in imports(name, RUNTIME[name]) if found.startswith(("zc.", "twod.recipe"))} == set()


@pytest.mark.parametrize("name", sorted(RECIPE))
def test_the_recipe_knows_nothing_of_django_and_the_runtime(name: str) -> None:
    assert {found for found in imports(name, RECIPE[name]) if found.startswith(("django", "twod.wsgi"))} == set()


@pytest.mark.parametrize("half", [RUNTIME, RECIPE], ids=["runtime", "recipe"])
def test_no_modules_import_each_other_in_a_circle(half: dict[str, Path]) -> None:
    def target(imported: str) -> str | None:
        while imported and imported not in half:
            imported = imported.rpartition(".")[0]
        return imported or None

    edges = {
        name: {found for found in map(target, imports(name, path, for_types=False)) if found and found != name}
        for name, path in half.items()
    }
    while free := {name for name, below in edges.items() if not below & edges.keys()}:
        edges = {name: below for name, below in edges.items() if name not in free}
    assert edges == {}


@pytest.mark.parametrize("module", ["twod.wsgi", "twod.wsgi.config", "twod.wsgi.exc"])
def test_reading_an_ini_needs_no_django(module: str) -> None:
    code = f"import sys, {module}; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    environ = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.check_output([sys.executable, "-c", code], env=environ, text=True) == "[]\n"


def test_contributors_are_shown_these_layers(manual) -> None:
    """CONTRIBUTING.rst has the highest first, and a few words on some."""
    (shown,) = manual("CONTRIBUTING.rst", "text")
    lines = [re.split("  +", line)[0] for line in shown.text.splitlines()]
    assert lines == [", ".join(rooms) or "twod.wsgi" for rooms in reversed(LAYERS)]
