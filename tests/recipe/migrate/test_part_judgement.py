"""Old parts that cannot become sites."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.buildout_move import move_buildout
from twod.recipe.recipe_error import RecipeError

from .conftest import list_notes


@pytest.mark.parametrize(
    ("recipe", "options", "message"),
    [
        (
            "djangorecipebook:wsgi",
            "settings = x.y",
            "djangorecipebook:wsgi is not moved; delete the part, and write wsgi = t",
        ),
        ("djangorecipebook:create", "settings = x.y", "djangorecipebook:create is not moved; delete the part"),
        ("djangorecipebook", "", "'' is not the name of a settings module; write its full name in settings"),
        (
            "djangorecipebook",
            "settings = x.y\ncommand = test",
            "cannot be migrated; delete the part, and run bin/manage-ENV",
        ),
        (
            "djangorecipebook",
            "settings = x.y\nproject-dir = a",
            "cannot be migrated; write the directory in extra-paths",
        ),
    ],
)
def test_a_part_for_one_script_is_refused_with_its_counterpart(cfg, recipe: str, options: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        move_buildout(cfg(f"[buildout]\nparts = a\n[a]\nrecipe = {recipe}\neggs = x\n{options}\n"))


def test_of_two_names_of_a_project_the_egg_s_counted(move) -> None:
    found = move(
        "[buildout]\nparts = a\n[a]\nrecipe = djangorecipe\neggs = x\nproject = demo\nprojectegg = shop\nsettings = s\n"
    )
    assert "djangorecipe used this option instead of project: the settings module is shop.s" in str(found.notes[0])


def test_a_script_for_mod_wsgi_that_a_part_declined_is_named(move) -> None:
    found = move(
        "[buildout]\nparts = django live\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n"
        "wsgi = true\n[live]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\nwsgi = false\n"
        "settings = live\n"
    )
    assert list_notes(found) == [
        "[live] wsgi: bin/live.wsgi is made, too, since wsgi applies to all environments of [django]"
    ]
