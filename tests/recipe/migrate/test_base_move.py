"""Plain sections that old parts inherit from."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.buildout_move import move_buildout
from twod.recipe.recipe_error import RecipeError

TEXT = """\
[buildout]
parts = django
[base]
recipe = djangorecipe
wsgi = True
project = mysite
host = example.com
[django]
<= base
eggs = mysite
[other]
url = http://${django:host}/${base:host}
"""


def test_a_base_has_the_recipe_and_loses_what_means_nothing_here(moved) -> None:
    text = moved(TEXT)
    assert "[base]\nrecipe = twod.recipe\nwsgi = true\n\n[base-vars]\nhost = example.com\n[django]\n<= base\n" in text
    assert "url = http://${base-vars:host}/${base-vars:host}\n" in text


def test_a_base_that_others_have_too_is_refused(cfg) -> None:
    text = TEXT.replace("recipe = djangorecipe\n", "", 1).replace("<= base\n", "<= base\nrecipe = djangorecipe\n")
    with pytest.raises(
        RecipeError, match=r"\[base\] project: \[other\] inherits it, too, but is not a part of djangorecipe"
    ):
        move_buildout(cfg(text.replace("[other]\n", "[other]\n<= base\n")))
