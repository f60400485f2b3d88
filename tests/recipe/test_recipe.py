from __future__ import annotations

import pytest
from zc.buildout.easy_install import pkg_resources

import twod.recipe
from twod.recipe.parts.site_part import Recipe, uninstall


def test_the_package_has_the_names_that_zc_buildout_asks_for() -> None:
    assert twod.recipe.Recipe is Recipe
    assert twod.recipe.uninstall is uninstall
    assert pkg_resources.load_entry_point("twod.recipe", "zc.buildout", "default") is Recipe


def test_any_other_name_is_missing() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Recipes'"):
        twod.recipe.Recipes  # noqa: B018
