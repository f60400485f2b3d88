"""A buildout that is read and not run."""

from __future__ import annotations

import pytest
from zc.buildout import UserError

from twod.recipe.migrate.unrun_buildout import UnrunBuildout

TEXT = """\
[buildout]
parts = site other
[site]
recipe = twod.recipe
eggs =
    ${other:eggs}
    ${other:version}
environments = prod
[prod]
x = ${site:config-uri-prod} ${other:nothing}
[plain]
x = ${prod:nothing}
[other]
recipe = nobody.has.it
eggs = y
"""


def test_no_recipe_is_loaded_and_references_are_looked_up(cfg, tmp_path) -> None:
    buildout = UnrunBuildout(cfg(TEXT))
    assert buildout["prod"]["x"] == f"config:{tmp_path}/parts/site/prod.ini other-nothing"
    assert buildout["site"]["eggs"] == "y\nother-version"
    assert list(buildout.sites) == ["site"]
    assert "plain" in buildout
    assert {path.name for path in tmp_path.iterdir()} == {"buildout.cfg"}


def test_a_reference_to_nothing_is_an_error(cfg) -> None:
    with pytest.raises(UserError, match="Referenced option does not exist"):
        UnrunBuildout(cfg(TEXT))["plain"]
    with pytest.raises(UserError, match="nowhere"):
        UnrunBuildout(cfg(TEXT))["nowhere"]
