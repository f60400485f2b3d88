"""The distributions of a site."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name
from zc.buildout import UserError, easy_install

from twod.recipe.scripts.distributions import SiteScripts

from .conftest import MakeBuildout, write_develop_egg


def make(buildout: Any, eggs: str, *requirements: str) -> SiteScripts:
    options = {"eggs": eggs, "relative-paths": "false"}
    return SiteScripts(buildout, "site", options, requirements)


def list_names(scripts: SiteScripts, *extra: str) -> list[str]:
    return [distribution.project_name for distribution in scripts.working_set(extra)[1]]


def test_the_sites_own_come_before_what_they_need(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site", requires="alpha\nzeta")
    for name in ("zeta", "alpha", "blog"):
        write_develop_egg(tmp_path, name)
    scripts = make(make_buildout(""), "site\nblog", "zeta")
    assert list_names(scripts) == ["site", "blog", "alpha", "zeta"]


def test_what_the_recipe_needs_is_there_and_gets_no_scripts(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site")
    write_develop_egg(tmp_path, "server")
    requirements, working_set = make(make_buildout(""), "site", "server").working_set()
    assert requirements == ["site"]
    assert [distribution.project_name for distribution in working_set] == ["site", "server"]


def test_the_distributions_are_resolved_once(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site")
    write_develop_egg(tmp_path, "more")
    scripts = make(make_buildout(""), "site")
    assert scripts.working_set()[1] is scripts.working_set()[1]
    assert list_names(scripts, "more") == ["site", "more"]
    # zc.recipe.egg adds entry points to the list that it gets.
    scripts.working_set()[0].append("entry point")
    assert scripts.working_set()[0] == ["site"]


@pytest.mark.parametrize("name", ["packaging", "zc.recipe.egg"])
def test_buildouts_own_environment_has_nothing_for_the_site(make_buildout: MakeBuildout, name: str) -> None:
    before = easy_install.buildout_and_setuptools_path, easy_install.AllowHostsPackageIndex
    with pytest.raises(UserError, match=f"Couldn't find a distribution for '{name}"):
        make(make_buildout(""), name).working_set()
    assert (easy_install.buildout_and_setuptools_path, easy_install.AllowHostsPackageIndex) == before


def test_an_index_that_was_made_before_offers_nothing_of_it_either(make_buildout: MakeBuildout) -> None:
    buildout = make_buildout("")
    index = easy_install._get_index("http://127.0.0.1:9/simple", [])
    name = next(iter(index))
    with pytest.raises(UserError, match=f"Couldn't find a distribution for '{name}"):
        make(buildout, name).working_set()


def test_a_distribution_that_cannot_be_built_is_a_mistake_of_the_users(
    make_buildout: MakeBuildout, monkeypatch: pytest.MonkeyPatch
) -> None:
    """zc.buildout raises a bare Exception then."""
    failing = make(make_buildout(""), "site")
    monkeypatch.setattr(failing, "_working_set", lambda **_: (_ for _ in ()).throw(Exception("no compiler\n")))
    with pytest.raises(UserError, match=r"^a distribution cannot be built: no compiler$"):
        failing.working_set()
    monkeypatch.setattr(failing, "_working_set", lambda **_: {}["a bug"])
    with pytest.raises(KeyError):
        failing.working_set()


def test_distributions_at_another_place_are_those_that_are_needed(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "my.site", requires='alpha\ngone; python_version < "3"\nserver; extra == "serve"')
    for name in ("alpha", "server", "other"):
        write_develop_egg(tmp_path, name, scripts="run = x:main")
    options = {"eggs": "my.site", "relative-paths": "false"}
    buildout = make_buildout("")
    for more, names in (([], ["my.site", "alpha"]), (["my-site[serve]"], ["my.site", "alpha", "server"])):
        scripts = SiteScripts(buildout, "site", options, more, lambda each: tmp_path / each.key)
        made = list(scripts.working_set()[1])
        assert [Path(each.location) for each in made] == [tmp_path / each.key for each in made]
        assert [canonicalize_name(each.key) for each in made] == [canonicalize_name(name) for name in names]
        assert list(made[1].get_entry_map("console_scripts")) == ["run"]
