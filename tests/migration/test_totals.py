"""The totals of all fixtures, which the manual shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from . import buildout_cases, env_cases, ini_cases, tree_cases
from .moves import MoveBuildout, MoveEnvFile, MoveIni, MoveTree
from .outcomes import Outcome, Totals, align, read_table, write_table


def test_the_manual_shows_how_much_arrives(
    move_buildout: MoveBuildout,
    move_ini: MoveIni,
    move_tree: MoveTree,
    move_env_file: MoveEnvFile,
    report: Callable[[list[str]], None],
    request: pytest.FixtureRequest,
) -> None:
    totals = Totals()
    for name, buildout in buildout_cases.read_cases().items():
        totals.add("Parts of djangorecipe", move_buildout(name).outcome, buildout.parts)
    for name, case in ini_cases.read_cases().items():
        totals.add("Inis of sites" if case.settings else "Inis of other frameworks", move_ini(name).outcome)
    for name, tree in tree_cases.read_cases().items():
        for is_whole in [False, True] if tree.base else [True]:
            kind = "Values of whole settings modules" if is_whole else "Values of settings modules over a base"
            moved = move_tree(name, is_whole)
            totals.add(kind, Outcome.AFTER, len(moved.equal))
            totals.add(kind, Outcome.ALIKE, len(moved.alike))
            totals.add(kind, Outcome.LEFT, len(moved.left))
            totals.add(kind, Outcome.NOT, len(moved.others - moved.alike - moved.left))
    for name in env_cases.read_cases():
        totals.add("``.env`` files", move_env_file(name).outcome)
    rows = totals.make_rows()
    report(align(rows))
    if request.config.getoption("write_totals"):
        write_table(rows)
    assert read_table() == rows
