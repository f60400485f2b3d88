"""The place of a release on its host: ``ROOT/releases/ID``; the link ``ROOT/current`` points to the current one.

A process belongs to the same release from its start to its end, even if the link changes. Only when it runs its command
line again does it follow the link.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from twod.inifile.bundle_manifest import MANIFEST_NAME

#: The folder of the releases, the link to the current one, and the folder of data that all releases share.
RELEASES = "releases"
CURRENT = "current"
SHARED = "shared"


class ReleasePlace(NamedTuple):
    """A path inside a release."""

    #: The folder with ``current``, ``releases`` and ``shared``.
    root: Path
    #: The name of the release's folder.
    name: str
    #: The path relative to the release's folder.
    inner: Path


def find_place(path: str | os.PathLike[str]) -> ReleasePlace | None:
    """Return the place of a path, with all symlinks in its folder resolved; None outside a release.

    The last part of the path may be a symlink, such as an interpreter of a virtual environment.

    :param path: absolute, or relative to the current folder.
    """
    text = os.path.abspath(path)  # noqa: PTH100 - keep symlinks until the next line
    real = Path(os.path.realpath(os.path.dirname(text)), os.path.basename(text))  # noqa: PTH119, PTH120 - texts
    for folder in (real, *real.parents):
        if folder.parent.name == RELEASES and (folder / MANIFEST_NAME).is_file():
            return ReleasePlace(folder.parent.parent, folder.name, real.relative_to(folder))
    return None


def find_release_name(path: str | os.PathLike[str]) -> str | None:
    """Return the name of the release that a file belongs to; None outside a release."""
    place = find_place(path)
    return place.name if place else None


def pin_to_release(path: str) -> str:
    """Return a path that keeps pointing to the same release when ``current`` changes; other paths unchanged."""
    place = find_place(path)
    return str(place.root / RELEASES / place.name / place.inner) if place else path


def follow_current(path: str) -> str:
    """Return the corresponding path below ``current``; a path outside a release unchanged.

    Example: ``/srv/shop/releases/20260131-120000-0a1b2c3d/bin`` becomes ``/srv/shop/current/bin``.
    """
    place = find_place(path)
    if place is None or not (place.root / CURRENT).is_symlink():
        return path
    return str(place.root / CURRENT / place.inner)
