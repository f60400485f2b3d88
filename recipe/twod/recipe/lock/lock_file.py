"""A lock file (PEP 751, ``pylock.toml``), reduced to the running Python and system.

Any tool may have written it: ``bin/lock``, ``uv export``, ``uv pip compile`` or ``pip lock``.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, cast

from packaging.markers import Environment, default_environment
from packaging.pylock import Package, PackageSdist, PackageWheel, Pylock, PylockUnsupportedVersionError
from packaging.pylock import PylockValidationError as InvalidLock
from packaging.utils import canonicalize_name

from twod.inifile.problems import Place
from twod.inifile.regular_file import open_regular_file
from twod.recipe.recipe_error import RecipeError, raise_errors_together

_PACKAGE_HEADER = re.compile(r"\s*\[\[\s*packages\s*\]\]")
_PACKAGE_NUMBER = re.compile(r"packages\[(\d+)\]")
_LINE_OF_MISTAKE = re.compile(r" ?\(at line (\d+), column \d+\)")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")

#: The largest accepted lock, in bytes. A lock of a thousand distributions for all machines has about four million.
_LIMIT = 64 << 20

_REMAKE = "write it again with 'bin/lock write', 'uv export' or 'pip lock'"

#: Kinds of packages in a lock that have no files with hashes, and the cures.
_DIRECT = {
    "vcs": "is locked to a revision of a repository, which has no hash",
    "directory": "is a directory in the lock but not a develop egg of this buildout",
    "archive": "is locked to the archive of a URL, which no index offers by its version",
}
_DIRECT_CURE = {
    "vcs": "lock a released version of it, or check the repository out and name its directory in develop",
    "directory": "name the directory in develop of [buildout]",
    "archive": "lock a released version of it, or put a wheel of it into a folder of find-links and pin its version",
}


class LockedDistribution(NamedTuple):
    """The entry of a lock for one distribution."""

    #: Normalised, as in ``zc-buildout``.
    name: str
    version: str
    #: Its files: each has a name, perhaps a URL or a path, and its hashes.
    files: tuple[PackageWheel | PackageSdist, ...]
    place: Place

    @property
    def hashes(self) -> tuple[str, ...]:
        """The SHA-256 digests of all its files, in hexadecimal."""
        return tuple(sorted({file.hashes["sha256"].lower() for file in self.files}))


class Lock:
    """The entries of a lock file that apply to one Python and one system.

    ::

        lock = read_lock(Path("pylock.toml"))
        lock.get("Django", Place("buildout.cfg", None, "twod", "eggs")).hashes

    :param path: the file.
    :param entries: its packages with their places, at most one for a name.
    """

    def __init__(self, path: Path, entries: Mapping[str, tuple[Package, Place]]) -> None:
        self.path = path
        self._entries = entries

    @property
    def pins(self) -> dict[str, str]:
        """The versions by normalised name, without packages that have no version."""
        return {name: str(package.version) for name, (package, _) in self._entries.items() if package.version}

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def get_place(self, name: str) -> Place:
        """Return the place of a distribution in the lock, or that of the file if the lock lacks it."""
        entry = self._entries.get(canonicalize_name(name))
        return entry[1] if entry else Place(str(self.path))

    def get(self, name: str) -> LockedDistribution:
        """Return the entry of a distribution.

        :param name: its name in any spelling.
        :raises RecipeError: if the lock lacks it, or has no file with a hash for it.
        """
        entry = self._entries.get(canonicalize_name(name))
        if entry is None:
            message = f"{name} is not in the lock; add its version to [versions] and run bin/lock write"
            raise RecipeError.at(Place(str(self.path)), message)
        package, place = entry
        for kind, message in _DIRECT.items():
            if getattr(package, kind) is not None:
                raise RecipeError.at(place, f"{name} {message}; {_DIRECT_CURE[kind]}")
        if package.version is None:
            raise RecipeError.at(place, f"{name} has no version in the lock; {_REMAKE}")
        return LockedDistribution(package.name, str(package.version), list_files(package), place)


def read_lock(path: Path, environment: Environment | None = None) -> Lock:
    """Return the entries of a lock file that apply to this machine.

    :param environment: the values of the markers. None: those of the running Python.
    :raises RecipeError: with the line, if the file cannot be read or is not a valid lock.
    """
    pylock, packages = _read_file(path)
    values = default_environment() if environment is None else environment
    try:
        return Lock(path, _select(path, pylock, packages, values))
    except ValueError as error:  # a marker compares values of different kinds
        raise RecipeError.at(Place(str(path)), f"a marker cannot be evaluated: {error}; {_REMAKE}") from None


def list_files(package: Package) -> tuple[PackageWheel | PackageSdist, ...]:
    """Return the wheels and the sdist of a package in a lock."""
    return (*(package.wheels or ()), *([package.sdist] if package.sdist else ()))


def read_packages(path: Path) -> list[tuple[Package, Place]]:
    """Return all packages of a lock file with their places, for every machine.

    :raises RecipeError: as :func:`read_lock`.
    """
    return list(_read_file(path)[1])


def _read_file(path: Path) -> tuple[Pylock, list[tuple[Package, Place]]]:
    text = _read_text(path)
    pylock = _parse(path, text)
    places = [Place(str(path), line) for line in _list_package_lines(text, len(pylock.packages))]
    packages = list(zip(pylock.packages, places, strict=True))
    _judge_hashes(packages)
    return pylock, packages


def _read_text(path: Path) -> str:
    try:
        # Reading a pipe would wait until another program writes to it.
        file = open_regular_file(str(path.absolute()))
        if file is None:
            message = "the lock cannot be read: it is not a regular file; move it away, or name another file"
            raise RecipeError.at(Place(str(path)), message)
        with file:
            text = file.read(_LIMIT + 1).decode("utf-8")
    except FileNotFoundError:
        message = "the lock does not exist; write it with bin/lock write, or remove 'lock' from the configuration"
    except OSError as error:
        message = f"the lock cannot be read: {error.strerror}"
    except UnicodeDecodeError as error:
        message = f"the lock is not valid UTF-8 at byte {error.start}; {_REMAKE}"
    else:
        if text.startswith("\ufeff"):
            message = "the lock begins with a byte order mark; save it as UTF-8 without one"
        elif len(text) > _LIMIT:
            message = f"the lock is larger than {_LIMIT >> 20} MB; {_REMAKE}"
        else:
            return text
    raise RecipeError.at(Place(str(path)), message)


def _parse(path: Path, text: str) -> Pylock:
    """Return the content of a lock file, checked by the rules of PEP 751."""
    line = None
    try:
        return Pylock.from_dict(tomllib.loads(text))
    except PylockUnsupportedVersionError as error:
        message = f"{error}; twod.recipe reads version 1"
    except InvalidLock as error:
        if number := _PACKAGE_NUMBER.match(error.context or ""):
            line = _list_package_lines(text, int(number[1]) + 1)[int(number[1])]
        message = f"not a lock file (PEP 751): {error}; {_REMAKE}"
    except tomllib.TOMLDecodeError as error:
        if mistake := _LINE_OF_MISTAKE.search(str(error)):
            line = int(mistake[1])
        message = f"not valid TOML: {_LINE_OF_MISTAKE.sub('', str(error))}; {_REMAKE}"
    except ValueError:  # Python's limit of digits, which is no TOMLDecodeError
        message = f"not valid TOML: a number has thousands of digits; {_REMAKE}"
    except RecursionError:
        message = f"not a lock file (PEP 751): its values are nested too deeply; {_REMAKE}"
    raise RecipeError.at(Place(str(path), line), message)


def _list_package_lines(text: str, count: int) -> list[int | None]:
    """Return the first line of each package, or None for packages that are not written as tables."""
    found = [number for number, line in enumerate(text.splitlines(), 1) if _PACKAGE_HEADER.match(line)]
    return [*found[:count]] if len(found) >= count else [None] * count


def _judge_hashes(packages: Sequence[tuple[Package, Place]]) -> None:
    """Report a file without a SHA-256 hash, which every tool writes and compares."""
    with raise_errors_together() as report:
        for package, place in packages:
            for file in list_files(package):
                if not _SHA256.fullmatch(file.hashes.get("sha256", "")):
                    report.error(place, f"{file.filename} has no SHA-256 of 64 digits; {_REMAKE}")


def _select(
    path: Path, pylock: Pylock, packages: Sequence[tuple[Package, Place]], environment: Environment
) -> dict[str, tuple[Package, Place]]:
    """Return the packages for an environment, by name.

    ``Pylock.select`` of packaging would reject the whole lock if one package has no file for this system, even a
    package that the site does not need.

    :raises RecipeError: if the lock is not for this Python, or has a distribution twice.
    """
    # A Python built between two releases has a version such as 3.15.0a1+, which is not valid.
    python = environment["python_full_version"].rstrip("+")
    if pylock.requires_python and not pylock.requires_python.contains(python, prereleases=True):
        message = f"the lock is for Python {pylock.requires_python}, not for {python}; {_REMAKE}"
        raise RecipeError.at(Place(str(path)), message)
    markers = pylock.environments or ()
    if markers and not any(marker.evaluate(cast("dict[str, str]", environment)) for marker in markers):
        message = f"the lock is for {' or '.join(map(str, markers))}, but not for this Python; {_REMAKE}"
        raise RecipeError.at(Place(str(path)), message)
    values: Any = environment | {"extras": frozenset(), "dependency_groups": frozenset(pylock.default_groups or ())}
    selected: dict[str, tuple[Package, Place]] = {}
    with raise_errors_together() as report:
        for package, place in packages:
            if package.marker and not package.marker.evaluate(values, context="lock_file"):
                continue
            if package.requires_python and not package.requires_python.contains(python, prereleases=True):
                continue
            if package.name in selected:
                message = (
                    f"{package.name} is locked twice for this Python, in line {selected[package.name][1].line} too"
                )
                report.error(place, f"{message}; {_REMAKE}")
            selected[package.name] = (package, place)
    return selected
