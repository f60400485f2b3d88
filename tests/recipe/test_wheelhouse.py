"""A folder of files for machines without an index."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kit.indexes import FolderIndex, serving_index
from kit.small_wheels import write_wheel
from twod.inifile.problems import Place
from twod.recipe.lock.package_index import PackageIndex
from twod.recipe.lock.wheelhouse import Filled, Wanted, fill_wheelhouse, list_tags
from twod.recipe.recipe_error import RecipeError

PLACE = Place("pylock.toml", 4)


def want(name: str, *hashes: str) -> Wanted:
    return Wanted(name, "1.0", frozenset(hashes), PLACE)


def fill(directory: Path, index: FolderIndex, *wanted: Wanted, every: bool = False) -> list[str]:
    """Fill a folder and return the names of its files."""
    fill_wheelhouse(directory, wanted, PackageIndex([index.url]), None if every else list_tags(12))
    return sorted(path.name for path in directory.iterdir())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """The files of an index."""
    folder = tmp_path / "index"
    write_wheel(folder, "one", "1.0")
    for tag in ("cp311-none-any", "cp312-none-any", "cp312-cp312-win_amd64"):
        write_wheel(folder, "two", "1.0", tag=tag)
    (folder / "three-1.0.tar.gz").write_bytes(b"sdist")
    return folder


def test_the_best_file_for_the_python_is_taken_or_the_sdist(source: Path, tmp_path: Path) -> None:
    with serving_index(source) as index:
        names = fill(tmp_path / "wheels", index, want("one"), want("two"), want("three"))
    assert names == ["one-1.0-py3-none-any.whl", "three-1.0.tar.gz", "two-1.0-cp312-none-any.whl"]


def test_all_files_are_taken_for_all_machines(source: Path, tmp_path: Path) -> None:
    with serving_index(source) as index:
        assert len(fill(tmp_path / "wheels", index, want("one"), want("two"), want("three"), every=True)) == 5


def test_what_is_there_is_not_fetched_again_unless_it_differs(source: Path, tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    with serving_index(source) as index:
        fill(wheels, index, want("one"), want("three"))
        (wheels / "three-1.0.tar.gz").write_bytes(b"cut")
        filled = fill_wheelhouse(wheels, [want("one"), want("three")], PackageIndex([index.url]), list_tags(12))
    size = (source / "one-1.0-py3-none-any.whl").stat().st_size
    assert filled == Filled(files=2, fetched=1, size=size + 5)
    assert (wheels / "three-1.0.tar.gz").read_bytes() == b"sdist"


def test_a_file_with_another_hash_than_the_locks_is_refused(source: Path, tmp_path: Path) -> None:
    with serving_index(source) as index, pytest.raises(RecipeError) as raised:
        fill(tmp_path / "wheels", index, want("one", "ab" * 32))
    assert str(raised.value) == (
        "no file of one 1.0 in the index has a hash of the lock; do not use it before you know why (pylock.toml:4)"
    )


def test_bytes_that_are_not_what_the_index_says_are_refused(source: Path, tmp_path: Path) -> None:
    digest = hashlib.sha256(b"sdist").hexdigest()
    with serving_index(source) as index:
        index.describe = lambda file: {  # type: ignore[method-assign]
            "filename": file.name,
            "url": "/files/one-1.0-py3-none-any.whl",
            "hashes": {"sha256": digest},
        }
        with pytest.raises(
            RecipeError, match=f"three-1.0.tar.gz has the SHA-256 .*, expected {digest}; do not trust the index"
        ):
            fill(tmp_path / "wheels", index, want("three", digest))
    assert list((tmp_path / "wheels").iterdir()) == []


def test_what_the_index_lacks_is_told_all_at_once(source: Path, tmp_path: Path) -> None:
    write_wheel(source, "four", "1.0", tag="cp39-cp39-any")
    with serving_index(source) as index, pytest.raises(RecipeError) as raised:
        fill(tmp_path / "wheels", index, want("nothing"), want("four"))
    first, second = str(raised.value).splitlines()
    assert first.startswith("the index has no nothing 1.0; correct the version, or set index of [buildout]")
    assert second.startswith("four 1.0 has neither a wheel for this Python and system nor an sdist")


def test_a_cut_off_download_is_told_and_leaves_nothing(source: Path, tmp_path: Path) -> None:
    with serving_index(source) as index:
        index.cut_off.add("one-1.0-py3-none-any.whl")
        with pytest.raises(
            RecipeError, match="cannot be fetched: the connection was closed too early; run the command again"
        ):
            fill(tmp_path / "wheels", index, want("one"))
    assert list((tmp_path / "wheels").iterdir()) == []
