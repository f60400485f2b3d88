"""Parts of other recipes beside those that are moved."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.migrate_buildout import MigrateBuildoutCommand

from .conftest import PLAIN, list_notes


@pytest.mark.parametrize(
    "option",
    [
        "entry-points = manage=mysite.run:main",
        "scripts = django-admin",
        "initialization = import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'mysite.live'",
    ],
)
def test_a_script_of_another_part_for_management_commands_is_named(move, option: str) -> None:
    (note,) = list_notes(move(f"{PLAIN}[tools]\nrecipe = zc.recipe.egg:scripts\neggs = mysite\n{option}\n"))
    name = option.partition(" ")[0]
    assert note.startswith(f"[tools] {name}: {name} makes a script for management commands")


def test_another_script_of_zc_recipe_egg_is_not_named(move) -> None:
    text = f"{PLAIN}[tools]\nrecipe = zc.recipe.egg\neggs = management\nscripts = ipython\n"
    assert list_notes(move(text)) == []


def test_the_recipe_of_1x_for_tests_is_named_with_its_counterpart(cfg, capsys: pytest.CaptureFixture[str]) -> None:
    cfg("[buildout]\nparts = tests\n[tests]\nrecipe = twod.wsgi:nose\neggs = mysite\n")
    assert MigrateBuildoutCommand().call([]) == 0
    captured = capsys.readouterr()
    assert captured.out == "There is nothing to change.\n"
    assert captured.err == (
        "note: [tests] recipe: is the recipe of twod.wsgi 1.x; write recipe = twod.recipe:test, "
        "and config-uri for paste_config_uri (buildout.cfg:4)\n"
    )


def test_a_buildout_that_picks_no_versions_is_told_how_to_find_the_pins(move) -> None:
    text = PLAIN.replace("[django]", "allow-picked-versions = false\n\n[django]")
    (note,) = list_notes(move(text))
    assert note.startswith("[buildout] allow-picked-versions: is false, but new distributions have no pins yet; ")
    assert list_notes(move(f"{text}[versions]\npastedeploy = 3.1\nwebob = 1.8.9\n")) == []
