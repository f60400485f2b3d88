"""Where the files of a part go."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from twod.inifile.text import HERE

#: How the names of inis end; only they have a checksum of themselves.
INI_SUFFIX = ".ini"


class Layout(NamedTuple):
    """Where the files of a part go.

    :param directory: the buildout's directory.
    :param bin_directory: where the scripts go.
    :param ini_directory: where the inis go.
    :param var: where the data goes that no run touches again.
    :param control_script: stem of the scripts for Django's management commands.
    :param has_relative_paths: whether the tree shall work where it is moved to.
    """

    directory: Path
    bin_directory: Path
    ini_directory: Path
    var: Path
    control_script: str
    has_relative_paths: bool

    def get_ini(self, environment: str) -> Path:
        return self.ini_directory / f"{environment}{INI_SUFFIX}"

    def get_control_script(self, environment: str) -> Path:
        return self.bin_directory / f"{self.control_script}-{environment}"

    def get_wsgi_script(self, environment: str) -> Path:
        return self.bin_directory / f"{environment}.wsgi"

    def get_module(self, environment: str, protocol: str) -> Path:
        """Return the module that a server imports by its name, which has to be one of Python's.

        :param protocol: ``wsgi`` or ``asgi``.
        """
        name = re.sub(r"\W|^(?=\d)", "_", environment, flags=re.ASCII)
        return self.bin_directory / f"{name}_{protocol}.py"

    def get_secret_key(self, environment: str) -> Path:
        return self.var / f"secret-key-{environment}"

    def get_progress(self) -> Path:
        return self.ini_directory / ".unfinished"

    def find_path(self, name: str) -> Path:
        """Return the path that a name in an option means, from the buildout's directory where it is relative."""
        return resolve_path(self.directory, name)

    def is_own(self, path: Path) -> bool:
        """Return whether a path belongs to the buildout or to the site's data, and is no place of somebody else."""
        return path.is_relative_to(self.directory) or path.is_relative_to(self.var)

    def name_file(self, name: str) -> str:
        """Return how an ini names a file of an option: from where it is itself, if the whole tree can be moved."""
        path = self.find_path(name)
        if self.has_relative_paths and path.is_relative_to(self.directory):
            return f"{HERE}/{os.path.relpath(path, self.ini_directory)}"
        return str(path)


def resolve_path(base: Path, name: str) -> Path:
    """Return the path that a name in an option means.

    :param base: where it begins when it is relative.
    :param name: a path, which may begin with ``~``.
    """
    return Path(os.path.normpath(base / Path(name).expanduser()))
