"""Files that are replaced as a whole."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from twod.inifile.whole_file import name_temporary, write_new, write_whole


def list_names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_file_gets_its_content_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    previous = os.umask(0o077)
    try:
        write_whole(path, b"text\r\n\xff", 0o644)
    finally:
        os.umask(previous)
    assert path.read_bytes() == b"text\r\n\xff"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert list_names(tmp_path) == ["x.ini"]


def test_nobody_else_can_open_a_file_before_its_group_and_mode_are_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int]] = []

    def watch(name: str) -> None:
        change = getattr(os, name)

        def changed(handle: int, *arguments: int) -> None:
            seen.append((name, stat.S_IMODE(os.fstat(handle).st_mode)))
            change(handle, *arguments)

        monkeypatch.setattr(os, name, changed)

    watch("fchown")
    watch("fchmod")
    path = tmp_path / "x.ini"
    previous = os.umask(0)
    try:
        write_whole(path, b"text", 0o640, os.getegid())
    finally:
        os.umask(previous)
    assert seen == [("fchown", 0o600), ("fchmod", 0o600)]
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_new_file_takes_nobodys_place(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    write_new(path, b"text", 0o600)
    with pytest.raises(FileExistsError):
        write_new(path, b"other", 0o600)
    (tmp_path / "link").symlink_to(tmp_path / "missing")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "link", b"other", 0o600)
    assert path.read_bytes() == b"text"
    assert list_names(tmp_path) == ["link", "x.ini"]


def test_who_has_the_old_file_open_goes_on_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    write_whole(path, b"old", 0o600)
    with path.open("rb") as reader:
        write_whole(path, b"new", 0o600)
        assert reader.read() == b"old"
    assert path.read_bytes() == b"new"


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"mine")
    (tmp_path / "x.ini").symlink_to(target)
    write_whole(tmp_path / "x.ini", b"text", 0o600)
    assert target.read_bytes() == b"mine"
    assert (tmp_path / "x.ini").read_bytes() == b"text"


def test_what_a_killed_run_left_is_replaced_and_not_followed(tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_bytes(b"mine")
    name_temporary(tmp_path / "x.ini").symlink_to(target)
    write_whole(tmp_path / "x.ini", b"text", 0o600)
    assert target.read_bytes() == b"mine"
    assert list_names(tmp_path) == ["precious", "x.ini"]


def test_what_cannot_be_put_in_place_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "x.ini").mkdir()
    with pytest.raises(OSError):  # noqa: PT011 - which one is the system's to say
        write_whole(tmp_path / "x.ini", b"text", 0o600)
    assert list_names(tmp_path) == ["x.ini"]
