"""Buildouts of djangorecipe: with the recipe's name changed alone, and after ``migrate-buildout``."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.buildouts import Buildout

from .buildout_cases import Case, OldBuildout, read_cases
from .moves import MoveBuildout
from .outcomes import Outcome

CASES = read_cases()


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_another_recipe_alone_is_refused_with_the_place(
    case: Case, tmp_path: Path, buildout: Buildout, home: Path
) -> None:
    old = OldBuildout(case, tmp_path / case.name, buildout, home)
    old.lay_out()
    old.change_recipe()
    done = old.provision()
    assert done.returncode == 1
    assert "Traceback" not in done.stdout
    assert "An internal error occurred" not in done.stdout
    assert "environments: is missing; list the sections of its environments here" in done.stdout


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.scripts])
def test_each_environment_has_the_settings_module_of_its_old_part(move_buildout: MoveBuildout, name: str) -> None:
    moved = move_buildout(name)
    assert moved.outcome is Outcome.AFTER, moved.printed
    assert moved.scripts == CASES[name].scripts
    assert not moved.missing


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.scripts])
def test_a_buildout_that_cannot_be_moved_stays_as_it_is(move_buildout: MoveBuildout, name: str) -> None:
    moved = move_buildout(name)
    assert moved.outcome is Outcome.NOT
    assert not moved.is_changed


@pytest.mark.parametrize("name", CASES)
def test_the_command_names_what_somebody_has_to_look_at(move_buildout: MoveBuildout, name: str) -> None:
    printed = move_buildout(name).printed
    assert "Traceback" not in printed
    for words in CASES[name].says:
        assert words in printed
