"""The files of a bundle, without what no host needs."""

from __future__ import annotations

from pathlib import Path

import pytest

from kit.sites import write_file
from twod.recipe.engines.bundle.gathering import (
    copy_file,
    copy_tree,
    is_left_out,
    list_gathered,
    list_missing,
    remove_empty,
)


def show(folder: Path) -> list[str]:
    return [str(path.relative_to(folder)) for path in list_gathered(folder)]


@pytest.mark.parametrize(
    ("name", "folder", "result"),
    [
        ("RECORD", "x-1.0.dist-info", True),
        ("direct_url.json", "EGG-INFO", True),
        ("RECORD", "x", False),
        ("METADATA", "x-1.0.dist-info", False),
        ("tests", "x", True),
        ("test", "x", False),
        ("__pycache__", "x", True),
        ("x.pyc", "x", True),
    ],
)
def test_what_no_host_needs_is_left_out(name: str, folder: str, result: bool) -> None:
    assert is_left_out(name, folder, ("tests",)) is result


def test_a_folder_is_copied_with_what_its_links_lead_to(tmp_path: Path) -> None:
    source = tmp_path / "source"
    for name in ("a.py", "tests/t.py", "deep/tests/t.py", "deep/b.html", "__pycache__/a.pyc", "var/data"):
        write_file(source / name, name)
    (source / "linked.py").symlink_to("a.py")
    (source / "folder").symlink_to("deep")
    copy_tree(source, tmp_path / "copy", ("tests",), [source / "var"])
    assert show(tmp_path / "copy") == ["a.py", "deep/b.html", "folder/b.html", "linked.py"]
    assert not (tmp_path / "copy/linked.py").is_symlink()
    assert (tmp_path / "copy/linked.py").read_text() == "a.py"
    copy_file(source / "a.py", tmp_path / "b.py")
    assert (tmp_path / "b.py").read_text() == "a.py"


def test_a_link_to_nothing_cannot_be_copied(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "source/link").symlink_to("nowhere")
    with pytest.raises(FileNotFoundError, match="link"):
        copy_tree(tmp_path / "source", tmp_path / "copy", ())


@pytest.mark.parametrize("root", ["", "src/"])
def test_files_that_a_wheel_lacks_are_found(tmp_path: Path, root: str) -> None:
    for name in ("shop/__init__.py", "shop/templates/a.html", "shop/tests/t.py", "shop/.hidden", "other/x.py"):
        write_file(tmp_path / "project" / f"{root}{name}", "")
    write_file(tmp_path / "copy/shop/__init__.py", "")
    write_file(tmp_path / "copy/shop-1.0.dist-info/METADATA", "")
    missing = list_missing(tmp_path / "project", tmp_path / "copy", ("tests",))
    assert missing == ["shop/templates/a.html"]


def test_empty_folders_go(tmp_path: Path) -> None:
    (tmp_path / "var/twod").mkdir(parents=True)
    write_file(tmp_path / "bin/x", "")
    remove_empty(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]


def test_a_file_that_two_options_name_is_there_once(tmp_path: Path) -> None:
    write_file(tmp_path / "a", "x")
    copy_file(tmp_path / "a", tmp_path / "b/a")
    copy_file(tmp_path / "a", tmp_path / "b/a")
    assert (tmp_path / "b/a").read_text(encoding="utf-8") == "x"
