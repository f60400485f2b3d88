"""The file on the disk behind a file object."""

from __future__ import annotations

import bz2
import gzip
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files import File

from twod.inifile.regular_file import open_regular_file
from twod.wsgi.opened_file import OpenedFile, find_opened_file
from twod.wsgi.promised_file import PromisedFile


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_bytes(b"0123456789")
    return tmp_path


def open_in_all_ways(path: Path) -> Iterator[Any]:
    yield path.open("rb")
    yield path.open("r+b")
    yield path.open("rb", buffering=0)
    yield open_regular_file(str(path))
    yield open(os.open(path, os.O_RDONLY), "rb")  # noqa: PTH123, SIM115 - by its number
    yield File(path.open("rb"))
    yield File(File(path.open("rb"), name="another name"))
    yield PromisedFile(path.open("rb"), 10)
    yield PromisedFile(PromisedFile(path.open("rb"), 10), 10)


def test_a_file_has_its_path_however_it_was_opened(root: Path) -> None:
    for file in open_in_all_ways(root / "a.txt"):
        assert find_opened_file(file) == OpenedFile(str(root / "a.txt"), (root / "a.txt").stat()), file
        file.close()


def test_a_file_opened_by_another_directory_has_its_path(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    with open("a.txt", "rb") as file:  # noqa: PTH123 - by a relative name
        monkeypatch.chdir("/")
        assert find_opened_file(file) == OpenedFile(str(root / "a.txt"), (root / "a.txt").stat())


def test_a_file_that_was_renamed_has_its_new_path(root: Path) -> None:
    with (root / "a.txt").open("rb") as file:
        (root / "a.txt").rename(root / "b.txt")
        (root / "a.txt").write_bytes(b"another")
        assert find_opened_file(file) == OpenedFile(str(root / "b.txt"), (root / "b.txt").stat())


def test_a_file_that_was_begun_or_closed_is_read(root: Path) -> None:
    file = (root / "a.txt").open("rb")
    file.seek(3)
    assert find_opened_file(file) is None
    file.seek(0)
    assert find_opened_file(file) is not None
    file.read(1)
    assert find_opened_file(file) is None
    assert find_opened_file(PromisedFile(file, 9)) is None
    file.close()
    assert find_opened_file(file) is None


def test_what_decodes_a_file_is_read(root: Path) -> None:
    (root / "a.gz").write_bytes(gzip.compress(b"text"))
    (root / "a.bz2").write_bytes(bz2.compress(b"text"))
    for file in (gzip.open(root / "a.gz"), bz2.open(root / "a.bz2")):  # noqa: SIM115 - closed below
        assert file.fileno() > 2
        assert find_opened_file(file) is None
        assert find_opened_file(File(file)) is None
        assert find_opened_file(io.BufferedReader(file)) is None  # type: ignore[type-var]
        file.close()


class Decrypting(File):
    def read(self, size: int = -1) -> bytes:
        return bytes(each ^ 1 for each in self.file.read(size))


def test_what_decrypts_a_file_is_read(root: Path) -> None:
    with Decrypting((root / "a.txt").open("rb")) as file:
        assert file.fileno() > 2
        assert find_opened_file(file) is None


def test_what_is_no_file_is_read(root: Path) -> None:
    reading, writing = os.pipe()
    with open(reading, "rb") as pipe, open(writing, "wb"), open("/dev/null", "rb") as device:  # noqa: PTH123
        assert [find_opened_file(each) for each in (io.BytesIO(b"x"), object(), pipe, device, None)] == [None] * 5


def test_without_proc_a_name_will_do(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def lack(path: str) -> str:
        raise FileNotFoundError(path)

    monkeypatch.setattr(os, "readlink", lack)
    for file in open_in_all_ways(root / "a.txt"):
        found = find_opened_file(file)
        assert found is None if isinstance(getattr(file, "name", None), int) else found is not None
        file.close()
