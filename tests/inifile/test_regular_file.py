"""A pipe, a device or a folder is neither waited for nor read."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from twod.inifile.regular_file import open_regular_file, read_regular_file


def test_text_of_a_file_is_read(tmp_path):
    (tmp_path / "a").write_text("ä\n", encoding="utf-8")
    assert read_regular_file(str(tmp_path / "a"), 3) == "ä\n"


def test_file_of_the_system_that_claims_to_be_empty_is_read():
    assert read_regular_file("/proc/self/status", 2**20).startswith("Name:")


def count_descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("kind", ["pipe", "directory", "socket", "device", "link to a pipe"])
def test_what_is_no_regular_file_is_not_opened(tmp_path, kind):
    path = tmp_path / "x"
    with socket.socket(socket.AF_UNIX) as listener:
        match kind:
            case "pipe":
                os.mkfifo(path)
            case "directory":
                path.mkdir()
            case "socket":
                listener.bind(str(path))
            case "device":
                path.symlink_to("/dev/zero")
            case "link to a pipe":
                os.mkfifo(tmp_path / "pipe")
                path.symlink_to("pipe")
        before = count_descriptors()
        assert open_regular_file(str(path)) is None
        assert count_descriptors() == before
        with pytest.raises(ValueError, match=r"^not a regular file$"):
            read_regular_file(str(path), 2**20)


def test_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        open_regular_file(str(tmp_path / "none"))


def test_no_more_than_the_limit_is_read(tmp_path):
    path = tmp_path / "x"
    path.write_bytes(b"a" * 1000)
    assert len(read_regular_file(str(path), 1000)) == 1000
    os.truncate(path, 2**40)  # a hole, so no disk is used
    with pytest.raises(ValueError, match=r"^larger than 1000 bytes$"):
        read_regular_file(str(path), 1000)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("gone", "no such file or directory"),
        ("a" * 5000, "file name too long"),
        ("a/b", "not a directory"),
        ("a\0", "its name contains a null character"),
        ("\ud800", "its name is not UTF-8 text"),
        ("loop", "too many levels of symbolic links"),
        ("latin", "not UTF-8 text"),
    ],
)
def test_reason_is_told(tmp_path, name, reason):
    (tmp_path / "a").touch()
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "latin").write_bytes(b"\xff")
    with pytest.raises(ValueError, match=f"^{reason}$"):
        read_regular_file(f"{tmp_path}/{name}", 1000)
