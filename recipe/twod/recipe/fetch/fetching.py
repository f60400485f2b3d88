"""The hook into zc.buildout's installer, which runs the fetch if a pinned distribution is missing.

If nothing is missing, zc.buildout finds all eggs in its directory and nothing of this module runs.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial, wraps
from pathlib import Path
from shutil import rmtree
from typing import Any

from zc.buildout import UserError, easy_install

from twod.recipe.disk.run_lock import keep_other_runs_out
from twod.recipe.fetch.egg_folder import compile_modules, make_egg
from twod.recipe.fetch.index_pages import keep_index_small
from twod.recipe.fetch.missing import find_distribution, find_missing, get_pinned_version
from twod.recipe.fetch.offline_eggs import find_eggs_offline
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.progress_bar import show_progress
from twod.recipe.fetch.tools import Fetcher, FetchSettings, make_fetcher
from twod.recipe.private_names import get_private

_logger = logging.getLogger("zc.buildout")

#: Prefix of temporary directories. It begins with a dot, since zc.buildout would take other names for eggs.
_PREFIX = ".twod-fetch-"

#: The settings of the fetch. None: zc.buildout fetches by itself.
_settings: FetchSettings | None = None


def use_fetch(settings: FetchSettings) -> None:
    """Fetch missing pinned distributions, from now on until the process ends."""
    global _settings  # noqa: PLW0603 - zc.buildout makes its installers itself and hands nothing on to them
    _hook_into_installer()
    _settings = settings


@contextmanager
def fetching(settings: FetchSettings) -> Iterator[None]:
    """Fetch missing pinned distributions inside of a ``with`` block.

    Example::

        with fetching(FetchSettings(tool="uv")):
            requirements, working_set = recipe.working_set()
    """
    global _settings  # noqa: PLW0603 - as above
    before = _settings
    use_fetch(settings)
    try:
        yield
    finally:
        _settings = before


def _hook_into_installer() -> None:
    """Make zc.buildout's installer call this module; do so once in a process."""
    keep_index_small()
    find_eggs_offline()
    installer = get_private(easy_install, "Installer")
    install, satisfied = installer.install, get_private(installer, "_satisfied")
    if hasattr(satisfied, "__wrapped__"):
        return

    @wraps(install)
    def install_and_remember(self: Any, specs: Sequence[str], *arguments: Any, **named: Any) -> Any:
        self._twod_specs = specs
        return install(self, specs, *arguments, **named)

    @wraps(satisfied)
    def fetch_and_satisfy(self: Any, requirement: Any, source: Any = None) -> Any:
        if _settings is not None and not source:
            try:
                if _is_installed_here(self, requirement):
                    _settings.admit(requirement)
                if _is_missing(self, requirement):
                    fetch_missing(_settings, self, requirement)
            except FetchError as error:
                raise UserError(str(error)) from error
        return satisfied(self, requirement, source)

    installer.install = install_and_remember
    installer._satisfied = fetch_and_satisfy  # noqa: SLF001 - get_private has found it


def _is_installed_here(installer: Any, requirement: Any) -> bool:
    """Return whether a requirement is or becomes an egg, and not a develop egg or a part of buildout's environment."""
    found = find_distribution(installer, requirement)
    return found is None or Path(found.location).parent == Path(get_private(installer, "_dest") or "")


def _is_missing(installer: Any, requirement: Any) -> bool:
    """Return whether zc.buildout would ask an index for a pinned requirement."""
    return bool(
        get_private(installer, "_dest")
        and get_pinned_version(requirement)
        and find_distribution(installer, requirement) is None
    )


def fetch_missing(settings: FetchSettings, installer: Any, requirement: Any) -> None:
    """Fetch a requirement together with all other pinned requirements of its installer that are missing.

    :param installer: zc.buildout's.
    :raises FetchError: if a distribution cannot be fetched.
    """
    fetcher = make_fetcher(settings, installer)
    if fetcher is None:
        return
    parse = easy_install.pkg_resources.Requirement.parse
    asked = [parse(spec) for spec in getattr(installer, "_twod_specs", ())]
    wanted = [requirement, *(each for each in asked if not each.marker or each.marker.evaluate())]
    eggs = Path(get_private(installer, "_dest"))
    with _report_disk(eggs):
        eggs.mkdir(parents=True, exist_ok=True)
        with keep_other_runs_out(eggs, partial(_logger.info, "Waiting for another run that fetches into %s.", eggs)):
            _remove_leftovers(eggs)
            get_private(installer, "_env_rescan_dest")()
            # The metadata that a round fetches determine the distributions of the next round.
            tried: set[Pinned] = set()
            while missing := [each for each in find_missing(installer, wanted) if each not in tried]:
                tried.update(missing)
                make_eggs(fetcher, [settings.complete(each) for each in missing], eggs)
                get_private(installer, "_env_rescan_dest")()


def make_eggs(fetcher: Fetcher, pinned: Sequence[Pinned], eggs: Path) -> None:
    """Fetch distributions and make eggs of them.

    :param eggs: zc.buildout's directory of eggs.
    :raises FetchError: if a distribution cannot be fetched.
    """
    subject = f"{len(pinned)} distributions" if len(pinned) > 1 else str(pinned[0])
    _logger.info("Fetching %s with %s.", subject, fetcher.name)
    directory = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=eggs))
    try:
        libraries = show_progress(fetcher.fetch(pinned, directory), len(pinned))
        compile_modules(libraries)
        for each, library in zip(pinned, libraries, strict=True):
            make_egg(each, library, eggs)
    finally:
        rmtree(directory, ignore_errors=True)


def _remove_leftovers(eggs: Path) -> None:
    """Remove temporary directories of a killed run."""
    for leftover in eggs.glob(f"{_PREFIX}*"):
        rmtree(leftover, ignore_errors=True)


@contextmanager
def _report_disk(eggs: Path) -> Iterator[None]:
    """Replace an error of the disk by one that names the directory.

    :raises FetchError: instead of the error.
    """
    try:
        yield
    except OSError as error:
        raise FetchError(
            f"Cannot write eggs to {eggs}: {error.strerror or error}. Free disk space, or make the directory writable."
        ) from error
