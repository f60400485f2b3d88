"""The edits of one site."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.buildout_move import move_buildout
from twod.recipe.recipe_error import RecipeError

from .conftest import list_notes

HEAD = "[buildout]\nparts = django live\n[django]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n"


def test_an_environment_that_inherited_an_option_has_it_still_and_the_others_do_not(moved) -> None:
    text = HEAD + "logfile = a.log\n[live]\n<= django\n    more\n[more]\ninitialization = \n"
    assert "[development]\nsettings = mysite.development\nevent-log = a.log\n" in moved(text)
    assert "[live]\nsettings = mysite.development\nevent-log = a.log\n" in moved(text)
    text = (
        "[log]\nlogfile = a.log\n" + HEAD + "<= log\n[live]\nrecipe = djangorecipe\nproject = mysite\neggs = mysite\n"
    )
    assert "[live]\nsettings = mysite.development\nevent-log =\n" in moved(text)


def test_scripts_and_wsgi_are_those_that_one_of_the_parts_had(moved) -> None:
    text = moved(
        HEAD + "wsgi = False\nscripts-with-settings = gunicorn\n[live]\nrecipe = djangorecipe\nproject = mysite\n"
        "eggs = mysite\nwsgi = true\nscripts-with-settings = celery\n"
    )
    assert "wsgi = true\nscripts-with-settings =\n    gunicorn\n    celery\n" in text


def test_options_for_a_generated_project_are_left_out_and_named(move, tmp_path) -> None:
    found = move(HEAD.replace(" live", "") + "urlconf = mysite.urls\nsecret = not-in-a-repository\n")
    assert "urlconf" not in found.texts[tmp_path / "buildout.cfg"]
    assert "secret" not in found.texts[tmp_path / "buildout.cfg"]
    reason = "removed; only for a project that djangorecipe generated; the settings module has the value"
    assert list_notes(found) == [f"[django] urlconf: {reason}", f"[django] secret: {reason}"]


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ("extra-paths = src", "extra-paths =\n    .\n    src\n"),
        ("extra-paths =\n    ${buildout:directory}\n", "extra-paths =\n    ${buildout:directory}\n"),
        ("extra-paths += src", "extra-paths += src\n    .\n"),
    ],
)
def test_the_directory_of_the_buildout_is_on_the_path(moved, paths: str, expected: str) -> None:
    assert expected in moved(f"{HEAD.replace(' live', '')}{paths}\n")


def test_python_that_has_to_be_run_is_refused(cfg) -> None:
    text = HEAD.replace("djangorecipe", "isotoma.recipe.django") + "environment.X = os.getcwd()\n"
    with pytest.raises(
        RecipeError, match="a Python expression, which twod does not run; write the resulting text in quotes"
    ):
        move_buildout(cfg(text))


def test_a_part_that_inherits_eggs_has_those_of_each_configuration(move) -> None:
    live = "[live]\n<= django\nextra-paths = lib\ninitialization = import os\n"
    base = f"{HEAD}{live}".replace("parts = django live", "parts =")
    text = "[buildout]\nextends = base.cfg\nparts = django live\n[django]\neggs += toolbar\n"
    move(text, base=base, production="[buildout]\nextends = base.cfg\nparts = django live\n")


def test_a_part_refers_to_what_it_inherits(moved) -> None:
    text = moved(HEAD + "extra-paths = lib\n[live]\n<= django\ninitialization = import os\n")
    assert "\neggs = ${django:eggs}\nextra-paths = ${django:extra-paths}\n" in text


def test_a_part_has_the_eggs_that_it_makes_of_what_it_inherits(moved) -> None:
    text = moved(HEAD.replace("eggs = mysite", "eggs = ${:egg}\negg = mysite") + "[live]\n<= django\negg = other\n")
    assert "\neggs = ${live-vars:egg}\n" in text
    assert "\n[live-vars]\negg = other\n" in text


def test_inherited_python_keeps_its_indentation(moved) -> None:
    code = "initialization =\n    if ${:x}:\n        y = 1\nx = 1\n"
    text = moved(HEAD + code + "[live]\n<= django\nx = 0\neggs = other\n")
    assert "initialization =\n    if ${live-vars:x}:\n        y = 1\n" in text
