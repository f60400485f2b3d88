"""Runs with ``extensions = twod.recipe``: develop eggs are zc.buildout's own, and made again after a change alone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .conftest import Project

# They build packages, which takes half a minute in all.
pytestmark = pytest.mark.slow

SETUP = """\
from pathlib import Path
from setuptools import setup

with Path(__file__).with_name("builds.log").open("a") as log:
    log.write("built\\n")
setup(
    name="pagetools",
    version=Path(__file__).with_name("version.txt").read_text(),
    packages=["pagetools"],
    entry_points={"console_scripts": ["pages = pagetools:main"]},
)
"""

CFG = """\
[buildout]
{settings}{extension}develop = pagetools
parts = tool

[tool]
recipe = zc.recipe.egg
eggs = pagetools
extra-paths = pagetools
"""


@pytest.fixture
def tool(project: Project) -> Path:
    """The folder of a package of ``develop``, which has a script."""
    project.write("pagetools/pagetools/__init__.py", "def main(): print(1)\n")
    project.write("pagetools/version.txt", "1.0")
    project.write("pagetools/setup.py", SETUP)
    return project.directory / "pagetools"


def run(project: Project, *arguments: str, extension: bool = True) -> str:
    settings = project.buildout.settings() + "allow-picked-versions = true\n"
    text = CFG.format(settings=settings, extension="extensions = twod.recipe\n" if extension else "")
    project.write("buildout.cfg", text)
    done = project.buildout.run(project.directory, *arguments)
    assert done.returncode == 0, done.stdout
    return done.stdout


def read_develop_eggs(project: Project) -> dict[str, bytes]:
    """Return the develop eggs without the files that only say who has installed them, and what Python compiles."""
    root = project.directory / "develop-eggs"
    files = (path for path in root.rglob("*") if path.is_file() and path.name != ".twod-develop")
    skipped = {"INSTALLER", "RECORD"}
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in files
        if path.name not in skipped and path.suffix != ".pyc"
    }


def count_builds(tool: Path) -> int:
    return (tool / "builds.log").read_text().count("built")


def test_develop_eggs_are_those_of_zc_buildout(project: Project, tool: Path) -> None:
    run(project, extension=False)
    before = read_develop_eggs(project)
    run(project)
    assert read_develop_eggs(project) == before


def test_a_second_run_builds_nothing_and_changes_nothing(project: Project, tool: Path) -> None:
    run(project)
    before = read_develop_eggs(project), count_builds(tool)
    (tool / "pagetools" / "__init__.py").write_text("def main(): print(2)\n")
    printed = run(project)
    assert (read_develop_eggs(project), count_builds(tool)) == before
    assert "Updating tool." in printed
    assert project.call("pages").strip() == "2"


def test_a_version_in_another_file_is_seen(project: Project, tool: Path) -> None:
    run(project)
    (tool / "version.txt").write_text("1.1")
    run(project)
    assert "pagetools-1.1.dist-info/METADATA" in read_develop_eggs(project)
    assert "pagetools-1.0.dist-info/METADATA" not in read_develop_eggs(project)


def test_a_removed_develop_egg_comes_back(project: Project, tool: Path) -> None:
    run(project)
    before = read_develop_eggs(project)
    for path in (project.directory / "develop-eggs").glob("pagetools*/*"):
        if path.is_file():
            path.unlink()
    run(project)
    assert read_develop_eggs(project) == before


def test_a_new_entry_point_gets_its_script(project: Project, tool: Path) -> None:
    run(project)
    (tool / "setup.py").write_text(SETUP.replace("pages =", "sheets ="))
    run(project)
    assert (project.directory / "bin" / "sheets").exists()


def test_develop_always_builds_each_time(project: Project, tool: Path) -> None:
    run(project)
    first = count_builds(tool)
    run(project, "buildout:develop-always=true")
    assert count_builds(tool) > first
