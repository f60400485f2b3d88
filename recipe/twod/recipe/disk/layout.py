"""The paths of a part's files."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import NamedTuple

from twod.inifile.text import HERE

#: The suffix of inis; only they have a checksum of themselves.
INI_SUFFIX = ".ini"


class Layout(NamedTuple):
    """The paths of a part's files.

    :param directory: the buildout's directory.
    :param bin_directory: the directory for scripts.
    :param ini_directory: the directory for inis.
    :param var: the directory for data that buildout never changes.
    :param control_script: the stem of the names of the scripts for Django's management commands.
    :param has_relative_paths: whether the tree should work after it is moved.
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
        """Return the path of the module that a server imports; its name is valid in Python.

        :param protocol: ``wsgi`` or ``asgi``.
        """
        name = re.sub(r"\W|^(?=\d)", "_", environment, flags=re.ASCII)
        return self.bin_directory / f"{name}_{protocol}.py"

    def get_secret_key(self, environment: str) -> Path:
        return self.var / f"secret-key-{environment}"

    def get_progress(self) -> Path:
        return self.ini_directory / ".unfinished"

    def find_path(self, name: str) -> Path:
        """Return the path for a name in an option; a relative one begins at the buildout's directory."""
        return resolve_path(self.directory, name)

    def is_own(self, path: Path) -> bool:
        """Return whether a path belongs to the buildout or to the site's data."""
        return path.is_relative_to(self.directory) or path.is_relative_to(self.var)

    def name_file(self, name: str) -> str:
        """Return the name of an option's file for an ini: relative to the ini if the whole tree can be moved."""
        path = self.find_path(name)
        if self.has_relative_paths and path.is_relative_to(self.directory):
            return f"{HERE}/{os.path.relpath(path, self.ini_directory)}"
        return str(path)


def resolve_path(base: Path, name: str) -> Path:
    """Return the path for a name in an option.

    :param base: the directory to which a relative name is relative.
    :param name: a path, which may begin with ``~``.
    """
    return Path(os.path.normpath(base / Path(name).expanduser()))
