"""Inis of predecessors and of others: as they are, and after ``migrate-ini``."""

from __future__ import annotations

import pytest

from .ini_cases import Case, read_cases
from .moves import MoveIni
from .outcomes import Outcome

CASES = read_cases()
SITES = [case for case in CASES.values() if case.settings]
OTHERS = [case for case in CASES.values() if not case.settings]


@pytest.mark.parametrize("case", SITES, ids=lambda case: case.name)
def test_an_ini_has_the_settings_that_the_old_code_made(move_ini: MoveIni, case: Case) -> None:
    moved = move_ini(case.name)
    assert not moved.differences
    assert moved.outcome is not Outcome.NOT, moved.printed


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: case.name)
def test_an_ini_without_django_is_refused_by_name_and_stays(move_ini: MoveIni, case: Case) -> None:
    moved = move_ini(case.name)
    assert moved.outcome is Outcome.NOT
    assert not moved.is_changed
    for words in case.says:
        assert words in moved.printed


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_no_ini_ends_in_a_traceback(move_ini: MoveIni, case: Case) -> None:
    assert "Traceback" not in move_ini(case.name).printed
