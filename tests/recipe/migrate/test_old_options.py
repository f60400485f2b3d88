"""The fate of each option of an old part."""

from __future__ import annotations

import pytest

from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS
from twod.recipe.cfg.part_options import PART_OPTIONS
from twod.recipe.migrate.old_options import PART_TARGETS, find_move


@pytest.mark.parametrize(
    ("recipe", "name", "kind"),
    [
        ("djangorecipe", "eggs", "keep"),
        ("djangorecipe", "settings", "settings"),
        ("djangorecipe", "logfile", "rename"),
        ("djangorecipe", "bind", "own"),
        ("djangorecipe", "environment.x", "own"),
        ("isotoma.recipe.django", "environment.x", "variable"),
        ("djangorecipe", "threads", "own"),
        ("djangorecipe", "debug-mode", "own"),
        ("djangorecipe", "unzip", "drop"),
    ],
)
def test_an_option_stays_moves_or_goes(recipe: str, name: str, kind: str) -> None:
    assert find_move(recipe, name).kind == kind


def test_an_option_is_renamed_to_one_that_there_is() -> None:
    moves = [option.move for option in FOREIGN_OPTIONS if option.move and option.move.kind == "rename"]
    environment = {option.name for option in ENVIRONMENT_OPTIONS}
    assert {move.target for move in moves} <= environment | set(PART_TARGETS)
    assert set(PART_TARGETS) <= {option.name for option in PART_OPTIONS}
