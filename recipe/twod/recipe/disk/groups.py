"""The group of the operating system that a site's files are for."""

from __future__ import annotations

import grp
import os
from typing import NamedTuple


class Group(NamedTuple):
    """A group of the operating system."""

    name: str
    number: int


def get_group(name: str) -> Group:
    """Return a group that this process can give files to.

    :raises ValueError: when there is no such group, or the process's user is not a member of it.
    """
    try:
        number = grp.getgrnam(name).gr_gid
    except (KeyError, ValueError):  # a name may have characters that no group has
        raise ValueError(f"there is no group {name!r}") from None
    if not can_give_to(number):
        raise ValueError(
            f"you are not a member of the group {name} and cannot give files to it; become one (usermod --append "
            f"--groups {name} YOU) and log in again"
        )
    return Group(name, number)


def can_give_to(number: int) -> bool:
    """Return whether this process can give its files to a group."""
    return os.geteuid() == 0 or number in (os.getegid(), *os.getgroups())


def name_group(number: int) -> str:
    """Return the name of a group, or its number where it has none."""
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
