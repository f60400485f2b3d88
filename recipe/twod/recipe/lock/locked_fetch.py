"""The fetch options of a part: its tool, its lock and its wheelhouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from zc.buildout import easy_install

from twod.inifile.problems import Place, describe_place
from twod.recipe.cfg.option import Option
from twod.recipe.cfg.part_options import FETCH, LOCK, WHEELHOUSE
from twod.recipe.cfg.provenance import get_provenance
from twod.recipe.disk.layout import resolve_path
from twod.recipe.fetch.fetching import fetching
from twod.recipe.fetch.missing import get_pinned_version
from twod.recipe.fetch.pinned import FetchError, Pinned
from twod.recipe.fetch.tools import FetchSettings, read_fetch_settings
from twod.recipe.lock.lock_file import Lock, LockedDistribution, read_lock
from twod.recipe.lock.package_index import PackageIndex
from twod.recipe.recipe_error import RecipeError, raise_errors_together
from twod.recipe.run_memory import keep_for_run


class ConfiguredFetch(NamedTuple):
    """The configuration of a fetch.

    :param pins: the versions of its lock, by normalised name.
    """

    settings: FetchSettings
    pins: Mapping[str, str]


@contextmanager
def fetching_as_configured(buildout: Any, section: str, options: Mapping[str, str]) -> Iterator[None]:
    """Fetch by the options of a part, inside of a ``with`` block.

    Parameters and errors are those of :func:`read_configured_fetch`.
    """
    settings, pins = read_configured_fetch(buildout, section, options)
    before = easy_install.default_versions()
    easy_install.default_versions({**before, **pins})
    try:
        with fetching(settings):
            yield
    finally:
        easy_install.default_versions(before)


def read_configured_fetch(buildout: Any, section: str, options: Mapping[str, str]) -> ConfiguredFetch:
    """Return the configuration of a fetch.

    :param buildout: zc.buildout's object; the options of ``[buildout]`` are the defaults.
    :param section: name of the part, or ``buildout`` for fetches that belong to no part.
    :param options: its options.
    :raises RecipeError: if the lock or the wheelhouse cannot be used.
    """
    settings = read_fetch_settings(buildout["buildout"], options)
    path, place = _find_path(buildout, section, options, WHEELHOUSE)
    if path:
        settings = _use_wheelhouse(settings, path, place)
    path, place = _find_path(buildout, section, options, LOCK)
    return _use_lock(settings, buildout, path, place) if path else ConfiguredFetch(settings, {})


def _find_path(
    buildout: Any, section: str, options: Mapping[str, str], option: Option[str]
) -> tuple[Path | None, Place]:
    """Return the path in an option and the option's place: the part's option overrides that of ``[buildout]``.

    :raises RecipeError: if the value is not a path.
    """
    own = options.get(option.name)
    where, text = ("buildout", buildout["buildout"].get(option.name) or "") if own is None else (section, own)
    if not text.strip():
        return None, Place()
    place = get_provenance(buildout).get_place(where, option.name)
    try:
        return resolve_path(Path(buildout["buildout"]["directory"]), option.read(text.strip())), place
    except ValueError as error:
        raise RecipeError.at(place, str(error)) from None


def _use_wheelhouse(settings: FetchSettings, directory: Path, place: Place) -> FetchSettings:
    _refuse_buildout(settings, place)
    if not directory.is_dir() or not any(directory.iterdir()):
        state = "is empty" if directory.is_dir() else "does not exist"
        raise RecipeError.at(place, f"the folder {directory} {state}; fill it with bin/lock wheelhouse")
    return settings._replace(wheelhouse=str(directory), admit=_refuse_unpinned, demand=WHEELHOUSE.name)


def _refuse_unpinned(requirement: Any) -> None:
    """Reject a requirement for which zc.buildout would ask an index, since there is no network.

    :raises FetchError: if no version is pinned.
    """
    if get_pinned_version(requirement) is None:
        name = requirement.project_name
        raise FetchError(f"{name} is not pinned, so no wheelhouse has it; pin its version in [versions]")


def _use_lock(settings: FetchSettings, buildout: Any, path: Path, place: Place) -> ConfiguredFetch:
    """Return the fetch settings with a lock, which agrees with ``[versions]``, and its pins.

    :raises RecipeError: if the lock cannot be used.
    """
    _refuse_buildout(settings, place)
    lock = keep_for_run(buildout, f"lock {path}", lambda: read_lock(path))
    _judge_versions(buildout, lock)

    def complete(pinned: Pinned) -> Pinned:
        try:
            locked = lock.get(pinned.name)
            if settings.wheelhouse:
                _judge_files(locked, Path(settings.wheelhouse))
        except RecipeError as error:
            raise FetchError(str(error)) from error
        hashes = tuple(f"sha256:{digest}" for digest in locked.hashes)
        return pinned._replace(hashes=hashes, locked_at=describe_place(locked.place.file, locked.place.line))

    def admit(requirement: Any) -> None:
        try:
            lock.get(requirement.project_name)
        except RecipeError as error:
            raise FetchError(str(error)) from error

    locked = settings._replace(complete=complete, admit=admit, demand=f"{LOCK.name} = {path.name}")
    return ConfiguredFetch(locked, lock.pins)


def _judge_files(locked: LockedDistribution, wheelhouse: Path) -> None:
    """Reject a wheelhouse that has no file with a hash of the lock, before a tool opens one.

    :raises RecipeError: with the hashes.
    """
    files = PackageIndex([], [wheelhouse]).list_files(locked.name, locked.version)
    if any(file.sha256 in locked.hashes for file in files):
        return
    if not files:
        message = f"{wheelhouse} has no file of {locked.name} {locked.version}; fill it with bin/lock wheelhouse"
        raise RecipeError.at(locked.place, message)
    hashes = {file.filename: file.hashes["sha256"] for file in locked.files}
    found = ", ".join(
        f"{file.name} has the SHA-256 {file.sha256}, expected {hashes.get(file.name, 'another file')}" for file in files
    )
    raise RecipeError.at(locked.place, f"{found}; do not install it before you know why, then fill the folder again")


def _refuse_buildout(settings: FetchSettings, place: Place) -> None:
    if settings.tool == "buildout":
        message = f"only uv and pip support it; remove {FETCH.name} = buildout from the configuration"
        raise RecipeError.at(place, message)


def _judge_versions(buildout: Any, lock: Lock) -> None:
    """Report each pin that differs from the lock.

    :raises RecipeError: with all of them.
    """
    section = buildout["buildout"].get("versions", "versions")
    provenance = get_provenance(buildout)
    locked = lock.pins
    with raise_errors_together() as report:
        for name, version in buildout.get(section, {}).items():
            other = locked.get(canonicalize_name(name))
            if other and version and not _admits(version.strip(), other):
                pinned_at = provenance.get_place(section, name).file or "the configuration"
                message = f"{name} is locked to {other}, but [{section}] of {pinned_at} pins {version}"
                report.error(lock.get_place(name), f"{message}; run bin/lock write, or correct the pin")


def _admits(pin: str, version: str) -> bool:
    """Return whether a line of ``[versions]`` allows a version; zc.buildout pins its own dependencies with ``>=``."""
    try:
        return SpecifierSet(pin if pin[0] in "<>=!~" else f"=={pin}").contains(version, prereleases=True)
    except InvalidSpecifier:
        return False
