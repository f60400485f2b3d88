"""Installs pinned distributions under zc.buildout with the fetch, for tests of how such a run ends.

``python -m kit.fetch_run EGGS INDEX NAME==VERSION …``, with these variables: ``TOOL`` is the option ``fetch``,
``KILL_AT`` the number of the change below EGGS before which the process is killed.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
from pathlib import Path

from zc.buildout import UserError, easy_install

from twod.recipe.fetch.fetching import use_fetch
from twod.recipe.fetch.tools import FetchSettings

_CHANGES = {"os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.chmod"}
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class ChangeCounter:
    """Counts the changes below a directory, and ends the process before one of them.

    :param folder: the directory.
    :param limit: number of the change; 0 for none.
    """

    def __init__(self, folder: str, limit: int) -> None:
        self.folder = folder
        self.limit = limit
        self.count = 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        changes = event in _CHANGES or (event == "open" and int(str(arguments[2])) & _WRITES)
        if changes and (isinstance(arguments[0], int) or str(arguments[0]).startswith(self.folder)):
            self.count += 1
            if self.count == self.limit:
                os.kill(os.getpid(), signal.SIGKILL)


def install(eggs: str, index: str, *pins: str) -> None:
    """Install distributions and print their names."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    use_fetch(FetchSettings(os.environ.get("TOOL", "")))
    counter = ChangeCounter(eggs, int(os.environ.get("KILL_AT", "0")))
    sys.addaudithook(counter)
    versions = dict(pin.split("==") for pin in pins)
    Path(eggs).mkdir(exist_ok=True)
    try:
        found = easy_install.install(list(versions), eggs, index=index, versions=versions)
    except UserError as error:
        sys.exit(f"Error: {error}")
    names = sorted(f"{each.project_name}=={each.version}" for each in found)
    sys.stdout.write(f"Installed {' '.join(names)}\nChanges {counter.count}\n")


if __name__ == "__main__":
    install(*sys.argv[1:])
