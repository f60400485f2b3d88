"""Archives that are the same, byte for byte."""

from __future__ import annotations

import os
import tarfile
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.recipe.engines.bundle.archive import find_zstandard, make_time, read_epoch, write_archive

NAMES = st.lists(st.text("ab.é -", min_size=1, max_size=8).filter(lambda name: name.strip(".")), max_size=2)
TREES = st.dictionaries(NAMES.map(lambda folders: "/".join([*folders, "file"])), st.binary(max_size=50), max_size=5)


def write_tree(folder: Path, files: dict[str, bytes], mtime: int, mode: int) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(mode)
        os.utime(path, (mtime, mtime))


@given(TREES, st.integers(0, 2**31), st.sampled_from([0o600, 0o644, 0o666, 0o640]), st.randoms())
def test_the_same_files_make_the_same_archive(files: dict[str, bytes], mtime: int, mode: int, random) -> None:
    """Whatever their times and permissions, and the order in which they were made."""
    with tempfile.TemporaryDirectory() as name:
        one, other = Path(name, "one"), Path(name, "other")
        for folder in (one, other):
            folder.mkdir()
        write_tree(one, files, 1, 0o644)
        shuffled = list(files.items())
        random.shuffle(shuffled)
        write_tree(other, dict(shuffled), mtime, mode)
        for folder in (one, other):
            write_archive(folder, folder.with_suffix(".tar.gz"), "gz", None)
        assert one.with_suffix(".tar.gz").read_bytes() == other.with_suffix(".tar.gz").read_bytes()
        with tarfile.open(one.with_suffix(".tar.gz")) as archive:
            members = {member.name: member for member in archive.getmembers()}
            assert {name: archive.extractfile(members[name]).read() for name in files} == files  # type: ignore[union-attr]


def test_members_belong_to_nobody_and_have_the_time_that_is_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "tree"
    write_tree(folder, {"bin/run": b"", "a/text": b""}, 1, 0o600)
    (folder / "bin/run").chmod(0o700)
    write_archive(folder, tmp_path / "x.tar.gz", "gz", 1_700_000_000)
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        shown = [(each.name, each.mode, each.uid, each.gid, each.uname, each.mtime) for each in archive.getmembers()]
    assert shown == [
        (name, mode, 0, 0, "", 1_700_000_000)
        for name, mode in (("a", 0o755), ("a/text", 0o644), ("bin", 0o755), ("bin/run", 0o755))
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tree", "x.tar.gz"]


def test_an_archive_that_cannot_be_made_leaves_the_last_one(tmp_path: Path) -> None:
    target = tmp_path / "x.tar.gz"
    target.write_text("the last one")
    (tmp_path / "tree").mkdir()
    (tmp_path / "tree/link").symlink_to("nowhere")
    with pytest.raises(FileNotFoundError):
        write_archive(tmp_path / "tree", target, "gz", None)
    assert target.read_text() == "the last one"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tree", "x.tar.gz"]


def test_zstandard_is_used_where_there_is_a_module_for_it(tmp_path: Path) -> None:
    module = find_zstandard()
    if module is None:
        return
    (tmp_path / "tree").mkdir()
    write_archive(tmp_path / "tree", tmp_path / "x.tar.zst", "zst", None)
    assert module.decompress((tmp_path / "x.tar.zst").read_bytes())


def test_the_time_is_that_of_the_variable() -> None:
    assert read_epoch({}) is None
    assert read_epoch({"SOURCE_DATE_EPOCH": ""}) is None
    assert read_epoch({"SOURCE_DATE_EPOCH": "12"}) == 12
    with pytest.raises(ValueError, match="yesterday"):
        read_epoch({"SOURCE_DATE_EPOCH": "yesterday"})


@given(st.binary(max_size=20), st.binary(max_size=20))
def test_other_content_has_another_time(one: bytes, other: bytes) -> None:
    """Or a browser would keep a style sheet of the last release that has as many bytes."""
    assert (make_time(one) == make_time(other)) == (one == other)
    # From 1970 to 2004.
    assert 0 <= make_time(one) < 2**30


def test_a_file_has_the_time_of_its_content(tmp_path: Path) -> None:
    write_tree(tmp_path / "tree", {"a.css": b"a {}"}, 1, 0o644)
    write_archive(tmp_path / "tree", tmp_path / "x.tar.gz", "gz", None)
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        assert archive.getmember("a.css").mtime == make_time(b"a {}")
