"""The group that a site's files are for."""

from __future__ import annotations

import grp
import os
import sys
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from kit.users import NEEDS_ROOT, User, get_other_group
from twod.recipe.disk.groups import Group, can_give_to, get_group, name_group

#: A group that there is, and that root is not in.
OTHER = get_other_group()


@pytest.mark.parametrize("name", ["no-such-group", "", "a\0b", "\udcff", "zoë"])
def test_a_group_that_is_not_there_is_told(name: str) -> None:
    with pytest.raises(ValueError, match=r"^no group is called"):
        get_group(name)


def test_ones_own_group_can_be_given_files() -> None:
    own = grp.getgrgid(os.getegid())
    assert get_group(own.gr_name) == Group(own.gr_name, own.gr_gid)
    assert can_give_to(own.gr_gid)


@NEEDS_ROOT
def test_root_can_give_files_to_any_group() -> None:
    assert get_group(OTHER.gr_name) == Group(OTHER.gr_name, OTHER.gr_gid)


@NEEDS_ROOT
@pytest.mark.parametrize("is_member", [True, False])
def test_others_can_give_files_to_their_groups_alone(tmp_path: Path, is_member: bool) -> None:
    code = f"""
from twod.recipe.disk.groups import get_group
try:
    print(get_group({OTHER.gr_name!r}).number)
except ValueError as error:
    print(error)
"""
    user = User(60001, (OTHER.gr_gid,) if is_member else ())
    done = run(user.make_command(tmp_path, sys.executable, "-c", code), cwd=Path("/"), environ=make_python_environ())
    if is_member:
        assert done.stdout == f"{OTHER.gr_gid}\n"
    else:
        assert done.stdout.startswith(f"you are not a member of the group {OTHER.gr_name} and cannot give files to it")


def test_a_group_without_a_name_is_called_by_its_number() -> None:
    assert name_group(OTHER.gr_gid) == OTHER.gr_name
    free = max(entry.gr_gid for entry in grp.getgrall() if entry.gr_gid < 60000) + 1
    assert name_group(free) == str(free)
