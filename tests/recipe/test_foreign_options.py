"""Options of other recipes, and their counterparts here."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from zc.buildout import UserError

from twod.recipe.cfg.environment_options import ENVIRONMENT_OPTIONS
from twod.recipe.cfg.environments import is_own_option
from twod.recipe.cfg.foreign_options import FOREIGN_OPTIONS, find_foreign_option, make_advice
from twod.recipe.cfg.part_options import PART_OPTIONS

from .conftest import MakeBuildout


def test_each_option_has_one_row_and_none_is_one_of_ours() -> None:
    counts = Counter(option.name for option in FOREIGN_OPTIONS)
    assert [name for name, count in counts.items() if count > 1] == []
    assert counts.keys() & {option.name for option in (*PART_OPTIONS, *ENVIRONMENT_OPTIONS)} == set()
    assert all(is_own_option(name) for name in counts)


@pytest.mark.parametrize("option", FOREIGN_OPTIONS, ids=[option.name for option in FOREIGN_OPTIONS])
def test_an_advice_can_be_filled_in_and_names_options_that_there_are(option) -> None:
    advice = make_advice(option, {option.name: "x"})
    assert "{" not in advice
    known = {each.name for each in (*PART_OPTIONS, *ENVIRONMENT_OPTIONS)}
    for word in advice.split():
        if "-" in word and word.islower() and word.isascii() and word.replace("-", "").isalpha():
            assert word in known | {"pytest-cov", "--cov", "config-uri", "factory-distribution"}, word


def make(make_site_buildout: MakeBuildout, options: str, environment: str = "") -> None:
    text = f"[site]\nrecipe = twod.recipe\neggs =\nenvironments = prod\ncheck = none\n{options}\n[prod]\n{environment}"
    make_site_buildout(text)["site"].get("recipe")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (
            "project = mysite\nsettings = production",
            "an option of djangorecipe; write settings = mysite.production",
        ),
        ("project = mysite", "write settings = mysite.development"),
        ("projectegg = mysite", "projectegg: is an option of djangorecipe; write settings = mysite.development"),
        ("logfile = var/log/x.log", "logfile: is an option of djangorecipe; write event-log = var/log/x.log"),
        ("python = python2", "remove it; the site runs on the Python that runs bin/buildout"),
        ("bind = 127.0.0.1:80", "bind: is an option of djangorecipe; write http-address = 127.0.0.1:80"),
        ("muchasuerte = 1", r"no such option; move your own variables to another .* \$\{vars:muchasuerte\}"),
        (
            "config_uri = config:prod.ini",
            "config_uri: is an option of deployrecipes; write config-uri = config:prod.ini, in a part with recipe "
            "twod.recipe:confvars",
        ),
        ("paste_config_uri = x.ini", "of twod.wsgi 1.x; write config-uri = x.ini, in a part"),
        (
            "test = mysite polls",
            "test: there is no mysite in .*; for packages, write test = -o python_files=test.* --pyargs mysite polls",
        ),
    ],
)
def test_an_option_of_another_recipe_is_refused_with_its_counterpart(
    make_site_buildout: MakeBuildout, options: str, message: str
) -> None:
    with pytest.raises(UserError, match=message):
        make(make_site_buildout, options)


def test_an_environment_is_told_as_well(make_site_buildout: MakeBuildout) -> None:
    with pytest.raises(UserError, match=r"debug-mode: .* option of plone\.recipe\.zope2instance; write debug = true"):
        make(make_site_buildout, "", "debug-mode = on")


def test_arguments_of_pytest_are_taken(make_site_buildout: MakeBuildout) -> None:
    make(make_site_buildout, "test = --pyargs mysite")
    make(make_site_buildout, "test =")
    Path("tests").mkdir()
    make(make_site_buildout, "test = tests")


def test_an_option_that_nobody_has_is_in_no_row() -> None:
    assert find_foreign_option("muchasuerte") is None
