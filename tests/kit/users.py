"""Other users of the operating system, for tests that root runs."""

from __future__ import annotations

import grp
import os
import stat
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

#: Only root can become somebody else.
NEEDS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="needs root, who can become another user")

#: Shows a folder that stands below a closed one, in a file system of the process's own, and goes on with a command.
_SHOW = """\
mount --bind "$2" /mnt && mount -t tmpfs -o mode=755 tmpfs "$1" && mkdir -p "$2" && mount --bind /mnt "$2" &&
umount /mnt && shift 2 && exec "$@"
"""


class User(NamedTuple):
    """A user who need not be known to the system.

    :param number: of the user, and of a group that nobody else is in.
    :param groups: the other groups.
    """

    number: int
    groups: tuple[int, ...] = ()

    def make_command(self, folder: Path, *words: str | Path) -> list[str | Path]:
        """Return a command as this user runs it.

        :param folder: a folder of the tests that the user gets to.
        """
        groups = f"--groups={','.join(map(str, self.groups))}" if self.groups else "--clear-groups"
        return [*_list_steps(folder), "setpriv", f"--reuid={self.number}", f"--regid={self.number}", groups, *words]


def get_other_group() -> grp.struct_group:
    """Return a group that this process is not in."""
    return next(entry for entry in grp.getgrall() if entry.gr_gid not in (0, os.getegid(), *os.getgroups()))


@cache
def _list_steps(folder: Path) -> tuple[str | Path, ...]:
    """Return the command that lets other users get to the tests' Python and to a folder; empty when they get there."""
    # Every other run of pytest closes the folder of all runs again.
    runs = next((path for path in folder.parents if path.name.startswith("pytest-of-")), folder)
    run = next((path for path in (folder, *folder.parents) if path.parent == runs), folder)
    for path in (folder, *folder.parents):
        if path.is_relative_to(run):
            path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IXOTH)
    python = Path(sys.base_prefix).resolve()
    places = [(closed[-1], path) for path in (python, run) if (closed := _list_closed(path))]
    steps = ["unshare", "--mount", *(word for place in places for word in ("sh", "-c", _SHOW, "sh", *place))]
    if not places:
        return ()
    if subprocess.run([*steps, "true"], capture_output=True, check=False).returncode == 0:
        return tuple(steps)
    if _list_closed(python):
        pytest.skip(f"no other user can start {python}")
    for path in _list_closed(run):
        path.chmod(stat.S_IMODE(path.stat().st_mode) | stat.S_IXOTH)
    return ()


def _list_closed(path: Path) -> list[Path]:
    """Return a folder and those above it that others do not get through."""
    return [folder for folder in (path, *path.parents) if not folder.stat().st_mode & stat.S_IXOTH]
