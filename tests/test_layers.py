"""The floors of the house: imports point down, and the halves meet in ``twod.inifile`` alone."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]


class House(NamedTuple):
    """A package, and the floors that its rooms stand on, the lowest first."""

    package: str
    folder: Path
    #: A room is a module or a folder of the package; it may import from the floors below it.
    floors: tuple[tuple[str, ...], ...]


HOUSES = (
    House(
        "twod.inifile",
        ROOT / "inifile",
        (
            (
                "addresses",
                "bundle_manifest",
                "checksum",
                "problems",
                "config_uri",
                "key_place",
                "nearest",
                "opaque",
                "regular_file",
                "seals",
                "secrets",
                "whole_file",
            ),
            ("file_advice", "files_together", "python_values", "reference_sources", "request_id_syntax"),
            ("booleans", "durations", "keys", "reading", "reference_syntax", "text"),
            ("health_options", "hidden_references", "send_file_options", "spans", "tree_paths"),
            ("pastedeploy", "variables"),
            ("environment_files",),
            ("references",),
            ("replaced_options",),
            ("logging_grammar",),
            ("grammar", "masking"),
        ),
    ),
    House(
        "twod.recipe",
        ROOT / "recipe",
        (
            ("recipe_error", "run_memory"),
            ("private_names",),
            ("disk",),
            ("cfg",),
            ("fetch", "ini"),
            ("lock", "migrate"),
            ("scripts",),
            ("parts",),
            ("engines",),
        ),
    ),
    House(
        "twod.wsgi",
        ROOT,
        (
            ("old_names",),
            ("exc", "after_import", "asgi_protocol", "fast", "release_place", "wsgi_text"),
            ("config", "asgi_scope", "front_settings"),
            ("contexts", "ini_logging", "migration", "error_reports", "provisioning"),
            ("entity_tag", "promised_file", "request", "response", "routing"),
            ("opened_file",),
            ("front_server",),
            ("handler", "embedding", "preparation", "serving", "static"),
            ("console", "origin_rows", "protected_media"),
            ("factories", "releases"),
            ("asgi",),
            ("loading", "wrapped_factories"),
            ("testing",),
            ("commands", "pytest_plugin", "templates", "toolbar", "appsetup", "embedded_wsgi", "middleware"),
        ),
    ),
    House(
        "twod.wsgi.config",
        ROOT,
        (
            ("kinds", "rules"),
            ("django_settings",),
            ("raised", "trace"),
            ("dialects",),
            ("merging", "surroundings"),
            ("check", "loaded"),
            ("difference", "findings", "fingerprint", "lent_settings", "survey"),
            ("comparison", "system_checks"),
            ("activation",),
            ("settings",),
        ),
    ),
    House(
        "twod.inifile.pastedeploy",
        ROOT / "inifile",
        (("entry_points", "scope"), ("deployment", "predecessors"), ("replay",), ("route",), ("django_sections",)),
    ),
    House(
        "twod.wsgi.serving",
        ROOT,
        (
            ("service_manager",),
            ("apart", "end", "gunicorn_errors", "gunicorn_logger", "unserved"),
            ("gunicorn_anew", "gunicorn_end", "health", "logs", "runners", "sendfile"),
            ("gunicorn_reload",),
        ),
    ),
    House(
        "twod.wsgi.request",
        ROOT,
        (
            ("body_streams", "kept_body", "meta", "pieces", "upload_window", "visit", "webob_names"),
            ("body", "upload_watch"),
            ("upload",),
            ("wsgi_request",),
        ),
    ),
)


def find_modules(house: House) -> dict[str, Path]:
    """Return the modules of a package by their full names."""
    found = {}
    for path in (house.folder / house.package.replace(".", "/")).rglob("*.py"):
        parts = path.relative_to(house.folder).with_suffix("").parts
        found[".".join(part for part in parts if part != "__init__")] = path
    return found


MODULES = {house.package: find_modules(house) for house in HOUSES}
CASES = [(house, name) for house in HOUSES for name in sorted(MODULES[house.package])]
IDS = [f"{house.package}-{name}" for house, name in CASES]


def find_imports(name: str, path: Path, *, for_types: bool = True) -> set[str]:
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


def find_room(house: House, name: str) -> str:
    """Return the room that a module or a name in it belongs to; empty for the package itself."""
    return name.removeprefix(house.package).lstrip(".").partition(".")[0]


def find_floor(house: House, room: str) -> int:
    """Return the number of a room's floor; the package itself, which has the public names, is above all."""
    return next((number for number, rooms in enumerate(house.floors) if room in rooms), len(house.floors))


def imports_of(name: str) -> set[str]:
    (path,) = {found[name] for found in MODULES.values() if name in found}
    return find_imports(name, path)


@pytest.mark.parametrize(("house", "name"), CASES, ids=IDS)
def test_a_module_imports_from_its_own_room_or_from_a_floor_below(house: House, name: str) -> None:
    room = find_room(house, name)
    if room == "":
        return  # The public names come from anywhere.
    found = find_imports(name, MODULES[house.package][name], for_types=False)
    rooms = {find_room(house, other) for other in found if f"{other}.".startswith(f"{house.package}.")} - {room}
    assert {other for other in rooms if find_floor(house, other) >= find_floor(house, room)} == set()


@pytest.mark.parametrize("house", HOUSES, ids=[house.package for house in HOUSES])
def test_each_room_has_a_floor_and_each_floor_its_rooms(house: House) -> None:
    rooms = {find_room(house, name) for name in MODULES[house.package]} - {""}
    listed = [room for floor in house.floors for room in floor]
    assert sorted(listed) == sorted(rooms)


@pytest.mark.parametrize("name", sorted(MODULES["twod.wsgi"]))
def test_the_runtime_knows_nothing_of_buildout(name: str) -> None:
    assert {found for found in imports_of(name) if found.startswith(("zc.", "twod.recipe"))} == set()


@pytest.mark.parametrize("name", sorted(MODULES["twod.recipe"]))
def test_the_recipe_knows_nothing_of_django_and_the_runtime(name: str) -> None:
    assert {found for found in imports_of(name) if found.startswith(("django", "twod.wsgi"))} == set()


@pytest.mark.parametrize("name", sorted(MODULES["twod.inifile"]))
def test_the_ini_knows_nothing_of_either(name: str) -> None:
    others = ("django", "twod.recipe", "twod.wsgi", "webob", "zc.")
    assert {found for found in imports_of(name) if found.startswith(others)} == set()


@pytest.mark.parametrize("package", ["twod.inifile", "twod.recipe", "twod.wsgi"])
def test_no_modules_import_each_other_in_a_circle(package: str) -> None:
    house = MODULES[package]

    def find_target(imported: str) -> str | None:
        while imported and imported not in house:
            imported = imported.rpartition(".")[0]
        return imported or None

    edges = {
        name: {
            found for found in map(find_target, find_imports(name, path, for_types=False)) if found and found != name
        }
        for name, path in house.items()
    }
    # A package's own __init__ is the front of its rooms: who imports a module by its full name does not mean the front.
    while free := {name for name, below in edges.items() if not below & edges.keys()}:
        edges = {name: below for name, below in edges.items() if name not in free}
    assert edges == {}


@pytest.mark.parametrize(
    "module", ["twod.inifile", "twod.inifile.grammar", "twod.wsgi", "twod.wsgi.config", "twod.wsgi.exc"]
)
def test_reading_an_ini_needs_no_django(module: str) -> None:
    code = f"import sys, {module}; print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    environ = {"PYTHONPATH": ":".join(sys.path)}
    assert subprocess.check_output([sys.executable, "-c", code], env=environ, text=True) == "[]\n"


def test_no_file_name_means_two_things() -> None:
    files: dict[str, set[Path]] = {}
    for modules in MODULES.values():
        for path in modules.values():
            files.setdefault(path.parent.name if path.name == "__init__.py" else path.stem, set()).add(path)
    # Django's name for what a URLconf includes; the other has the kinds of settings that are URLs.
    del files["urls"]
    assert {name: paths for name, paths in files.items() if len(paths) > 1} == {}


def find_public_names(path: Path) -> set[str]:
    """Return the names that a module defines at its top level and does not keep to itself."""
    found: set[str] = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found.add(node.name)
            case ast.Assign():
                found |= {target.id for target in node.targets if isinstance(target, ast.Name)}
            case ast.AnnAssign(target=ast.Name() as target):
                found.add(target.id)
    return {name for name in found if not name.startswith("_")}


def test_no_public_name_means_two_things() -> None:
    places: dict[str, set[Path]] = {}
    for modules in MODULES.values():
        for path in modules.values():
            for name in find_public_names(path):
                places.setdefault(name, set()).add(path)
    # The manual promises both: the factory of a section, and the function for a module of mod_wsgi's.
    del places["make_application"]
    # Django reads the namespace of a URLconf by this name.
    del places["app_name"]
    assert {name: paths for name, paths in places.items() if len(paths) > 1} == {}


@pytest.mark.parametrize("house", HOUSES[:3], ids=[house.package for house in HOUSES[:3]])
def test_contributors_are_shown_these_floors(manual, house: House) -> None:
    """CONTRIBUTING.rst has the highest first, and a few words on some."""
    (shown,) = [block for block in manual("CONTRIBUTING.rst", "text") if block.caption == house.package]
    lines = [re.split("  +", line)[0] for line in shown.text.splitlines()]
    assert lines == [", ".join(rooms) for rooms in reversed(house.floors)]
