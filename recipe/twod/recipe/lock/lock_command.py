"""The command ``bin/lock``: writes a lock file from the pins, pins from the lock file, or a folder of locked files."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from packaging.markers import default_environment
from packaging.utils import canonicalize_name
from zc.buildout import easy_install

from twod.inifile.problems import Place
from twod.inifile.whole_file import write_whole
from twod.recipe.fetch.pip_configuration import read_pip_configuration
from twod.recipe.lock.agreement import find_disagreements, read_locked_pins
from twod.recipe.lock.checkout import Project
from twod.recipe.lock.lock_file import Lock, read_lock, read_packages
from twod.recipe.lock.lock_text import LockEntry, make_lock
from twod.recipe.lock.package_index import PackageIndex
from twod.recipe.lock.pinned_versions import make_versions
from twod.recipe.lock.targets import Target, is_true_for
from twod.recipe.lock.wheelhouse import Wanted, fill_wheelhouse, list_tags
from twod.recipe.private_names import get_private
from twod.recipe.recipe_error import RecipeError, raise_errors_together

_PYPI = "https://pypi.org/simple"

#: Distributions that bin/buildout and the builds of develop packages need; bootstrap.py installs them.
FOUNDATION = ("pip", "setuptools", "wheel", "packaging", "platformdirs", "tqdm", "zc.recipe.egg", "zc.buildout")


def run_lock_command(arguments: Sequence[str] | None = None) -> None:
    """Run the command.

    :param arguments: the command line without the program's name. None: that of the process.
    """
    options = _make_parser().parse_args(arguments)
    try:
        options.run(Project(Path(options.configuration)), options)
    except RecipeError as error:
        sys.exit(f"lock: {error}")
    except OSError as error:
        sys.exit(": ".join(["lock", *filter(None, [error.strerror or str(error), error.filename])]))


def _make_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="lock",
        description="Write a lock file from the pins, pins from the lock file, or a folder of the locked files.",
    )
    parser.add_argument(
        "-c", dest="configuration", metavar="FILE", default="buildout.cfg", help="the buildout (default: buildout.cfg)"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, name, text in (
        (_write, "write", "write the lock file from the pins in [versions]"),
        (_check, "check", "compare [versions] with the lock file, without a network"),
        (_print_versions, "versions", "print the pins of the lock file as [versions]"),
        (_fill, "wheelhouse", "download the files of the lock file or of [versions] into a folder"),
    ):
        command = commands.add_parser(name, help=text, description=f"{text[0].upper()}{text[1:]}.")
        command.set_defaults(run=run)
        if run is _fill:
            command.add_argument(
                "directory", nargs="?", help="the folder (default: 'wheelhouse' of [buildout], or 'wheelhouse')"
            )
            command.add_argument(
                "--python", metavar="3.N", help="choose files for this Python (default: the running one)"
            )
            command.add_argument("--all", action="store_true", help="fetch the files for all Pythons and systems")
    return parser


def _write(project: Project, _: argparse.Namespace) -> None:
    if project.lock.exists() and not project.lock.is_file():
        message = "it is not a regular file; move it away, or set lock of [buildout] to another file"
        raise RecipeError.at(Place(_shorten(project.lock)), f"the lock cannot be written: {message}")
    index = _make_index(project)
    files = index.list_all([(pin.name, pin.version) for pin in project.pins])
    with raise_errors_together() as report:
        for pin, found in zip(project.pins, files, strict=True):
            if not found:
                cure = "correct the version, name its checkout in develop, or set index of [buildout]"
                report.error(pin.place, f"the index has no {pin.name} {pin.version}; {cure}")
            for file in found:
                if not file.sha256:
                    report.error(pin.place, f"the index has no SHA-256 of {file.name}; lock from another index")
    text = make_lock(map(LockEntry, project.pins, files), project.lock.parent, project.configuration.name)
    state = "has not changed" if _write_text(project.lock, text) else "is written"
    count = sum(map(len, files))
    sys.stdout.write(f"{_shorten(project.lock)} {state}: {len(project.pins)} pins, {count} files.\n")


def _write_text(path: Path, text: str) -> bool:
    """Write a text to a file, and return whether the file had the same text already."""
    content = text.encode()
    if path.is_file() and path.read_bytes() == content:
        return True
    write_whole(path, content, path.stat().st_mode & 0o777 if path.exists() else 0o644)
    return False


def _check(project: Project, _: argparse.Namespace) -> None:
    with raise_errors_together() as report:
        find_disagreements(project.pins, read_locked_pins(project.lock), report)
    sys.stdout.write(f"{_shorten(project.lock)} agrees with {project.configuration}.\n")


def _print_versions(project: Project, _: argparse.Namespace) -> None:
    sys.stdout.write(make_versions(read_locked_pins(project.lock)))


def _fill(project: Project, options: argparse.Namespace) -> None:
    directory = Path(options.directory) if options.directory else project.wheelhouse
    minor = _read_minor(options.python) if options.python else sys.version_info.minor
    wanted = _list_wanted(project, minor, is_for_all=options.all)
    filled = fill_wheelhouse(directory, wanted, _make_index(project), None if options.all else list_tags(minor))
    size = filled.size / 1e6
    sys.stdout.write(
        f"{_shorten(directory)} has {filled.files} files, {size:.0f} MB; {filled.fetched} of them are new.\n"
    )
    names = {canonicalize_name(each.name) for each in wanted} | project.developed
    if missing := [name for name in FOUNDATION if canonicalize_name(name) not in names]:
        message = "bin/buildout's environment and develop packages need them: pin them in [versions]"
        sys.stderr.write(f"Missing, since no version is pinned: {', '.join(missing)}; {message}.\n")


def _read_minor(text: str) -> int:
    major, _, minor = text.partition(".")
    if major != "3" or not minor.isdecimal():
        raise RecipeError.at(Place(), f"--python: expected 3.N, such as 3.12, got {text!r}")
    return int(minor)


def _list_wanted(project: Project, minor: int, *, is_for_all: bool) -> list[Wanted]:
    """Return the locked files, or those of the pins without a lock, for a Python on this system or for all machines."""
    if project.lock.exists() or project.options.get("lock"):
        if is_for_all:
            # A lock for each entry, since a name may occur several times, for several machines.
            locks = [Lock(project.lock, {entry[0].name: entry}) for entry in read_packages(project.lock)]
        else:
            locks = [_read_lock_for(project.lock, minor)]
        found = [lock.get(name) for lock in locks for name in lock if name not in project.developed]
        return [Wanted(each.name, each.version, frozenset(each.hashes), each.place) for each in found]
    target = Target(minor, sys.platform)
    return [
        Wanted(pin.name, pin.version, frozenset(), pin.place)
        for pin in project.pins
        if is_for_all or not pin.marker or is_true_for(pin.marker, target)
    ]


def _read_lock_for(path: Path, minor: int) -> Lock:
    """Return the entries of the lock that apply to a Python on this system."""
    environment = default_environment()
    if minor != sys.version_info.minor:
        environment["python_version"] = f"3.{minor}"
        # The highest patch version meets every minimum that a lock may have.
        environment["python_full_version"] = f"3.{minor}.99"
    return read_lock(path, environment)


def _make_index(project: Project) -> PackageIndex:
    """Return the index: ``index`` of ``[buildout]``, else pip's indexes, and the folders of ``find-links``."""
    pip = read_pip_configuration(get_private(easy_install, "pip_path"))
    urls = [pip.get("index-url", _PYPI), *pip.get("extra-index-url", "").split()]
    if index := project.get_option("index"):
        urls = [index if urlsplit(index).scheme else (project.directory / index).as_uri()]
    links = [link for link in project.get_option("find-links").split() if not urlsplit(link).scheme]
    try:
        return PackageIndex(urls, [project.directory / link for link in links], pip.get("cert") or None)
    except OSError as error:
        message = f"pip's option cert: {pip.get('cert')} has no certificates: {error.strerror}"
        raise RecipeError.at(Place(), f"{message}; correct PIP_CERT or pip.conf") from None


def _shorten(path: Path) -> str:
    shown = os.path.relpath(path)
    return str(path) if shown.startswith("..") else shown
