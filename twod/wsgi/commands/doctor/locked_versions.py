"""The comparison of the installed distributions with the lock file (:pep:`751`) of a site."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from twod.inifile.problems import shorten_path
from twod.wsgi.commands.doctor.examination import Ailment, Examined

_NAME = "pylock.toml"
#: How many folders above the ini's are searched: ``parts/twod/prod.ini`` lies two below the lock file.
_FOLDERS_UP = 3
_MOST_NAMED = 5


def examine_versions(path: str, lock: str | None = None) -> Examined:
    """Return the distributions that are installed in another version than the lock file has.

    :param path: the ini; the lock file is searched for in its folder and the folders above.
    :param lock: the lock file, if it lies elsewhere.
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
        cure = "write a new one: bin/lock write"
        yield Ailment(shown, f"the lock file cannot be read: {error}", cure)
        return
    if differing:
        named = ", ".join(f"{name} {found} instead of {locked}" for name, found, locked in differing[:_MOST_NAMED])
        more = f" and {len(differing) - _MOST_NAMED} more" if len(differing) > _MOST_NAMED else ""
        pins = " ".join(f"{name}=={locked}" for name, _, locked in differing)
        cure = f"with buildout: bin/buildout; in a virtual environment: python -m pip install {pins}"
        yield Ailment("versions", f"the installed versions differ from {shown}: {named}{more}", cure)


def _list_differing(packages: list[Mapping[str, object]]) -> Iterator[tuple[str, str, str]]:
    """Yield the distributions that are installed in another version: name, installed version, locked version.

    A distribution that is not installed is no fault, since a marker may exclude it here.
    """
    locked: dict[str, list[Mapping[str, object]]] = {}
    for package in packages:
        name = re.sub(r"[-_.]+", "-", str(package.get("name", ""))).lower()
        if name and "version" in package:
            locked.setdefault(name, []).append(package)
    for name, entries in locked.items():
        installed = _find_version(name)
        versions = [str(entry["version"]) for entry in entries]
        if installed is not None and installed not in versions:
            yield name, installed, versions[0]


def _find_version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
