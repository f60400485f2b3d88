"""A folder of checked files for an installation on machines without an index."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPException
from pathlib import Path
from typing import NamedTuple

from packaging.tags import Tag, compatible_tags, cpython_tags, create_compatible_tags_selector, platform_tags
from packaging.utils import parse_wheel_filename

from twod.inifile.problems import HasPlace, Place, Report
from twod.recipe.lock.package_index import IndexFile, PackageIndex
from twod.recipe.recipe_error import raise_errors_together

_BLOCK = 1 << 20


class Wanted(NamedTuple):
    """One version of a distribution, and the accepted hashes of its files."""

    name: str
    version: str
    #: In hexadecimal; empty to accept the hashes of the index.
    hashes: frozenset[str]
    place: HasPlace


class Filled(NamedTuple):
    """The content of a wheelhouse."""

    files: int
    #: The number of new files.
    fetched: int
    size: int


def list_tags(minor: int) -> list[Tag]:
    """Return the tags of wheels that a CPython 3 on this system can install, the best first."""
    platforms = list(platform_tags())
    version = (3, minor)
    return [
        *cpython_tags(version, platforms=platforms),
        *compatible_tags(version, interpreter=f"cp3{minor}", platforms=platforms),
    ]


def fill_wheelhouse(
    directory: Path, wanted: Sequence[Wanted], index: PackageIndex, tags: Sequence[Tag] | None
) -> Filled:
    """Download the missing files into a folder.

    :param tags: tags of the wheels to choose from, as from :func:`list_tags`. None: the files for all machines.
    :raises RecipeError: if a file cannot be downloaded. The files in the folder are always complete.
    """
    listed = index.list_all([(each.name, each.version) for each in wanted])
    chosen: dict[str, IndexFile] = {}
    with raise_errors_together() as report:
        for each, files in zip(wanted, listed, strict=True):
            allowed = [file for file in files if not each.hashes or file.sha256 in each.hashes]
            found = allowed if tags is None else _choose(allowed, tags)
            if not found:
                report.error(each.place, _describe_missing(each, files, allowed))
            chosen |= {file.name: file for file in found}
    directory.mkdir(parents=True, exist_ok=True)
    with raise_errors_together() as report, ThreadPoolExecutor(4) as pool:
        fetched = sum(pool.map(lambda file: _fetch(file, directory, index, report), chosen.values()))
    return Filled(len(chosen), fetched, sum((directory / name).stat().st_size for name in chosen))


def _choose(files: Iterable[IndexFile], tags: Sequence[Tag]) -> list[IndexFile]:
    """Return the best wheel, else the sdist; empty if there is neither."""
    select = create_compatible_tags_selector(tags)
    wheels = [file for file in files if file.name.endswith(".whl")]
    best = next(select((file, parse_wheel_filename(file.name)[-1]) for file in wheels), None)
    return [best] if best else [file for file in files if file not in wheels][:1]


def _describe_missing(wanted: Wanted, files: Sequence[IndexFile], allowed: Sequence[IndexFile]) -> str:
    subject = f"{wanted.name} {wanted.version}"
    if not files:
        return f"the index has no {subject}; correct the version, or set index of [buildout] to the index that has it"
    if not allowed:
        return f"no file of {subject} in the index has a hash of the lock; do not use it before you know why"
    return f"{subject} has neither a wheel for this Python and system nor an sdist"


def _fetch(file: IndexFile, directory: Path, index: PackageIndex, report: Report) -> bool:
    """Return whether a file was downloaded; False if it exists already."""
    target = directory / file.name
    if target.is_file() and _hash(target) == file.sha256:
        return False
    temporary = directory / f".{file.name}.part"
    digest = hashlib.sha256()
    try:
        with index.open(file.url) as answer, temporary.open("wb") as part:
            while block := answer.read(_BLOCK):
                digest.update(block)
                part.write(block)
            length = answer.headers.get("Content-Length")
            if length is not None and part.tell() < int(length):
                raise OSError("the connection was closed too early")
        if digest.hexdigest() != file.sha256:
            message = f"{file.name} has the SHA-256 {digest.hexdigest()}, expected {file.sha256}"
            report.error(Place(), f"{message}; do not trust the index")
        else:
            temporary.replace(target)
            return True
    except (OSError, HTTPException) as error:
        report.error(Place(), f"{file.name} cannot be fetched: {error}; run the command again")
    finally:
        temporary.unlink(missing_ok=True)
    return False


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
