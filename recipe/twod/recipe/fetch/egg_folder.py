"""Conversion of a distribution into an egg of zc.buildout's form, which appears complete or not at all."""

from __future__ import annotations

import email
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version
from zc.buildout import easy_install

from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.private_names import get_private


def compile_modules(libraries: Sequence[Path]) -> None:
    """Compile the same modules that zc.buildout compiles in an egg; ignore modules that cannot be compiled."""
    # If a distribution does not list its packages, zc.buildout moves only the files that pip recorded.
    compiled = [library for library in libraries if any(library.glob("*.dist-info/top_level.txt"))]
    command = [sys.executable, "-m", "compileall", "-qq", "--workers", "0"]
    if compiled:
        subprocess.run([*command, *compiled], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own Python


def make_egg(pinned: Pinned, library: Path, eggs_directory: Path) -> None:
    """Move a distribution into the directory of eggs.

    :param library: a directory with only this distribution's modules, in the same file system.
    :raises FetchError: if the directory has another distribution.
    """
    info = _find_info(pinned, library)
    make = get_private(easy_install, "make_egg_after_pip_install")
    (made,) = make(str(library), info.name)
    try:
        Path(made).rename(eggs_directory / Path(made).name)
    except OSError:
        # Another run may have made the egg meanwhile; a run of plain zc.buildout ignores twod's lock.
        if not (eggs_directory / Path(made).name).is_dir():
            raise


def _find_info(pinned: Pinned, library: Path) -> Path:
    """Return the directory of a distribution's metadata.

    :raises FetchError: if the metadata belong to another distribution.
    """
    (info,) = library.glob("*.dist-info")
    metadata = email.message_from_bytes((info / "METADATA").read_bytes())
    name, version = metadata["Name"], metadata["Version"]
    try:
        is_same = canonicalize_name(name) == pinned.key and Version(version) == Version(pinned.version)
    except InvalidVersion:
        is_same = version == pinned.version
    if not is_same:
        raise FetchError(f"The file of {pinned} contains {name} {version}. Remove the file, or pin another version.")
    return info
