"""The directories of a site's files."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from twod.recipe.disk.directories import Directory, find_closed, find_closed_above, make_directory, open_directory
from twod.recipe.disk.groups import Group

#: Groups that need no name; of the first one this process is a member.
OWN, OTHER = Group("web", os.getegid()), Group("other", 54321)

NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files to any group")


@contextmanager
def umask(mask: int) -> Iterator[None]:
    previous = os.umask(mask)
    try:
        yield
    finally:
        os.umask(previous)


def get_mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def get_access(path: Path) -> tuple[int, int]:
    return get_mode(path), path.stat().st_gid


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The buildout's directory, which everybody gets to."""
    tmp_path.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize(
    ("mask", "mode"), [(0o000, 0o775), (0o002, 0o775), (0o022, 0o755), (0o027, 0o750), (0o077, 0o700)]
)
def test_a_directory_follows_the_umask_and_can_never_be_written_by_others(root: Path, mask: int, mode: int) -> None:
    path = root / "var" / "twod" / "log"
    with umask(mask):
        assert make_directory(Directory(path)) == [root / "var", root / "var/twod", path]
        assert make_directory(Directory(path)) == []
    assert {get_mode(root / name) for name in ("var", "var/twod", "var/twod/log")} == {mode}


@NEEDS_ROOT
@pytest.mark.parametrize(
    ("mask", "mode"), [(0o000, 0o755), (0o002, 0o755), (0o022, 0o755), (0o027, 0o750), (0o077, 0o710)]
)
@pytest.mark.parametrize("is_for_data", [False, True])
def test_a_directory_for_a_group_lets_it_through_and_gives_no_more_than_the_site_needs(
    root: Path, mask: int, mode: int, is_for_data: bool
) -> None:
    path = root / "var" / "log"
    with umask(mask):
        make_directory(Directory(path, (OTHER,), is_for_data))
    assert get_access(root / "var") == (mode, OTHER.number)
    assert get_access(path) == (mode | 0o2070 if is_for_data else mode, OTHER.number)
    assert not open_directory(path, OTHER)


def test_what_a_killed_run_left_of_a_directory_becomes_the_directory(root: Path) -> None:
    (root / ".log.new").mkdir(0o700)
    make_directory(Directory(root / "log", (OWN,), is_for_data=True))
    assert get_access(root / "log") == (0o2770, OWN.number)
    assert list(root.iterdir()) == [root / "log"]


def test_several_groups_get_through_by_everybodys_permissions(root: Path) -> None:
    path = root / "var" / "log"
    directory = Directory(path, (OWN, OTHER))
    with umask(0o077):
        make_directory(directory)
    assert get_mode(path) == 0o701
    assert list(find_closed(directory._replace(groups=(OTHER, OTHER)), root)) == []


@NEEDS_ROOT
def test_a_directory_that_is_there_is_opened_where_nobody_loses_by_it(root: Path) -> None:
    (root / "parts" / "twod").mkdir(parents=True)
    directory = Directory(root / "parts" / "twod", (OTHER,))
    (root / "parts").chmod(0o700)
    (root / "parts" / "twod").chmod(0o2700)
    assert list(find_closed(directory, root)) == []
    assert [open_directory(path, OTHER) for path in directory.list_ways(root)] == [True, True]
    assert get_access(root / "parts") == (0o710, OTHER.number)
    assert get_access(root / "parts" / "twod") == (0o2710, OTHER.number)
    assert [open_directory(path, OTHER) for path in directory.list_ways(root)] == [False, False]


@NEEDS_ROOT
@pytest.mark.parametrize("mode", [0o750, 0o770, 0o710, 0o740])
def test_a_directory_of_another_group_is_told_with_the_cure(root: Path, mode: int) -> None:
    path = root / "parts"
    path.mkdir()
    path.chmod(mode)
    (reason,) = find_closed(Directory(path / "twod", (OTHER,)), root)
    assert reason == (
        f"the group other cannot enter {path} (mode {mode:04o}, group {path.group()}); run chmod o+x {path}, or "
        "chgrp other and chmod g+x"
    )
    path.chmod(mode | 0o001)
    assert list(find_closed(Directory(path / "twod", (OTHER,)), root)) == []


def test_a_closed_directory_cannot_be_opened_for_several_groups(root: Path) -> None:
    path = root / "parts"
    path.mkdir()
    path.chmod(0o700)
    assert [reason.split(" cannot")[0] for reason in find_closed(Directory(path, (OWN, OTHER)), root)] == [
        "the group web",
        "the group other",
    ]


def test_what_a_link_leads_to_is_looked_at_and_never_changed(root: Path) -> None:
    target = root / "precious"
    target.mkdir()
    (root / "var").symlink_to(target)
    directory = Directory(root / "var", (OTHER,))
    target.chmod(0o711)
    assert list(find_closed(directory, root)) == []
    target.chmod(0o700)
    assert len(list(find_closed(directory, root))) == 1
    with pytest.raises(OSError, match="var"):
        open_directory(root / "var", OTHER)
    assert get_mode(target) == 0o700


def test_what_is_above_the_buildout_is_told_and_left_alone(tmp_path: Path) -> None:
    root = tmp_path / "home" / "site"
    root.mkdir(parents=True)
    for path in (tmp_path, *tmp_path.parents):
        assert path.is_dir()
    (tmp_path / "home").chmod(0o700)
    root.chmod(0o700)
    directory = Directory(root / "var" / "x", (OTHER,))
    closed = [reason for reason in find_closed_above(directory, root) if str(tmp_path / "home") in reason]
    assert [reason.split(" (")[0] for reason in closed] == [
        f"the group other cannot enter {tmp_path / 'home'}",
        f"the group other cannot enter {root}",
    ]
    assert list(find_closed(directory, root)) == []
    assert list(find_closed_above(Directory(root / "var"), root)) == []
