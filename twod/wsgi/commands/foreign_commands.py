"""Commands of ``twod`` and ``paster`` that other distributions have, by the entry points ``twod.commands``."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import entry_points
from typing import Protocol

_GROUP = "twod.commands"

#: Commands of distributions that need not be there, and the distributions.
ELSEWHERE = {"migrate-buildout": "twod.recipe"}


class ForeignCommand(Protocol):
    """The class that an entry point names."""

    #: What it does, in a line without a full stop.
    summary: str

    def __init__(self, front: str) -> None:
        """Take the program that it is a sub-command of: ``twod`` or ``paster``."""

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with the words behind its name, and return the exit status."""


def find_foreign_commands() -> Mapping[str, type[ForeignCommand]]:
    """Return the commands that are installed with all that they need, by their names.

    A site's scripts do not have the eggs of buildout itself, although a checkout of twod.recipe may be on their path.
    """
    found: dict[str, type[ForeignCommand]] = {}
    for entry in sorted(entry_points(group=_GROUP), key=lambda entry: entry.name):
        try:
            found[entry.name] = entry.load()
        except ImportError:
            continue
    return found


def run_foreign_command(name: str, front: str, arguments: Sequence[str]) -> int:
    """Run a command with the words behind its name, and return the exit status."""
    if make := find_foreign_commands().get(name):
        return make(front).call(arguments)
    distribution = ELSEWHERE[name]
    message = f"{name} is a command of {distribution}, which is not installed in this Python"
    cure = f"run {name} of the Python that runs bin/buildout, or install {distribution} here"
    sys.stderr.write(f"{front}: {message}; {cure}\n")
    return 1
