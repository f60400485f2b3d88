"""A site as a bundle has it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from kit.sites import write_file
from twod.recipe.cfg.configuration import Part, read_environments, read_part
from twod.recipe.cfg.part_options import EXTRA_PATHS, TEST
from twod.recipe.engines.bundle.bundle_contents import BundledPath, BundledProject
from twod.recipe.engines.bundle.bundled_site import (
    EggPlaces,
    expand_top,
    find_project_name,
    list_data_folders,
    list_extra_paths,
    list_versions,
    make_bundled_part,
)

from .conftest import MakeBuildout


def make_distribution(name: str, location: Path) -> Any:
    return SimpleNamespace(project_name=name, version="1.0", location=str(location))


def read(buildout: Any, **options: str) -> Part:
    texts = {"recipe": "twod.recipe", "eggs": "", "environments": "prod"}
    return read_part(buildout, "site", texts | {name.replace("_", "-"): text for name, text in options.items()})


def test_eggs_are_copied_and_projects_that_are_developed_here_are_built(tmp_path: Path) -> None:
    record = {"url": "file:///srv/my%20src", "dir_info": {"editable": True}}
    write_file(tmp_path / "develop-eggs/my_shop-1.0.dist-info/direct_url.json", json.dumps(record))
    write_file(tmp_path / "old-src/setup.py", "")
    places = EggPlaces(tmp_path, tmp_path / "eggs", tmp_path / "develop-eggs")
    made = [
        places.place(make_distribution("Django", tmp_path / "eggs/v5/Django-1.0.egg")),
        places.place(make_distribution("my.shop", tmp_path / "develop-eggs")),
        # zc.buildout 5 has them where they are.
        places.place(make_distribution("old", tmp_path / "old-src/lib")),
        places.place(make_distribution("far", tmp_path / "shared/far-1.0.egg")),
    ]
    eggs = tmp_path / "eggs"
    assert made == [eggs / "Django-1.0.egg", eggs / "my-shop-1.0", eggs / "old-1.0", eggs / "far-1.0.egg"]
    assert list(places.paths.values()) == [
        BundledPath(f"{tmp_path}/eggs/v5/Django-1.0.egg", "eggs/Django-1.0.egg"),
        BundledPath(f"{tmp_path}/shared/far-1.0.egg", "eggs/far-1.0.egg"),
    ]
    assert list(places.projects.values()) == [
        BundledProject("my-shop", "/srv/my src", "eggs/my-shop-1.0"),
        BundledProject("old", f"{tmp_path}/old-src", "eggs/old-1.0"),
    ]
    assert list(list_versions(places)) == ["django", "far", "my-shop", "old"]


def test_extra_paths_keep_their_places_or_go_among_the_eggs(make_buildout: MakeBuildout, tmp_path: Path) -> None:
    site = read(make_buildout("[prod]\n"), extra_paths="src\n/srv/common\n.", test="")
    paths = list_extra_paths(site)
    assert paths == [
        BundledPath(f"{tmp_path}/src", "src"),
        BundledPath("/srv/common", "eggs/common"),
        BundledPath(str(tmp_path), "."),
    ]
    bundled = make_bundled_part(read(make_buildout("[prod]\n")), site, paths)
    assert bundled.written[EXTRA_PATHS.name].text == "src\neggs/common\n."
    assert bundled.values[TEST] is None
    assert bundled.layout.has_relative_paths


def test_of_the_buildouts_own_directory_there_is_what_may_be_of_the_site(
    make_buildout: MakeBuildout, tmp_path: Path
) -> None:
    site = read(make_buildout("[prod]\n"), ini_directory="inis/prod", var="data")
    kept = ("shop/urls.py", "templates/a.html", "manage.py")
    tools = ("bin/x", "dist/x", ".git/x", "pyproject.toml", "bootstrap.py")
    for name in (*kept, *tools, "inis/prod/x", "data/x", ".env", "db.sqlite3"):
        write_file(tmp_path / name, "")
    paths = expand_top([BundledPath("/srv/x", "eggs/x"), BundledPath(str(tmp_path), ".")], site.layout)
    expected = sorted({name.partition("/")[0] for name in kept})
    assert paths == [BundledPath("/srv/x", "eggs/x"), *(BundledPath(f"{tmp_path}/{name}", name) for name in expected)]


@pytest.mark.parametrize(
    ("options", "folders"),
    [
        ({}, ["var/site"]),
        ({"event_log": "var/log/x.log"}, ["var/log", "var/site"]),
        ({"event_log": "var/x.log"}, ["var"]),
        ({"event_log": "x.log", "var": "/srv/data"}, []),
    ],
)
def test_data_and_logs_outlive_a_release(
    make_buildout: MakeBuildout, options: dict[str, str], folders: list[str]
) -> None:
    buildout = make_buildout("[prod]\n")
    site = read(buildout, **options)
    assert list_data_folders(site.layout, read_environments(buildout, site)) == folders


def test_a_bundle_is_called_as_the_sites_first_egg(make_buildout: MakeBuildout) -> None:
    assert find_project_name(read(make_buildout("[prod]\n"), eggs="shop[all] >= 1\nother")) == "shop"
    assert find_project_name(read(make_buildout("[prod]\n"))) == "site"
