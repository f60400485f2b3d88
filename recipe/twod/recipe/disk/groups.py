"""The operating system's group that has access to a site's files."""

from __future__ import annotations

import grp
import os
from typing import NamedTuple


class Group(NamedTuple):
    """A group of the operating system."""

    name: str
    number: int


def get_group(name: str) -> Group:
    """Return a group to which this process can give files.

    :raises ValueError: if there is no such group, or the process's user is not a member of it.
    """
    try:
        number = grp.getgrnam(name).gr_gid
    except (KeyError, ValueError):  # the name may contain invalid characters
        raise ValueError(f"no group is called {name!r}") from None
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
    """Return the name of a group, or its number if it has no name."""
    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
