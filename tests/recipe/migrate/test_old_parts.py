"""The parts that twod.recipe takes the place of."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import OldPart, find_old_parts, join_settings, normalise_eggs


def read(cfg, options: str, recipe: str = "djangorecipe") -> OldPart:
    buildout = OldBuildout(cfg(f"[buildout]\nparts = django\n[django]\nrecipe = {recipe}\n{options}\n[vars]\nx = my\n"))
    (part,) = find_old_parts(buildout)
    return part


@pytest.mark.parametrize(
    ("recipe", "options", "settings", "control", "wsgi"),
    [
        ("djangorecipe", "", "project.development", "django", ""),
        ("djangorecipe", "project = ${vars:x}site\nwsgi = True", "mysite.development", "django", "django.wsgi"),
        ("djangorecipe", "project = a\nprojectegg = b\nsettings = c\nwsgi = yes", "b.c", "django", ""),
        ("djangorecipe", "dotted-settings-path = a.b\nproject = c\ncontrol-script = manage", "a.b", "manage", ""),
        ("djangorecipe", "project = a\nwsgi = true\nwsgi-script = x.wsgi", "a.development", "django", "x.wsgi"),
        ("isotoma.recipe.django", "project = a\nwsgi = true", "a.settings", "django", "django.wsgi"),
    ],
)
def test_a_part_means_what_its_recipe_makes_of_it(cfg, recipe, options, settings, control, wsgi) -> None:
    part = read(cfg, options, recipe)
    assert (part.settings, part.control_script, part.wsgi_script) == (settings, control, wsgi)


def test_tests_are_there_when_something_is_tested(cfg) -> None:
    assert read(cfg, "testrunner = check").test_script == ""
    assert read(cfg, "testrunner = check\ntest = mysite").test_script == "check"
    assert read(cfg, "test = mysite").test_script == "test"


def test_references_stay_in_what_is_written(cfg) -> None:
    assert read(cfg, "project = ${vars:x}site").settings_text == "${vars:x}site.development"


def test_other_recipes_are_no_old_parts(cfg) -> None:
    buildout = OldBuildout(cfg("[buildout]\nparts = a\n[a]\nrecipe = zc.recipe.egg\neggs = x\n"))
    assert [*find_old_parts(buildout)] == []


def test_eggs_are_equal_when_they_mean_the_same() -> None:
    assert normalise_eggs("My_Site[b,a]\nDjango>=5.2,<6") == normalise_eggs("django <6, >=5.2\n\nmy-site[a,b]  # ours")
    assert normalise_eggs("Django>=5.2") != normalise_eggs("Django")
    assert normalise_eggs("${buildout:eggs}") == ("${buildout:eggs}",)


def test_the_name_of_the_module_is_put_together() -> None:
    assert join_settings({"project": "a", "settings": "b.c"}) == "a.b.c"
