"""The command of ``bin/bundle``: gathers the files and packs them."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from twod.inifile.bundle_manifest import MANIFEST_NAME, BundleManifest
from twod.recipe.disk.run_lock import keep_other_runs_out
from twod.recipe.engines.bundle.archive import read_epoch, write_archive
from twod.recipe.engines.bundle.bundle_contents import BundleContents, BundledProject, read_contents
from twod.recipe.engines.bundle.bundle_error import BundleError
from twod.recipe.engines.bundle.collecting import collect_static
from twod.recipe.engines.bundle.gathering import copy_tree, list_gathered, list_missing, remove_empty
from twod.recipe.engines.bundle.project_wheels import unpack_project

_PREFIX = ".twod-bundle-"

_SHOWN = 3


def run_bundle_command(arguments: Mapping[str, object], words: Sequence[str] | None = None) -> int:
    """Make the bundle that a part describes, and return the exit status.

    :param arguments: the result of :meth:`BundleContents.make_arguments`, which the script contains.
    :param words: the command line. None: that of the process.
    """
    parser = argparse.ArgumentParser(
        description="Make an archive of the site, which other hosts unpack and serve.",
        epilog="The same files make the same archive. The variable SOURCE_DATE_EPOCH sets the time of all files in it.",
    )
    parser.parse_args(words)
    contents = read_contents(arguments)
    try:
        target = make_bundle(contents)
    except (BundleError, OSError) as error:
        sys.stderr.write(f"{Path(sys.argv[0]).name}: {error}\n")
        return 1
    content = target.read_bytes()
    sys.stdout.write(f"{target}: {len(content) / 2**20:.1f} MiB, sha256 {hashlib.sha256(content).hexdigest()}\n")
    return 0


def make_bundle(contents: BundleContents) -> Path:
    """Make a bundle and return the path of the archive.

    :raises BundleError: when it cannot be made.
    :raises OSError: when a file cannot be read or written.
    """
    target = Path(contents.archive)
    try:
        epoch = read_epoch()
    except ValueError as error:
        raise BundleError(f"SOURCE_DATE_EPOCH: expected seconds since 1970, got {error}") from error
    target.parent.mkdir(parents=True, exist_ok=True)
    with keep_other_runs_out(target.parent):
        for leftover in target.parent.glob(f"{_PREFIX}*"):
            shutil.rmtree(leftover)
        with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=target.parent) as name:
            folder = Path(name, "bundle")
            gather(contents, folder)
            write_archive(folder, target, contents.archive_format, epoch)
    return target


def gather(contents: BundleContents, folder: Path) -> None:
    """Put all files of a bundle into a folder."""
    skipped = [Path(path) for path in contents.skipped]
    for path in contents.paths:
        copy_tree(Path(path.source), folder / path.target, contents.excluded, skipped)
    with ThreadPoolExecutor() as threads:
        for warnings in threads.map(lambda project: _add_project(project, contents, folder), contents.projects):
            for warning in warnings:
                sys.stderr.write(f"{warning}\n")
    if contents.has_static:
        collect_static(contents, folder)
    if contents.has_bytecode:
        _compile(folder)
    for name in contents.var:
        shutil.rmtree(folder / name, ignore_errors=True)
    remove_empty(folder)
    manifest = _make_manifest(contents, folder)
    (folder / MANIFEST_NAME).write_text(manifest.make_text(), encoding="utf-8")


def _add_project(project: BundledProject, contents: BundleContents, folder: Path) -> list[str]:
    """Add the files of a project's wheel, and return warnings about them."""
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as name:
        copy = Path(name)
        unpack_project(Path(project.source), copy)
        copy_tree(copy, folder / project.target, contents.excluded)
        missing = list_missing(Path(project.source), copy, contents.excluded)
    if not missing:
        return []
    shown = ", ".join(missing[:_SHOWN]) + (", …" if len(missing) > _SHOWN else "")
    return [f"{project.name}: its wheel lacks {len(missing)} files beside its modules: {shown}; see package_data"]


def _compile(folder: Path) -> None:
    """Compile all modules, since a host with a read-only tree would have to compile them at each start.

    The compiled modules contain neither a path of this machine nor a time.
    """
    command = [sys.executable, "-m", "compileall", "-q", "-j", "1", "--invalidation-mode", "unchecked-hash"]
    # Some packages have modules for other versions of Python, which this one cannot compile.
    subprocess.run(  # noqa: S603 - buildout's own Python
        [*command, "-s", str(folder), str(folder)],
        env={**os.environ, "PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
        check=False,
    )


def _make_manifest(contents: BundleContents, folder: Path) -> BundleManifest:
    files = {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in list_gathered(folder)
    }
    return BundleManifest(
        project=contents.project,
        part=contents.part,
        python=f"{sys.version_info[0]}.{sys.version_info[1]}",
        environments=contents.environments,
        files=files,
        versions=contents.versions,
        var=contents.var,
        scripts=contents.scripts,
    )
