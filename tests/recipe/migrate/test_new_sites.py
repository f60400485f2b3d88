"""Old parts that become sites, and the names of environments."""

from __future__ import annotations

from twod.recipe.migrate.new_sites import NewSite, make_sites
from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.migrate.old_parts import find_old_parts


def make(cfg, text: str) -> list[NewSite]:
    buildout = OldBuildout(cfg(text))
    return make_sites([*find_old_parts(buildout)], buildout.parts, buildout.sections)


def part(name: str, options: str = "", eggs: str = "mysite") -> str:
    return f"[{name}]\nrecipe = djangorecipe\nproject = mysite\neggs = {eggs}\n{options}\n"


def describe(sites: list[NewSite]) -> list[tuple[str, list[str], str]]:
    return [(site.name, [environment.name for environment in site.environments], site.suffix) for site in sites]


def test_parts_are_put_together_by_project_and_eggs(cfg) -> None:
    text = "[buildout]\nparts = a b c d\n" + part("a") + part("b") + part("c", eggs="mysite\n    x")
    text += part("d").replace("project = mysite", "project = other") + part("left")
    assert describe(make(cfg, text)) == [
        ("a", ["development", "b"], ""),
        ("c", ["site"], "-c"),
        ("d", ["main"], "-d"),
        ("left", ["live"], "-left"),
    ]


def test_an_environment_is_called_so_that_scripts_keep_their_names(cfg) -> None:
    text = "[buildout]\nparts = django django-live x\n[production]\n"
    text += part("django", "settings = production") + part("django-live", "settings = production")
    text += part("x", "settings = settings_test\nwsgi = true\nwsgi-script = front.wsgi")
    (site,) = make(cfg, text)
    assert describe([site]) == [("django", ["site", "live", "front"], "")]
    assert site.get_scripts(site.environments[1]) == {"django-live": "django-live"}
    assert site.get_scripts(site.environments[2]) == {"x": "django-front", "front.wsgi": "front.wsgi"}


def test_other_search_paths_are_another_site(cfg) -> None:
    text = "[buildout]\nparts = a b\n" + part("a") + part("b", "extra-paths = lib")
    assert len(make(cfg, text)) == 2
