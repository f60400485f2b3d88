"""Projects with settings modules: the module under an ini, and its values in an ini."""

from __future__ import annotations

from pathlib import Path

import pytest

from .moves import MoveTree
from .tree_cases import Case, Tree, read_cases

CASES = read_cases()

_INI = """\
[DEFAULT]
debug = {debug}
django_settings_module = {module}

[app:main]
use = egg:twod.wsgi
"""


@pytest.fixture
def tree(case: Case, tmp_path: Path) -> Tree:
    made = Tree(case, tmp_path / case.name)
    made.lay_out()
    return made


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_a_module_under_an_ini_keeps_every_value(tree: Tree) -> None:
    module = tree.describe("module", tree.case.module)
    debug = module.get("DEBUG", ["builtins.bool", "False"])[1]
    (tree.directory / "site.ini").write_text(_INI.format(debug=debug, module=tree.case.module), encoding="utf-8")
    loaded = tree.describe("ini", "site.ini")
    assert {name: loaded.get(name) for name in module} == module


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.base])
def test_an_ini_over_the_base_module_has_every_value(move_tree: MoveTree, name: str) -> None:
    moved = move_tree(name, False)
    assert not moved.others, moved.printed
    assert moved.equal


@pytest.mark.parametrize("name", CASES)
def test_a_value_that_an_ini_alone_cannot_have_is_named(move_tree: MoveTree, name: str) -> None:
    moved = move_tree(name, True)
    assert moved.equal
    unnamed = {setting for setting in moved.others if f": {setting}: " not in moved.printed}
    assert not unnamed
