"""Each module has a file of quick tests that is named after it, so that one knows where to look and where to add."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

#: Each package by the name of its folder of tests.
PACKAGES = {
    "inifile": ROOT / "inifile" / "twod" / "inifile",
    "recipe": ROOT / "recipe" / "twod" / "recipe",
    "wsgi": ROOT / "twod" / "wsgi",
}

#: Modules that have no such file, and why.
EXCEPTIONS = {
    "wsgi/config/dialects/choice.py": "which of the two it is: test_dialect_one.py and test_dialect_two.py",
    "wsgi/config/dialects/one.py": "test_dialect_one.py, since 'one' says little",
    "wsgi/testing/no_databases.py": "one fixture; tests/processes/test_site_under_pytest.py asks for it",
}


def has_code(module: Path) -> bool:
    """Return whether a module does anything: not when it has names of others, data and protocols alone."""
    nodes = ast.walk(ast.parse(module.read_text(encoding="utf-8")))
    functions = (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return any(not is_text(statement) for function in functions for statement in function.body)


def is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def find_untested(package: str) -> set[str]:
    """Return the modules without a file of tests, as ``PACKAGE/ROOM/MODULE.py``."""
    tested = {path.stem.removeprefix("test_") for path in (ROOT / "tests" / package).rglob("test_*.py")}
    return {
        f"{package}/{module.relative_to(PACKAGES[package])}"
        for module in PACKAGES[package].rglob("*.py")
        if has_code(module) and (module.parent.name if module.stem == "__init__" else module.stem) not in tested
    }


@pytest.mark.parametrize("package", PACKAGES)
def test_each_module_has_a_file_of_tests(package: str) -> None:
    assert find_untested(package) == {module for module in EXCEPTIONS if module.startswith(f"{package}/")}
