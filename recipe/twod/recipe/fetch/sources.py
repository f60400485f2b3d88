"""The places where a fetch looks for distributions: those of zc.buildout, else those in pip's configuration."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # bootstrap.py loads this file before anything is installed.
    from twod.recipe.fetch.pinned import Pinned

_URL = re.compile(r"[a-z][a-z0-9+.-]+://", re.IGNORECASE)


@dataclass(frozen=True)
class Sources:
    """Indexes and folders.

    :param index: URL of the index; empty for the tool's default.
    :param extra_indexes: URLs of additional indexes.
    :param find_links: folders and pages with files.
    :param no_index: whether no index is used, only ``find_links``.
    :param constraints: pip's constraints files.
    """

    index: str = ""
    extra_indexes: tuple[str, ...] = ()
    find_links: tuple[str, ...] = ()
    no_index: bool = False
    constraints: tuple[str, ...] = ()

    def write_requirements(self, path: Path, pinned: Sequence[Pinned]) -> None:
        """Write a requirements file for uv and pip, readable for this user only, since a URL may contain a password."""
        lines = ["--no-index"] if self.no_index else []
        lines += [f"--index-url {self.index}"] if self.index and not self.no_index else []
        lines += [] if self.no_index else [f"--extra-index-url {url}" for url in self.extra_indexes]
        lines += [f"--find-links {link}" for link in self.find_links]
        requirements = [each.requirement for each in pinned]
        # With hashes, uv requires one version in each line of a constraints file too, and the lock has chosen already.
        has_hashes = any(" --hash=" in line for line in requirements)
        lines += [] if has_hashes else [f"--constraint {file}" for file in self.constraints]
        lines += requirements
        path.touch(mode=0o600)
        path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def make_sources(index: str | None, links: Sequence[str], pip: Mapping[str, str]) -> Sources:
    """Return the places of distributions.

    If buildout.cfg has ``index``, no other index is used, so a private package is never searched in a public one.

    :param index: zc.buildout's ``index``; None or empty if it is not set.
    :param links: its ``find-links``.
    :param pip: pip's configuration.
    """
    folders = [link for link in map(_make_link, [*links, *pip.get("find-links", "").split()]) if link]
    found = Sources(
        find_links=tuple(dict.fromkeys(folders)),
        constraints=tuple(path for path in pip.get("constraint", "").split() if Path(path).is_absolute()),
    )
    if index:
        return replace(found, index=_make_index_url(index))
    return replace(
        found,
        index=pip.get("index-url", ""),
        extra_indexes=tuple(pip.get("extra-index-url", "").split()),
        no_index=pip.get("no-index", "") in ("1", "true", "yes", "on", "t", "y"),
    )


def _make_index_url(index: str) -> str:
    """Return the URL of an index; zc.buildout accepts a directory as well."""
    return index if _URL.match(index) else Path(index).expanduser().absolute().as_uri()


def _make_link(link: str) -> str:
    """Return a link with an absolute path, or an empty text for a missing folder, which zc.buildout ignores, too."""
    if _URL.match(link) and not link.startswith("file://"):
        return link
    path = Path(link.removeprefix("file://")).expanduser().absolute()
    return path.as_uri() if path.exists() else ""
