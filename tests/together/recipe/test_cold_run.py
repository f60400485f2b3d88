"""A site that is provisioned into an empty directory of eggs: by which tool, and what zc.buildout asks of an index."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kit.buildouts import Buildout
from kit.package_index import PackageIndex, serve_index

from .conftest import Project

#: Each fetches all of a site; in a few seconds, tests/recipe/test_fetching.py does the same with two distributions.
pytestmark = pytest.mark.slow

#: What zc.buildout fetches to load the recipe, before the recipe can fetch anything.
RECIPE = {"twod-recipe", "twod-inifile", "pastedeploy", "zc-recipe-egg", "packaging", "zc-buildout", "pip"}


@pytest.fixture
def index(buildout: Buildout) -> Iterator[PackageIndex]:
    """An index of all that a site needs."""
    with serve_index(buildout.wheels) as index:
        yield index


def provision_cold(project: Project, index: PackageIndex, *overrides: str) -> str:
    """Provision the site from the index alone, into a directory of eggs of its own."""
    project.configure("environments = dev\n[dev]\ndebug = true\n")
    options = (f"index={index.url}", "find-links=", f"eggs-directory={project.directory}/eggs", *overrides)
    cache = str(project.directory.parent / "uv-cache")
    return project.provision(
        *(f"buildout:{option}" for option in options), PIP_FIND_LINKS="", PIP_NO_INDEX="", UV_CACHE_DIR=cache
    )


def find_pages(index: PackageIndex) -> set[str]:
    """Return the names whose pages zc.buildout has opened; an empty one for the root."""
    return {page.removeprefix("/simple/").rstrip("/") for page in index.list_pages("setuptools")}


@pytest.mark.parametrize("tool", ["uv", "pip"])
def test_zc_buildout_opens_no_page_for_what_the_site_needs(project: Project, index: PackageIndex, tool: str) -> None:
    printed = provision_cold(project, index, f"fetch={tool}")
    assert f"distributions with {tool}." in printed
    assert find_pages(index) <= RECIPE
    assert project.call("manage", "check").startswith("System check identified no issues")
    # A run with nothing to do asks nobody.
    index.requests.clear()
    assert "Fetching" not in provision_cold(project, index, f"fetch={tool}")
    assert index.requests == []


def test_with_the_extension_it_opens_none_for_what_its_parts_need(project: Project, index: PackageIndex) -> None:
    printed = provision_cold(project, index, "extensions=twod.recipe")
    assert find_pages(index) <= RECIPE
    assert "root: " not in printed.partition("Fetching")[2]


def test_a_failed_fetch_leaves_the_installation_as_it_was(
    project: Project, index: PackageIndex, buildout: Buildout
) -> None:
    provision_cold(project, index)
    before = project.list_files()
    index.cut.update(path.name for path in buildout.wheels.glob("[Ww]eb[Tt]est-*"))
    done = project.run(
        "twod:eggs=WebTest",
        f"buildout:index={index.url}",
        "buildout:find-links=",
        f"buildout:eggs-directory={project.directory}/eggs",
        PIP_FIND_LINKS="",
        PIP_NO_INDEX="",
        UV_HTTP_RETRIES="0",
        UV_NO_CACHE="1",
    )
    assert done.returncode == 1
    assert "cannot fetch WebTest" in done.stdout
    after = {name: state for name, state in project.list_files().items() if not name.startswith("eggs/")}
    assert after == {name: state for name, state in before.items() if not name.startswith("eggs/")}
    assert project.call("manage", "check").startswith("System check identified no issues")
