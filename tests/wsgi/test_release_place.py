"""Where on a host a release is; what follows the link, and what stays with one release."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.wsgi.release_place import find_place, find_release_name, follow_current, pin_to_release


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A host with two releases."""
    for name in ("old", "new"):
        folder = tmp_path / "shop" / "releases" / name / "bin"
        folder.mkdir(parents=True)
        (folder.parent / "manifest.json").touch()
    (tmp_path / "shop" / "current").symlink_to("releases/old")
    return tmp_path / "shop"


def switch(root: Path) -> None:
    (root / "current").unlink()
    (root / "current").symlink_to("releases/new")


def test_a_path_is_pinned_to_the_release_that_it_leads_to(root: Path) -> None:
    path = str(root / "current" / "bin" / "twod")
    pinned = pin_to_release(path)
    switch(root)
    assert pinned == str(root / "releases" / "old" / "bin" / "twod")
    assert pin_to_release(path) == str(root / "releases" / "new" / "bin" / "twod")


def test_a_path_of_a_release_follows_the_link(root: Path) -> None:
    path = str(root / "current" / "bin")
    assert follow_current(str(root / "releases" / "old" / "bin")) == path
    assert follow_current(path) == path


def test_the_last_part_of_a_path_may_be_a_link_out_of_the_release(root: Path) -> None:
    (root / "releases" / "old" / "bin" / "python").symlink_to("/usr/bin/python3")
    assert follow_current(str(root / "releases" / "old" / "bin" / "python")) == str(root / "current" / "bin" / "python")


def test_the_folder_of_a_release_has_its_name(root: Path) -> None:
    assert find_release_name(root / "releases" / "new") == "new"
    assert find_release_name(root / "releases" / "new" / "bin" / "twod") == "new"


def test_other_paths_stay_as_they_are(root: Path, tmp_path: Path) -> None:
    (root / "releases" / "old" / "manifest.json").unlink()
    for path in (str(tmp_path), str(root), str(root / "releases"), str(root / "current" / "bin"), "relative"):
        assert (find_place(path), find_release_name(path)) == (None, None)
        assert (pin_to_release(path), follow_current(path)) == (path, path)


def test_without_the_link_nothing_follows_it(root: Path) -> None:
    (root / "current").unlink()
    path = str(root / "releases" / "old" / "bin")
    assert follow_current(path) == path
