"""The place of a release on its host: ``ROOT/releases/ID``, while the link ``ROOT/current`` leads to the one in force.

A process belongs to one release from its start to its end, whatever the link leads to meanwhile. Only the command line
that it runs anew goes through the link.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from twod.inifile.bundle_manifest import MANIFEST_NAME

#: The folder of the releases, the link to the one in force, and the folder of what outlives them.
RELEASES = "releases"
CURRENT = "current"
SHARED = "shared"


class ReleasePlace(NamedTuple):
    """Where in a release a path leads to."""

    #: The folder that has ``current``, ``releases`` and ``shared``.
    root: Path
    #: The name of the release's folder.
    name: str
    #: The path from that folder on.
    inner: Path


def find_place(path: str | os.PathLike[str]) -> ReleasePlace | None:
    """Return the place that a path leads to through all links in its folder's path; None outside of a release.

    The last part of the path may be a link, such as an interpreter of a virtual environment.

    :param path: absolute, or from the current directory on.
    """
    text = os.path.abspath(path)  # noqa: PTH100 - links stay, for now
    real = Path(os.path.realpath(os.path.dirname(text)), os.path.basename(text))  # noqa: PTH119, PTH120 - a text in and out
    for folder in (real, *real.parents):
        if folder.parent.name == RELEASES and (folder / MANIFEST_NAME).is_file():
            return ReleasePlace(folder.parent.parent, folder.name, real.relative_to(folder))
    return None


def find_release_name(path: str | os.PathLike[str]) -> str | None:
    """Return the name of the release that a file belongs to; None outside of a release."""
    place = find_place(path)
    return place.name if place else None


def pin_to_release(path: str) -> str:
    """Return a path that goes on leading to the same release when ``current`` does not; other paths as they are."""
    place = find_place(path)
    return str(place.root / RELEASES / place.name / place.inner) if place else path


def follow_current(path: str) -> str:
    """Return the path of the same name in whatever release is in force; other paths as they are.

    Example: ``/srv/shop/releases/20260131-120000-0a1b2c3d/bin`` is ``/srv/shop/current/bin``.
    """
    place = find_place(path)
    if place is None or not (place.root / CURRENT).is_symlink():
        return path
    return str(place.root / CURRENT / place.inner)
