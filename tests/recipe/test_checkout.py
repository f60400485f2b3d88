"""What a buildout's files say of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.lock.checkout import Project
from twod.recipe.recipe_error import RecipeError

ROOT = Path(__file__).parents[2]


def make(directory: Path, text: str) -> Project:
    path = directory / "buildout.cfg"
    path.write_text(text, encoding="utf-8")
    return Project(path)


def test_the_files_have_names_of_their_own_or_those_of_the_options(tmp_path: Path) -> None:
    project = make(tmp_path, "[buildout]\n")
    assert (project.lock, project.wheelhouse) == (tmp_path / "pylock.toml", tmp_path / "wheelhouse")
    project = make(tmp_path, "[buildout]\nlock = ${buildout:directory}/a.toml\nwheelhouse = b/c\n")
    assert (project.lock, project.wheelhouse) == (tmp_path / "a.toml", tmp_path / "b" / "c")


def test_a_reference_that_zc_buildout_alone_can_look_up_is_refused(tmp_path: Path) -> None:
    project = make(tmp_path, "[buildout]\nindex = ${private:url}/simple\n")
    with pytest.raises(RecipeError, match=r"^\[buildout\] index: bin/lock cannot replace \$\{private:url\};"):
        project.get_option("index")


def test_what_is_developed_is_not_pinned() -> None:
    project = Project(ROOT / "buildout.cfg")
    assert project.developed >= {"twod-inifile", "twod-recipe", "twod-wsgi"}
    assert {"twod.inifile", "twod.wsgi"}.isdisjoint(pin.name for pin in project.pins)


@pytest.mark.parametrize(
    ("file", "text", "names"),
    [
        ("pyproject.toml", '[project]\nname = "Shop.Site"\n', {"shop-site"}),
        ("pyproject.toml", "[tool.black]\n", set()),
        ("pyproject.toml", "[project", set()),
        ("setup.py", "from setuptools import setup\nsetup(version='1', name='shop_site')\n", {"shop-site"}),
        ("setup.py", "setup(name=get_name())", set()),
        ("setup.py", "(", set()),
        ("README", "", set()),
    ],
)
def test_a_checkout_tells_its_name(tmp_path: Path, file: str, text: str, names: set[str]) -> None:
    source = tmp_path / "src" / "shop"
    source.mkdir(parents=True)
    (source / file).write_text(text, encoding="utf-8")
    assert make(tmp_path, "[buildout]\ndevelop = src/*\n").developed == names


@pytest.mark.parametrize("pattern", ["src/shop", "./src/shop/", "{absolute}/src/shop", "{absolute}/src/*", "src/sh?p"])
def test_a_checkout_is_found_by_each_path_that_develop_can_have(tmp_path: Path, pattern: str) -> None:
    source = tmp_path / "src" / "shop"
    source.mkdir(parents=True)
    (source / "pyproject.toml").write_text('[project]\nname = "shop"\n', encoding="utf-8")
    assert make(tmp_path, f"[buildout]\ndevelop = {pattern.format(absolute=tmp_path)}\n").developed == {"shop"}


@pytest.mark.parametrize("pattern", [".", "./"])
def test_the_directory_itself_can_be_the_checkout(tmp_path: Path, pattern: str) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\n', encoding="utf-8")
    assert make(tmp_path, f"[buildout]\ndevelop = {pattern}\n").developed == {"shop"}


def test_the_names_of_installed_develop_eggs_count_too(tmp_path: Path) -> None:
    (tmp_path / "develop-eggs" / "Shop_Site-1.0.dist-info").mkdir(parents=True)
    assert make(tmp_path, "[buildout]\n").developed == {"shop-site"}
