"""What an index has of a distribution."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from kit.indexes import serving_index
from kit.ports import find_free_port
from twod.recipe.lock.package_index import IndexFile, PackageIndex
from twod.recipe.recipe_error import RecipeError

NAMES = ("My_App-1.0.tar.gz", "my_app-1.0-py3-none-any.whl", "my_app-1.1-py3-none-any.whl", "my_app-1.0.egg")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with some files of my-app."""
    folder = tmp_path / "files"
    folder.mkdir()
    for name in NAMES:
        (folder / name).write_bytes(name.encode())
    return folder


@pytest.mark.parametrize("form", ["json", "html"])
def test_the_wheels_and_the_sdist_of_a_version_are_listed(folder: Path, form: str) -> None:
    with serving_index(folder, form) as index:
        files = PackageIndex([index.url]).list_files("my.app", "1.0.0")
        assert [file.name for file in files] == ["My_App-1.0.tar.gz", "my_app-1.0-py3-none-any.whl"]
        assert [file.sha256 for file in files] == [hashlib.sha256(file.name.encode()).hexdigest() for file in files]
        assert files[0].url == f"{index.url.removesuffix('/simple')}/files/My_App-1.0.tar.gz"


def test_several_are_asked_for_in_their_order(folder: Path) -> None:
    with serving_index(folder) as index:
        found = PackageIndex([index.url]).list_all([("my-app", "1.1"), ("other", "1"), ("my-app", "2")])
    assert [[file.name for file in files] for files in found] == [["my_app-1.1-py3-none-any.whl"], [], []]


def test_the_next_index_is_asked_for_what_the_first_one_does_not_know(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with serving_index(tmp_path / "empty") as first, serving_index(folder) as second:
        assert len(PackageIndex([first.url, second.url]).list_files("my-app", "1.0")) == 2


def test_the_files_of_a_folder_come_first(folder: Path, tmp_path: Path) -> None:
    files = PackageIndex([], [folder, tmp_path / "missing"]).list_files("my-app", "1.1")
    path = folder / "my_app-1.1-py3-none-any.whl"
    assert files == [IndexFile(path.name, path.as_uri(), hashlib.sha256(path.read_bytes()).hexdigest(), 27)]


def test_an_index_of_files_is_read(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "simple" / "my-app" / "index.html"
    page.parent.mkdir(parents=True)
    page.write_text(f'<a href="{(folder / NAMES[2]).as_uri()}#sha256=ab">x</a>', encoding="utf-8")
    index = PackageIndex([(tmp_path / "simple").as_uri()])
    assert [file.sha256 for file in index.list_files("my-app", "1.1")] == ["ab"]
    assert index.list_files("other", "1.1") == []


def test_the_credentials_of_the_url_are_sent_and_not_shown(folder: Path) -> None:
    with serving_index(folder, user="ann:s3cret") as index:
        files = PackageIndex([index.url]).list_files("my-app", "1.1")
        assert "s3cret" not in files[0].url
        with PackageIndex([index.url]).open(files[0].url) as answer:
            assert answer.read() == b"my_app-1.1-py3-none-any.whl"
        with pytest.raises(RecipeError, match=r"did not answer: 401 .*check the index") as raised:
            PackageIndex([index.url.replace("s3cret", "wr0ng")]).list_files("my-app", "1.1")
        assert "wr0ng" not in str(raised.value)


def test_the_credentials_of_netrc_are_sent(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login ann password s3cret\n", encoding="utf-8")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    with serving_index(folder, user="ann:s3cret") as index:
        url = index.url.replace("ann:s3cret@", "")
        assert len(PackageIndex([url]).list_files("my-app", "1.1")) == 1


def test_an_index_that_is_not_there_or_says_nonsense_is_refused(folder: Path) -> None:
    with pytest.raises(RecipeError, match=r"did not answer: .*refused; check the index, the proxy"):
        PackageIndex([f"http://127.0.0.1:{find_free_port()}/simple"]).list_files("my-app", "1.1")
    with serving_index(folder, "json") as index:
        index.describe = lambda file: {"filename": file.name}  # type: ignore[method-assign]
        with pytest.raises(RecipeError, match="did not answer: 'url'"):
            PackageIndex([index.url]).list_files("my-app", "1.1")
