"""djangorecipe 2.2.1 beside twod.recipe: the settings that Django has in the scripts of both."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kit.buildouts import Buildout

from .buildout_cases import OldBuildout, read_cases
from .moves import MoveBuildout

CASES = read_cases()

#: The words of djangorecipe 2.2.1 about buildouts for an older one; in library, zc.buildout's about a comment in eggs.
REFUSED = {
    "harbour": "The projectegg option is deprecated",
    "library": "ValueError: not enough values to unpack",
    "museum": "The projectegg option is deprecated",
    "quarry": "The projectegg option is deprecated",
    "brewery": "The wsgilog option is deprecated",
    "observatory": "The version option is deprecated",
    "chapel": "The projectegg option is deprecated",
}
#: Settings that twod has a value of its own for.
OURS = {"SETTINGS_MODULE", "DEFAULT_EXCEPTION_REPORTER_FILTER"}

_FATES = re.compile(r"^    bin/(\S+) (?:becomes bin/(\S+)|keeps its name)$", re.MULTILINE)


@pytest.fixture
def old(request: pytest.FixtureRequest, tmp_path: Path, buildout: Buildout, home: Path) -> OldBuildout:
    made = OldBuildout(CASES[request.param], tmp_path / request.param, buildout, home)
    made.lay_out()
    return made


@pytest.mark.parametrize(
    "old", [name for name, case in CASES.items() if case.scripts and name not in REFUSED], indirect=True
)
def test_scripts_of_both_recipes_have_the_same_settings(move_buildout: MoveBuildout, old: OldBuildout) -> None:
    done = old.provision()
    assert done.returncode == 0, done.stdout
    moved = move_buildout(old.case.name)
    assert moved.buildout is not None, moved.printed
    new_names = {before: after or before for before, after in _FATES.findall(moved.printed)}
    scripts = old.find_old_scripts()
    assert scripts
    for script in scripts:
        before, after = old.read_settings(script), moved.buildout.read_settings(new_names[script])
        names = (before.keys() | after.keys()) - OURS
        assert {name: before.get(name) for name in names} == {name: after.get(name) for name in names}


@pytest.mark.parametrize("old", REFUSED, indirect=True)
def test_a_buildout_that_is_too_old_for_the_old_recipe_says_so(old: OldBuildout) -> None:
    done = old.provision()
    assert done.returncode == 1
    assert REFUSED[old.case.name] in done.stdout
