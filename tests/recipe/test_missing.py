"""What is pinned and missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from zc.buildout import easy_install

from twod.recipe.fetch.missing import find_missing, get_pinned_version, list_requirers
from twod.recipe.fetch.pinned import Pinned

from .conftest import write_develop_egg

parse = easy_install.pkg_resources.Requirement.parse


def make_installer(directory: Path, **versions: str) -> Any:
    """Return zc.buildout's installer with these pins, and the develop eggs of a directory."""
    path = [str(directory / "develop-eggs")]
    return easy_install.Installer(str(directory / "eggs"), index="http://127.0.0.1:9", path=path, versions=versions)


def test_what_a_distribution_requires_is_missing_too(tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site", requires='cart\nold; python_version < "3"\nfast; extra == "speed"\nloose')
    installer = make_installer(tmp_path, cart="2.0", old="1", fast="3.0")
    assert find_missing(installer, [parse("site")]) == [Pinned("cart", "2.0", required_by="site")]
    assert find_missing(installer, [parse("site[speed,unknown]"), parse("cart")]) == [
        Pinned("cart", "2.0"),
        Pinned("fast", "3.0", required_by="site"),
    ]


def test_distributions_that_require_each_other_end(tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site", requires="blog")
    write_develop_egg(tmp_path, "blog", requires="site")
    assert find_missing(make_installer(tmp_path), [parse("site")]) == []


def test_a_contradiction_is_left_to_zc_buildout(tmp_path: Path) -> None:
    assert find_missing(make_installer(tmp_path, cart="2.0"), [parse("cart<2")]) == []


@pytest.mark.parametrize(
    ("requirement", "version"),
    [("shop==1.0", "1.0"), ("shop==1.*", None), ("shop>=1.0", None), ("shop", None), ("shop==1.0,!=1.1", None)],
)
def test_one_version_is_a_pin(requirement: str, version: str | None) -> None:
    assert get_pinned_version(parse(requirement)) == version


def test_who_requires_a_distribution_is_found(tmp_path: Path) -> None:
    write_develop_egg(tmp_path, "site", requires='Cart; extra == "speed"')
    write_develop_egg(tmp_path, "blog")
    there = easy_install.pkg_resources.find_distributions(str(tmp_path / "develop-eggs"))
    assert list_requirers(parse("cart"), there) == ["site"]
