"""The comparison of a configuration's pins with a lock file, on each machine."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from packaging.utils import canonicalize_name

from twod.inifile.problems import Report
from twod.recipe.lock.lock_file import read_packages
from twod.recipe.lock.pinned_versions import Pin
from twod.recipe.lock.targets import TARGETS, Target, is_true_for
from twod.recipe.recipe_error import raise_errors_together

_CURE = "run bin/lock write"


def read_locked_pins(path: Path) -> list[Pin]:
    """Return the packages of a lock as pins, without directories, which have no version in an index.

    :raises RecipeError: if the file is not a lock, or has a marker that ``[versions:…]`` cannot express.
    """
    pins = []
    with raise_errors_together() as report:
        for package, place in read_packages(path):
            if package.directory is not None or package.version is None:
                continue
            marker = str(package.marker) if package.marker else ""
            if "extras" in marker or "dependency_groups" in marker:
                message = f"{package.name} is only for an extra or a group ({marker}), which [versions] cannot express"
                report.error(place, f"{message}; export the lock with all extras and groups")
            pins.append(Pin(package.name, str(package.version), marker, place))
    return pins


def find_disagreements(pins: Iterable[Pin], locked: Iterable[Pin], report: Report) -> None:
    """Report each distribution with a pin that differs from the lock."""
    pinned_by_name, locked_by_name = _group(pins), _group(locked)
    for name in sorted({*pinned_by_name, *locked_by_name}):
        ours, theirs = pinned_by_name.get(name, []), locked_by_name.get(name, [])
        if not theirs:
            report.error(ours[0].place, f"{ours[0].name} is pinned but not in the lock; {_CURE}")
        elif not ours:
            report.error(theirs[0].place, f"{name} is in the lock but not pinned; {_CURE}, or pin it")
        elif message := _compare(ours, theirs):
            report.error(theirs[0].place, f"{ours[0].name} {message}; {_CURE}")


def _compare(ours: list[Pin], theirs: list[Pin]) -> str:
    """Return the difference of two groups of pins of one distribution, or an empty text if they are equal."""
    try:
        target = _find_difference(ours, theirs)
    except ValueError as error:
        return f"has a marker that cannot be compared with the pins: {error}"
    if not target:
        return ""
    version, other = _get_version(ours, target), _get_version(theirs, target)
    return f"is pinned to {version} and locked to {other} for Python 3.{target.minor} on {target.system}"


def _group(pins: Iterable[Pin]) -> dict[str, list[Pin]]:
    found: dict[str, list[Pin]] = {}
    for pin in pins:
        found.setdefault(canonicalize_name(pin.name), []).append(pin)
    return found


def _find_difference(ours: list[Pin], theirs: list[Pin]) -> Target | None:
    """Return a machine on which two groups of pins of one distribution differ, or None."""
    if not any(pin.marker for pin in (*ours, *theirs)):
        return None if ours[0].version == theirs[0].version else TARGETS[0]
    return next((each for each in TARGETS if _get_version(ours, each) != _get_version(theirs, each)), None)


def _get_version(pins: Iterable[Pin], target: Target) -> str:
    return next((pin.version for pin in pins if not pin.marker or is_true_for(pin.marker, target)), "nothing")
