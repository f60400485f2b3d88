"""What the recipe needs of zc.buildout and zc.recipe.egg without a promise: which of it a new version has not."""

from __future__ import annotations

import inspect
from importlib.metadata import version
from typing import Any

import pytest
from zc.buildout import buildout as zc_buildout
from zc.buildout import configparser, easy_install
from zc.recipe.egg import Scripts

from twod.recipe.private_names import get_private
from twod.recipe.recipe_error import RecipeError

from .conftest import MakeBuildout

#: Which attribute of what, and who needs it.
NAMES = [
    (zc_buildout, "_default_globals", "cfg/additions.py: the conditions of a file's sections"),
    (zc_buildout, "MissingSection", "cfg/cross_references.py"),
    (configparser, "parse", "cfg/additions.py, disk/ownership.py"),
    (easy_install, "buildout_and_setuptools_path", "scripts/distributions.py: hiding buildout's own environment"),
    (easy_install, "AllowHostsPackageIndex", "scripts/distributions.py: the same"),
    (easy_install, "_indexes", "scripts/distributions.py: the same"),
    (easy_install, "Installer", "fetch/fetching.py: the hook"),
    (easy_install, "MissingDistribution", "fetch/index_pages.py: its message"),
    (easy_install, "_constrained_requirement", "fetch/missing.py"),
    (easy_install, "make_egg_after_pip_install", "fetch/egg_folder.py"),
    (easy_install, "pip_path", "fetch/tools.py"),
    (easy_install.AllowHostsPackageIndex, "not_found_in_index", "fetch/index_pages.py: its end"),
    (easy_install.AllowHostsPackageIndex, "info", "fetch/index_pages.py: its lines"),
    (easy_install.Installer, "_satisfied", "fetch/fetching.py: the hook"),
    (easy_install.Installer, "_get_dist", "fetch/index_pages.py"),
    (easy_install.Installer, "_env_rescan_dest", "fetch/fetching.py"),
    (easy_install.Installer, "_versions", "fetch/missing.py"),
    (easy_install.Installer, "_download_cache", "fetch/tools.py"),
    (easy_install, "pkg_resources", "scripts/distributions.py: a working set in an order of ours"),
    (easy_install, "scripts", "scripts/script_maker.py"),
    (Scripts, "working_set", "scripts/distributions.py overrides it"),
    (Scripts, "install", "scripts/script_maker.py"),
]


@pytest.mark.parametrize(("owner", "name", "user"), NAMES, ids=[name for _, name, _ in NAMES])
def test_zc_buildout_has_what_the_recipe_needs(owner: Any, name: str, user: str) -> None:
    versions = f"zc.buildout {version('zc.buildout')} with zc.recipe.egg {version('zc.recipe.egg')}"
    assert hasattr(owner, name), f"{versions} has no {owner.__name__}.{name} any more, for {user}"


def test_an_index_of_packages_can_be_given_another_search_path() -> None:
    """scripts/distributions.py: without one, it offers what its own process has."""
    index = easy_install.AllowHostsPackageIndex("https://localhost/simple", search_path=[])
    assert list(index) == []


def test_an_index_of_packages_is_made_with_what_the_module_has_for_it() -> None:
    """scripts/distributions.py replaces that for a while."""
    source = inspect.getsource(easy_install._get_index)
    assert "AllowHostsPackageIndex(" in source
    assert "_indexes[" in source


def test_the_own_environment_is_offered_by_the_list_that_the_module_has_of_it() -> None:
    """scripts/distributions.py empties it for a while."""
    assert "+ buildout_and_setuptools_path" in inspect.getsource(easy_install.Installer.__init__)


def test_the_annotations_of_a_buildout_have_value_source_and_history(make_buildout: MakeBuildout) -> None:
    """cfg/provenance.py and cfg/additions.py."""
    buildout = make_buildout(
        "extends = base.cfg\n[prod]\n<= base\nA += 2\nB += 2\n", ("prod", "C", "3"), base="[base]\n[prod]\nA = 1\n"
    )
    directory = buildout["buildout"]["directory"]
    base, own, command_line = f"{directory}/base.cfg", f"{directory}/buildout.cfg", "COMMAND_LINE_VALUE"
    annotated = buildout._annotated["prod"]
    assert {name: (option.value, option.source) for name, option in annotated.items()} == {
        "<": ("base", own),
        "A": ("1\n2", own),
        "B": ("\n2", own),
        "C": ("3", command_line),
    }
    assert [(item.operation, item.source) for item in annotated["A"].history] == [("SET", base), ("ADD", own)]
    assert [(item.operation, item.source) for item in annotated["B"].history] == [
        ("SET", "IMPLICIT_VALUE"),
        ("ADD", own),
    ]
    assert buildout._annotated["buildout"]["directory"].source == "COMPUTED_VALUE"
    assert buildout._annotated["buildout"]["offline"].source == "DEFAULT_VALUE"


def test_the_recipe_of_eggs_has_the_paths_that_ours_adds_to(make_buildout: MakeBuildout, tmp_path: Any) -> None:
    """scripts/script_maker.py."""
    recipe = Scripts(make_buildout(""), "site", {"eggs": "", "extra-paths": "."})
    assert recipe.extra_paths == [f"{tmp_path}/."]
    assert recipe.options["eggs-directory"].startswith(str(tmp_path))


def test_what_is_there_is_given() -> None:
    assert get_private(easy_install, "_indexes") is easy_install._indexes


@pytest.mark.parametrize(
    ("owner", "name"), [(easy_install, "zc.buildout.easy_install"), (object(), "object")], ids=["module", "object"]
)
def test_what_is_gone_is_an_error_with_what_to_do(owner: Any, name: str) -> None:
    with pytest.raises(RecipeError) as raised:
        get_private(owner, "_no_such_name")
    assert str(raised.value) == (
        f"zc.buildout {version('zc.buildout')} no longer has {name}._no_such_name, which twod.recipe "
        f"{version('twod.recipe')} needs; pin an earlier zc.buildout in [versions], or a later twod.recipe"
    )
