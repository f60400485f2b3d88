"""The files of a bundle: copies of eggs and folders, without files that no host needs."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Collection, Iterator
from pathlib import Path

#: Facts of one machine: the source of a distribution, its installer, and the paths of its scripts.
_OF_ONE_MACHINE = frozenset({"direct_url.json", "INSTALLER", "REQUESTED", "RECORD"})

_INFO_SUFFIXES = (".dist-info", ".egg-info", "EGG-INFO")


def is_left_out(name: str, folder: str, excluded: Collection[str]) -> bool:
    """Return whether no host needs a file or folder.

    :param name: its name.
    :param folder: name of its folder.
    :param excluded: names that the user excludes.
    """
    is_record = folder.endswith(_INFO_SUFFIXES) and name in _OF_ONE_MACHINE
    return is_record or name in excluded or name == "__pycache__" or name.endswith((".pyc", ".pyo"))


def copy_tree(source: Path, target: Path, excluded: Collection[str], skipped: Collection[Path] = ()) -> None:
    """Copy a file, or a folder with its content; the target of a link is copied, not the link.

    :param excluded: names that are not copied from any place.
    :param skipped: paths that are not copied.
    :raises OSError: if something cannot be read.
    """
    if source.is_file():
        copy_file(source, target)
        return
    target.mkdir(parents=True, exist_ok=True)
    for entry in sorted(os.scandir(source), key=lambda entry: entry.name):
        path = source / entry.name
        if path not in skipped and not is_left_out(entry.name, source.name, excluded):
            copy_tree(path, target / entry.name, excluded, skipped)


def copy_file(source: Path, target: Path) -> None:
    """Make an equal file: a hard link where the file system allows it, else a copy.

    A hard link is safe, since nothing writes to files of a bundle.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(os.path.realpath(source), target)
    except FileExistsError:  # two options name it
        return
    except OSError:  # another file system, or one without links
        shutil.copyfile(source, target)
        shutil.copymode(source, target)


def list_gathered(folder: Path) -> Iterator[Path]:
    """Yield the files in a folder, sorted."""
    yield from sorted(path for path in folder.rglob("*") if not stat.S_ISDIR(path.lstat().st_mode))


def list_missing(source: Path, copy: Path, excluded: Collection[str]) -> list[str]:
    """Return the files beside a package's modules that its distribution lacks, such as templates.

    An editable distribution has them all, so a developer would not notice the lack.

    :param source: the folder of the project.
    :param copy: the folder with its unpacked wheel.
    """
    missing = []
    for package in sorted(path for path in copy.iterdir() if path.is_dir() and not path.name.endswith(_INFO_SUFFIXES)):
        for root in (source, source / "src"):
            for path in list_gathered(root / package.name):
                inner = path.relative_to(root / package.name)
                is_wanted = not any(is_left_out(part, "", excluded) or part.startswith(".") for part in inner.parts)
                if is_wanted and not (package / inner).exists():
                    missing.append(str(package.name / inner))
    return missing


def remove_empty(folder: Path) -> None:
    """Remove empty folders."""
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        if not any(path.iterdir()):
            path.rmdir()
