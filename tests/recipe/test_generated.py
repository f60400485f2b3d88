"""Files that are replaced whole."""

from __future__ import annotations

import os
import re
import stat
from typing import TYPE_CHECKING

import pytest

from twod.inifile.checksum import add_checksum, find_part, is_edited, make_marker
from twod.inifile.whole_file import name_temporary
from twod.recipe.disk.generated import (
    Generated,
    find_unwritable,
    is_in_place,
    keep_edited,
    read_text,
    remove_empty_above,
    remove_leftovers,
    remove_own,
    replace_file,
)
from twod.recipe.disk.groups import Group

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def list_names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def test_a_file_gets_its_content_mode_and_directory(tmp_path: Path) -> None:
    file = Generated(tmp_path / "a" / "b" / "x.ini", b"text", 0o640)
    assert not is_in_place(file)
    assert replace_file(file)
    assert file.path.read_bytes() == b"text"
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o640
    assert is_in_place(file)


def test_a_file_that_is_as_it_ought_to_be_is_not_touched(tmp_path: Path) -> None:
    file = Generated(tmp_path / "x.ini", b"text", 0o640)
    replace_file(file)
    before = file.path.stat()
    assert not replace_file(file)
    assert (file.path.stat().st_ino, file.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_wrong_mode_alone_is_put_right(tmp_path: Path) -> None:
    file = Generated(tmp_path / "x.ini", b"text", 0o600)
    replace_file(file)
    file.path.chmod(0o666)
    assert replace_file(file)
    assert stat.S_IMODE(file.path.stat().st_mode) == 0o600


def test_what_a_killed_run_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    name_temporary(path).write_bytes(b"half")
    (tmp_path / ".other.new").write_bytes(b"mine")
    remove_leftovers([path, tmp_path / "missing" / "y.ini"])
    assert list_names(tmp_path) == [".other.new"]


def test_what_a_killed_run_left_does_not_stop_the_next(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    name_temporary(path).write_bytes(b"half")
    assert replace_file(Generated(path, b"text", 0o600))
    assert list_names(tmp_path) == ["x.ini"]


def test_only_files_with_the_marker_are_removed_and_only_empty_directories(tmp_path: Path) -> None:
    own, foreign = tmp_path / "parts" / "own.ini", tmp_path / "parts" / "foreign.ini"
    replace_file(Generated(own, (make_marker("p", "buildout.cfg") + "\n").encode(), 0o600))
    foreign.write_text("[app:main]\n")
    assert remove_own(own)
    assert not remove_own(foreign)
    assert not remove_own(tmp_path / "missing")
    assert list_names(tmp_path / "parts") == ["foreign.ini"]


def test_an_edited_file_is_copied_aside_once_with_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    text = add_checksum(make_marker("p", "buildout.cfg") + "\n[app:main]\n")
    replace_file(Generated(path, text.encode(), 0o640))
    assert keep_edited(path) is None
    path.write_bytes(text.encode() + b"\xff not UTF-8\n")
    copy = keep_edited(path)
    assert copy == tmp_path / "x.ini.orig"
    assert copy.read_bytes() == path.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o640
    assert keep_edited(path) == copy


def test_what_is_in_the_way_of_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert find_unwritable(tmp_path / "a" / "b" / "c") is None
    assert find_unwritable(tmp_path) == f"{tmp_path} is a directory"
    assert find_unwritable(tmp_path / "file" / "x") == f"{tmp_path / 'file'} is not a directory"


@pytest.mark.parametrize(
    "edit",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: "\ufeff" + text.replace("\n", "\r\n"),
        lambda text: text.replace("UTC", "GMT").replace("\n", "\r\n"),
        lambda text: text.rstrip("\n"),
        lambda text: re.sub("# Checksum.*\n", "", text),
        lambda text: text.replace("UTC", "GMT"),
    ],
)
def test_an_ini_is_ours_and_edited_whatever_an_editor_makes_of_its_lines(
    tmp_path: Path, edit: Callable[[str], str]
) -> None:
    text = add_checksum(f"{make_marker('twod', 'buildout.cfg')}\n\n[DEFAULT]\nTIME_ZONE = UTC\n")
    path = tmp_path / "prod.ini"
    path.write_bytes(edit(text).encode())
    read = read_text(path)
    assert read is not None
    assert find_part(read) == "twod"
    assert is_edited(read)
    copy = keep_edited(path)
    assert copy is not None
    assert copy.read_bytes() == edit(text).encode()


def test_a_link_in_the_place_of_a_file_is_replaced_and_what_it_leads_to_stays(tmp_path: Path) -> None:
    file = Generated(tmp_path / "x.ini", b"text", 0o640)
    target = tmp_path / "precious"
    target.write_bytes(b"text")
    target.chmod(0o640)
    file.path.symlink_to(target)
    assert not is_in_place(file)
    assert replace_file(file)
    assert not file.path.is_symlink()
    file.path.unlink()
    file.path.symlink_to(target)
    replace_file(file._replace(content=b"new", mode=0o600))
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"text", 0o640)


def test_what_is_no_file_is_told_and_never_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "x.ini"
    os.mkfifo(pipe, 0o640)
    assert not is_in_place(Generated(pipe, b"", 0o640))
    assert find_unwritable(pipe) == f"{pipe} is not a regular file"
    with pytest.raises(OSError, match="Not a regular file"):
        read_text(pipe)


def test_a_copy_can_be_read_by_nobody_who_cannot_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "x.ini"
    text = make_marker("p", "buildout.cfg") + "\n[app:main]\n"
    replace_file(Generated(path, text.encode(), 0o640, Group("web", os.getegid())))
    copy = keep_edited(path)
    assert copy is not None
    assert (stat.S_IMODE(copy.stat().st_mode), copy.stat().st_gid) == (0o640, os.getegid())


def test_directories_that_have_become_empty_go_up_to_one_that_stays(tmp_path: Path) -> None:
    for name in ("parts/bundle/tree/bin", "parts/other"):
        (tmp_path / name).mkdir(parents=True)
    remove_empty_above(tmp_path / "parts/bundle/tree/bin/x", tmp_path / "parts")
    assert [path.name for path in (tmp_path / "parts").iterdir()] == ["other"]
    (tmp_path / "parts/other/file").touch()
    remove_empty_above(tmp_path / "parts/other/gone/x", tmp_path / "parts")
    remove_empty_above(tmp_path / "bin/x", tmp_path / "parts")
    assert (tmp_path / "parts/other/file").exists()
