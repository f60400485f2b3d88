"""A lock that is a file. Two of them exclude each other in one process as they do in two."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from twod.wsgi.preparation.file_lock import FileLock


def test_one_has_the_lock_at_a_time_and_nothing_is_left_over(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.try_to_take()
    assert not second.try_to_take()
    first.release()
    assert second.try_to_take()
    assert not first.try_to_take()
    second.release()
    assert list(tmp_path.iterdir()) == []


def test_who_does_not_have_the_lock_does_not_remove_it(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "lock"), FileLock(tmp_path / "lock")
    assert first.try_to_take()
    assert not second.try_to_take()
    second.release()
    assert not FileLock(tmp_path / "lock").try_to_take()
    first.release()
    first.release()


def test_the_file_of_a_process_that_was_killed_locks_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "lock").touch()
    lock = FileLock(tmp_path / "lock")
    assert lock.try_to_take()
    lock.release()
    assert not (tmp_path / "lock").exists()


def test_many_that_take_it_by_turns_never_have_it_together(tmp_path: Path) -> None:
    """Also when one opens the file that another removes in this moment."""
    (tmp_path / "other").write_bytes(b"x")
    inside: list[int] = []
    met: list[int] = []

    def work(number: int) -> None:
        for _ in range(300):
            lock = FileLock(tmp_path / "lock")
            if lock.try_to_take():
                inside.append(number)
                (tmp_path / "other").read_bytes()
                met.extend(other for other in tuple(inside) if other != number)
                inside.remove(number)
            lock.release()

    with ThreadPoolExecutor(8) as workers:
        assert list(workers.map(work, range(8))) == [None] * 8
    assert met == []


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "made")
    with pytest.raises(OSError, match="symbolic links"):
        FileLock(tmp_path / "lock").try_to_take()
    assert not (tmp_path / "made").exists()


def test_a_folder_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        FileLock(tmp_path / "nowhere" / "lock").try_to_take()
