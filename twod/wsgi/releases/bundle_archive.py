"""The archive of a bundle: check it before writing anything, unpack it, and compare its files with its manifest."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import sys
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from twod.inifile.bundle_manifest import MANIFEST_NAME, BundleManifest, ManifestError, is_inner_path, read_manifest
from twod.wsgi.releases.release_error import ReleaseError

#: Exceptions that tarfile and the decompressors raise for a file that is no archive or is truncated.
_BROKEN = (tarfile.TarError, zlib.error, EOFError, OSError)
#: The most bytes that a manifest may have.
_LONGEST_MANIFEST = 64 * 1024 * 1024
#: Bytes that a file needs on the disk in addition to its content.
_BLOCK = 4096


class BundleArchive(NamedTuple):
    """A checked archive: it has a manifest, and no member lies outside the folder that it is unpacked into."""

    path: Path
    #: The SHA-256 of the archive, in hexadecimal digits.
    digest: str
    manifest: BundleManifest
    #: Bytes that the unpacked files need on the disk.
    size: int

    def unpack(self, target: Path) -> None:
        """Unpack the archive into a new folder and compare each file with the manifest.

        :raises ReleaseError: if a file is missing, unexpected or differs from the manifest, or if the disk is full.
        """
        free = shutil.disk_usage(target.parent).free
        if free < self.size:
            message = f"{self.path} needs {_count_megabytes(self.size)}, but {target.parent} has only"
            raise ReleaseError(f"{message} {_count_megabytes(free)} free; delete old releases with a smaller --keep")
        try:
            target.mkdir()
            with tarfile.open(self.path) as archive:
                # Set as an attribute, because the function tarfile.data_filter exists only from Python 3.11.4 on.
                archive.extraction_filter = lambda member, _path: member
                archive.extractall(target, members=_make_members_plain(self.path, archive))  # noqa: S202 - judged
            # Folders without a member in the archive get their mode from the umask.
            for folder, _, _ in os.walk(target):
                Path(folder).chmod(0o755)
        except _BROKEN as error:
            raise ReleaseError(f"cannot unpack {self.path} into {target.parent}: {error}") from error
        verify_files(target, self.manifest)


def open_archive(path: Path, digest: str | None = None) -> BundleArchive:
    """Return an archive after checking all its members and reading its manifest.

    :param digest: the SHA-256 that the archive must have, in hexadecimal digits; None accepts any.
    :raises ReleaseError: if the file is not a bundle, or has another SHA-256.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReleaseError(f"cannot read {path}: {error.strerror}") from None
    if digest is not None and digest.lower() != found:
        raise ReleaseError(f"{path}: expected the SHA-256 {digest}, got {found}; copy the archive again")
    with _opened(path) as archive:
        size = 0
        names: set[str] = set()
        manifest = None
        for member in archive:
            _judge_member(path, member, names)
            size += member.size + _BLOCK
            if member.name.removeprefix("./") == MANIFEST_NAME:
                manifest = _read_manifest(path, archive, member)
    if manifest is None:
        raise ReleaseError(f"{path} is not a bundle: it has no {MANIFEST_NAME} at its top level")
    return BundleArchive(path, found, manifest, size)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as archive:
            yield archive
    except _BROKEN as error:
        hint = "; a .tar.zst needs Python 3.14" if path.suffix == ".zst" and sys.version_info < (3, 14) else ""
        raise ReleaseError(f"{path} is not an archive or is incomplete: {error}{hint}") from error


def _judge_member(path: Path, member: tarfile.TarInfo, names: set[str]) -> None:
    """Reject members that no bundle has: links, devices, paths outside the folder, and repeated names."""
    name = member.name.removeprefix("./")
    if member.isdir() and name in ("", "."):
        return
    if not (member.isfile() or member.isdir()):
        raise ReleaseError(f"{path}: {member.name!r} is neither a file nor a folder")
    if not is_inner_path(name):
        raise ReleaseError(f"{path}: {member.name!r} would be unpacked outside the release")
    if name in names:
        raise ReleaseError(f"{path}: {member.name!r} occurs twice")
    names.add(name)


def _make_members_plain(path: Path, archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """Yield the members, checked again, owned by the current user and readable by all users, whatever the umask."""
    names: set[str] = set()
    for member in archive:
        _judge_member(path, member, names)
        member.mode = 0o755 if member.isdir() or member.mode & stat.S_IXUSR else 0o644
        member.uid, member.gid, member.uname, member.gname = os.geteuid(), os.getegid(), "", ""
        yield member


def _read_manifest(path: Path, archive: tarfile.TarFile, member: tarfile.TarInfo) -> BundleManifest:
    content = archive.extractfile(member) if member.size <= _LONGEST_MANIFEST else None
    if content is None:
        raise ReleaseError(f"{path}: {MANIFEST_NAME} is not a file, or has more than {_LONGEST_MANIFEST >> 20} MB")
    try:
        return read_manifest(content.read())
    except ManifestError as error:
        raise ReleaseError(f"{path}: {error}") from None


def verify_files(folder: Path, manifest: BundleManifest) -> None:
    """Compare the files of a folder with a manifest.

    :raises ReleaseError: naming the files that are missing, unexpected or different.
    """
    found = {str(path.relative_to(folder)) for path in _find_files(folder)} - {MANIFEST_NAME}
    missing, further = sorted(manifest.files.keys() - found), sorted(found - manifest.files.keys())
    changed = sorted(name for name in found & manifest.files.keys() if _hash(folder / name) != manifest.files[name])
    wrong = [
        f"{words}: {', '.join(names[:3])}{f' and {len(names) - 3} more' if names[3:] else ''}"
        for words, names in (("missing", missing), ("not in the manifest", further), ("changed", changed))
        if names
    ]
    if wrong:
        raise ReleaseError(f"the files differ from {MANIFEST_NAME}; {'; '.join(wrong)}")


def _find_files(folder: Path) -> Iterator[Path]:
    for entry in os.scandir(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _find_files(Path(entry.path))
        else:
            yield Path(entry.path)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _count_megabytes(size: int) -> str:
    return f"{size / 1e6:.0f} MB"
