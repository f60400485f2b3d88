"""Whether the installed distributions are those of the lock file (:pep:`751`) of a site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from twod.inifile.problems import shorten_path
from twod.wsgi.commands.doctor.examination import Ailment, Examined

_NAME = "pylock.toml"
#: How many folders above the ini are looked through: ``parts/twod/prod.ini`` lies two below the lock.
_FOLDERS_UP = 3
_MOST_NAMED = 5


def examine_versions(path: str, lock: str | None = None) -> Examined:
    """Return which installed distributions have another version than the lock file.

    :param path: the ini; the lock file is looked for in its folder and in those above it.
    :param lock: the lock file, where it is somewhere else.
    """
    file = Path(lock) if lock is not None else _find_lock(Path(path))
    if file is None:
        return Examined("versions (no lock file)")
    return Examined("versions", tuple(_examine(file)))


def _find_lock(ini: Path) -> Path | None:
    folders = ini.resolve().parents[: _FOLDERS_UP + 1]
    return next((folder / _NAME for folder in folders if (folder / _NAME).is_file()), None)


def _examine(file: Path) -> Iterator[Ailment]:
    shown = shorten_path(str(file))
    try:
        packages = tomllib.loads(file.read_text(encoding="utf-8")).get("packages", [])
        differing = list(_list_differing(packages))
    except (OSError, ValueError, AttributeError, TypeError) as error:
        yield Ailment(shown, f"it cannot be read: {error}", "write the lock file anew: bin/lock write")
        return
    if differing:
        named = ", ".join(differing[:_MOST_NAMED])
        more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
        yield Ailment("versions", f"{shown} has others than are installed: {named}{more}", "run bin/buildout, or pip")


def _list_differing(packages: list[Mapping[str, object]]) -> Iterator[str]:
    """Yield what is installed in another version, or is not installed although no marker makes it optional."""
    locked: dict[str, list[Mapping[str, object]]] = {}
    for package in packages:
        name = re.sub(r"[-_.]+", "-", str(package.get("name", ""))).lower()
        if name and "version" in package:
            locked.setdefault(name, []).append(package)
    for name, entries in locked.items():
        installed = _find_version(name)
        versions = [str(entry["version"]) for entry in entries]
        if installed is not None and installed not in versions:
            yield f"{name} {installed} instead of {versions[0]}"


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
