"""Buildouts of djangorecipe: with the recipe's name changed alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.buildouts import Buildout

from .buildout_cases import Case, OldBuildout, read_cases


@pytest.mark.parametrize("case", read_cases(), ids=lambda case: case.name)
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
    assert "environments: is missing; name the sections of its environments here" in done.stdout
