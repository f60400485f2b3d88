"""The proof that the recipe reads what was written, as it was meant."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.buildout_move import move_buildout
from twod.recipe.migrate.rereading import judge_move
from twod.recipe.recipe_error import describe_for_buildout

from .conftest import PLAIN


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "settings = mysite.production",
            "settings = mysite.prod",
            "[production]: the settings module would change from 'mysite.pr",
        ),
        ("eggs = mysite", "eggs = mysite x", "[django] eggs: expected a requirement"),
        ("eggs = mysite", "eggs = other", "[django] eggs: the eggs would change: other"),
        ("control-script = django", "control-script = x", "[django]: bin/django would become x"),
        ("extra-paths = .", "project = mysite", "[django] project: is an option of djangorecipe"),
        (
            "[production]",
            "[x]\ny = ${django:project}\n[production]",
            "[x] y: ${django:project} refers to an option that",
        ),
    ],
)
def test_a_new_file_that_means_something_else_is_told(cfg, tmp_path, old: str, new: str, message: str) -> None:
    path = cfg(PLAIN)
    move = move_buildout(path)
    (problem,) = judge_move(move._replace(texts={path: move.texts[path].replace(old, new, 1)})).errors
    told = describe_for_buildout(problem)
    assert told.startswith(message)
    assert "migrate-buildout-" not in told
