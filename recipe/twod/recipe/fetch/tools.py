"""The choice of the tool that fetches: that of the option ``fetch``, else the best one available."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from zc.buildout import UserError, easy_install

from twod.recipe.cfg.part_options import FETCH, FETCH_TOOLS
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.pip_configuration import make_pip_environ, make_uv_environ, read_pip_configuration
from twod.recipe.fetch.pip_fetcher import PipFetcher
from twod.recipe.fetch.sources import Sources, make_sources
from twod.recipe.fetch.uv_fetcher import UvFetcher, find_uv
from twod.recipe.private_names import get_private


class FetchSettings(NamedTuple):
    """The options of a fetch in buildout.cfg.

    :param tool: ``uv``, ``pip`` or ``buildout``; empty for the best one available.
    :param wheelhouse: a folder of wheels that is the only source; empty to use indexes.
    :param complete: adds the hashes to the distributions to fetch, or raises a FetchError.
    :param admit: raises a FetchError for a requirement, of pkg_resources, that must not become an egg.
    :param demand: the option that zc.buildout's installer does not support; empty if there is no such option.
    """

    tool: str = ""
    wheelhouse: str = ""
    complete: Callable[[Pinned], Pinned] = lambda pinned: pinned
    admit: Callable[[Any], None] = lambda _: None
    demand: str = ""


def read_fetch_settings(buildout: Mapping[str, str], part: Mapping[str, str]) -> FetchSettings:
    """Return the fetch options of buildout.cfg.

    :param buildout: the options of the section ``[buildout]``; those of the part override them.
    :raises zc.buildout.UserError: if an option has an invalid value.
    """
    tool = (part.get(FETCH.name) or buildout.get(FETCH.name) or "").strip()
    if tool not in ("", *FETCH_TOOLS):
        raise UserError(f"[buildout] {FETCH.name}: {tool!r} is not one of: {', '.join(FETCH_TOOLS)}")
    return FetchSettings(tool)


class Fetcher(Protocol):
    """A tool that fetches."""

    @property
    def name(self) -> str:
        """The program's name, for messages."""

    def fetch(self, pinned: Sequence[Pinned], directory: Path) -> Iterator[Path]:
        """Fetch distributions into an empty directory, and yield the folder of each one's modules, in order.

        :raises FetchError: if a distribution cannot be fetched.
        """


def make_fetcher(settings: FetchSettings, installer: Any) -> Fetcher | None:
    """Return the tool for distributions that zc.buildout's installer lacks; None if zc.buildout shall fetch them.

    :raises FetchError: if the tool that buildout.cfg names is missing, or does not support an option.
    """
    if settings.tool == "buildout" or not _can_fetch(settings, installer):
        return None
    program = find_uv() if settings.tool != "pip" else None
    if settings.tool == "uv" and program is None:
        raise FetchError("fetch = uv, but uv is neither on PATH nor in buildout's environment: pip install uv there")
    pip_path = get_private(easy_install, "pip_path")
    pip = read_pip_configuration(pip_path)
    sources = _make_sources(settings, installer, pip)
    if program is None:
        return PipFetcher(sources, make_pip_environ(pip_path, os.environ))
    return UvFetcher(program, sources, make_uv_environ(pip, pip_path, os.environ))


def _can_fetch(settings: FetchSettings, installer: Any) -> bool:
    """Return whether another tool may fetch: only zc.buildout supports a download cache and a list of hosts."""
    obstacles = [
        option
        for option, is_used in (
            ("download-cache", get_private(installer, "_download_cache")),
            ("allow-hosts", tuple(get_private(installer, "_allow_hosts")) != ("*",)),
        )
        if is_used
    ]
    if obstacles and settings.demand:
        raise FetchError(
            f"{settings.demand} excludes {' and '.join(obstacles)}, which only zc.buildout supports: remove one of them"
        )
    if obstacles and settings.tool:
        raise FetchError(
            f"fetch = {settings.tool} excludes {' and '.join(obstacles)}, which only zc.buildout supports: "
            f"remove one of them, or set fetch = buildout"
        )
    return not obstacles


def _make_sources(settings: FetchSettings, installer: Any, pip: dict[str, str]) -> Sources:
    if settings.wheelhouse:
        return Sources(find_links=(settings.wheelhouse,), no_index=True)
    return make_sources(get_private(installer, "_index_url"), get_private(installer, "_links"), pip)
