"""Commands of ``twod`` and ``paster`` from other distributions, found by their entry points ``twod.commands``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from typing import Protocol

_GROUP = "twod.commands"

#: Commands of distributions that may not be installed, and the names of the distributions.
ELSEWHERE = {"migrate-buildout": "twod.recipe"}


class ForeignCommand(Protocol):
    """The interface of the class that an entry point names."""

    #: A line of help, without a full stop.
    summary: str

    def __init__(self, front: str) -> None:
        """Take the name of the program that has the sub-command: ``twod`` or ``paster``."""

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status."""


def find_foreign_commands() -> Mapping[str, type[ForeignCommand]]:
    """Return the commands by name, without those that need a package that is not installed.

    A site's scripts cannot import zc.buildout, although a checkout of twod.recipe may be on their path.
    """
    found: dict[str, type[ForeignCommand]] = {}
    for entry in sorted(entry_points(group=_GROUP), key=lambda entry: entry.name):
        try:
            found[entry.name] = entry.load()
        except ImportError:
            continue
    return found


def run_foreign_command(name: str, front: str, arguments: Sequence[str]) -> int:
    """Run a command with its arguments, and return the exit status."""
    if make := find_foreign_commands().get(name):
        return make(front).call(arguments)
    distribution = ELSEWHERE[name]
    message = f"{name} is a command of {distribution}, which is not installed in this Python"
    cure = f"run it in the Python that runs bin/buildout, or install {distribution} here"
    sys.stderr.write(f"{front}: {message}; {cure}\n")
    return 1
