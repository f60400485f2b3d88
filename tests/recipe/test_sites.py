"""The sites that other parts look up."""

from __future__ import annotations

import pytest

from twod.inifile.problems import Place
from twod.recipe.parts.sites import get_site
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeBuildout

SITE = """
[shop]
recipe = twod.recipe
eggs =
environments = dev prod
check = none
[dev]
[prod]
"""


def test_a_site_is_read_when_it_is_asked_for(make_site_buildout: MakeBuildout) -> None:
    site = get_site(make_site_buildout(SITE), "shop", Place())
    assert [environment.name for environment in site.environments] == ["dev", "prod"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("shpo", r"no part is called \[shpo\]; did you mean shop\?"),
        ("dev", r"\[dev\] is not a site; name a part with recipe = twod.recipe"),
    ],
)
def test_a_part_that_is_no_site_is_refused(make_site_buildout: MakeBuildout, name: str, message: str) -> None:
    with pytest.raises(RecipeError, match=message):
        get_site(make_site_buildout(SITE), name, Place())
