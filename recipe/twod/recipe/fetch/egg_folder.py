"""A distribution becomes an egg in zc.buildout's own form, in its place whole or not at all."""

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
    """Compile the modules that zc.buildout's eggs have compiled; what cannot be compiled stays as it is."""
    # Of a distribution that does not list its packages, zc.buildout moves the files that pip recorded, and these alone.
    compiled = [library for library in libraries if any(library.glob("*.dist-info/top_level.txt"))]
    command = [sys.executable, "-m", "compileall", "-qq", "--workers", "0"]
    if compiled:
        subprocess.run([*command, *compiled], check=False, stdout=subprocess.DEVNULL)  # noqa: S603 - our own Python


def make_egg(pinned: Pinned, library: Path, eggs_directory: Path) -> None:
    """Move a distribution into the directory of eggs.

    :param library: the directory with its modules alone, in the same file system.
    :raises FetchError: when it is another one.
    """
    info = _find_info(pinned, library)
    make = get_private(easy_install, "make_egg_after_pip_install")
    (made,) = make(str(library), info.name)
    try:
        Path(made).rename(eggs_directory / Path(made).name)
    except OSError:
        # Another run, which may wait for no lock of ours, was faster.
        if not (eggs_directory / Path(made).name).is_dir():
            raise


def _find_info(pinned: Pinned, library: Path) -> Path:
    """Return the directory of a distribution's metadata.

    :raises FetchError: when they are those of another one.
    """
    (info,) = library.glob("*.dist-info")
    metadata = email.message_from_bytes((info / "METADATA").read_bytes())
    name, version = metadata["Name"], metadata["Version"]
    try:
        is_same = canonicalize_name(name) == pinned.key and Version(version) == Version(pinned.version)
    except InvalidVersion:
        is_same = version == pinned.version
    if not is_same:
        raise FetchError(f"The file of {pinned} holds {name} {version}. Remove it from where it lies, or pin another.")
    return info
