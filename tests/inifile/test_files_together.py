"""Several files that are written together, or not at all."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from twod.inifile import files_together
from twod.inifile.files_together import ChangedContent, change_together, write_new_together


def read_all(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir()}


def test_files_change_and_keep_permissions_owners_and_links(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_bytes(b"old")
    (tmp_path / "a").chmod(0o640)
    if os.geteuid() == 0:
        os.chown(tmp_path / "a", 1234, 1235)
    before = (tmp_path / "a").stat()
    (tmp_path / "link").symlink_to("a")
    change_together(
        {tmp_path / "link": ChangedContent(b"old", b"\xff\r\n"), tmp_path / "b": ChangedContent(b"old", b"new")}
    )
    assert read_all(tmp_path) == {"a": b"\xff\r\n", "b": b"new", "link": b"\xff\r\n"}
    assert (tmp_path / "link").is_symlink()
    after = (tmp_path / "a").stat()
    assert [(each.st_uid, each.st_gid, stat.S_IMODE(each.st_mode)) for each in (before, after)] == [
        (before.st_uid, before.st_gid, 0o640)
    ] * 2


@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
@pytest.mark.parametrize("is_in_place", [True, False])
def test_all_are_as_they_were_when_one_cannot_be_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException, *, is_in_place: bool
) -> None:
    for name in "abc":
        (tmp_path / name).write_bytes(name.encode())
    write_whole = files_together.write_whole

    def fail(path: Path, content: bytes, mode: int, group: int, owner: int) -> None:
        is_failing = content == b"new" and path.name == "b"
        if is_in_place or not is_failing:
            write_whole(path, content, mode, group, owner)
        if is_failing:
            raise error

    monkeypatch.setattr(files_together, "write_whole", fail)
    with pytest.raises(type(error)):
        change_together({tmp_path / name: ChangedContent(name.encode(), b"new") for name in "abc"})
    assert read_all(tmp_path) == {"a": b"a", "b": b"b", "c": b"c"}


def test_what_somebody_has_changed_meanwhile_stays(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"theirs")
    with pytest.raises(OSError, match="another program has changed it since it was read") as raised:
        change_together({tmp_path / name: ChangedContent(name.encode(), b"new") for name in "ab"})
    assert raised.value.filename == str(tmp_path / "b")
    assert read_all(tmp_path) == {"a": b"a", "b": b"theirs"}


def test_new_files_are_all_written_or_none(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        write_new_together({tmp_path / name: b"new" for name in "ab"}, 0o644)
    assert read_all(tmp_path) == {"b": b"mine"}
    write_new_together({tmp_path / name: b"new" for name in "cd"}, 0o600)
    assert read_all(tmp_path) == {"b": b"mine", "c": b"new", "d": b"new"}
    assert stat.S_IMODE((tmp_path / "c").stat().st_mode) == 0o600
