"""The checkout that twod is installed from, and whether a buildout.cfg can name it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from twod.wsgi.templates.own_checkout import find_own_checkout, find_problems_of_checkout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Something that looks like a checkout."""
    folder = tmp_path / "a checkout"
    (folder / "recipe").mkdir(parents=True)
    (folder / "recipe" / "setup.py").touch()
    (folder / "checkout.cfg").touch()
    return folder


def install(site_packages: Path, origin: dict[str, object] | None) -> list[str]:
    """Record an installation of twod.wsgi, and return the search path that finds it."""
    metadata = site_packages / "twod_wsgi-2.0.0.dist-info"
    metadata.mkdir(parents=True)
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: twod.wsgi\nVersion: 2.0.0\n")
    if origin is not None:
        (metadata / "direct_url.json").write_text(json.dumps(origin))
    return [str(site_packages)]


@pytest.mark.parametrize("is_editable", [True, False])
def test_a_checkout_is_found_by_what_pip_records_of_it(checkout: Path, tmp_path: Path, *, is_editable: bool) -> None:
    origin = {"url": checkout.as_uri(), "dir_info": {"editable": is_editable}}
    assert find_own_checkout(install(tmp_path / "develop-eggs", origin)) == checkout


def test_a_checkout_is_found_by_the_metadata_in_it(checkout: Path) -> None:
    metadata = checkout / "twod.wsgi.egg-info"
    metadata.mkdir()
    (metadata / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: twod.wsgi\nVersion: 2.0.0\n")
    assert find_own_checkout([str(checkout)]) == checkout


@pytest.mark.parametrize(
    "origin",
    [
        None,
        {"url": "https://example.com/twod_wsgi-2.0.0-py3-none-any.whl", "archive_info": {}},
        {"url": "https://github.com/twod-project/twod", "vcs_info": {"vcs": "git", "commit_id": "0"}},
    ],
)
def test_a_release_has_no_checkout(tmp_path: Path, origin: dict[str, object] | None) -> None:
    assert find_own_checkout(install(tmp_path / "site-packages", origin)) is None
    assert find_own_checkout([]) is None


def test_a_folder_that_is_gone_is_no_checkout(tmp_path: Path) -> None:
    origin: dict[str, object] = {"url": (tmp_path / "gone").as_uri(), "dir_info": {"editable": True}}
    assert find_own_checkout(install(tmp_path / "develop-eggs", origin)) is None


@pytest.mark.parametrize("path", ["/home/me/twod", "/srv/twod-2.0_dev/twod", "/home/zoë/(twod)/50%,~old"])
def test_a_usual_path_can_be_named(path: str) -> None:
    assert find_problems_of_checkout(Path(path)) == []


@pytest.mark.parametrize("path", ["/home/my files/twod", "/a;b", "/a#b", "/a*", "/a?", "/[a]", "/${a:b}", "/a\udcff"])
def test_a_path_that_zc_buildout_reads_as_something_else_is_a_problem(path: str) -> None:
    (problem,) = find_problems_of_checkout(Path(path))
    assert problem.startswith(f"zc.buildout cannot find the checkout of twod at {path!r}: move it")
