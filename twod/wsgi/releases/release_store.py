"""The folder of a site's releases on a host, which has ``releases/ID``, ``current`` and ``shared``.

A killed process leaves the folder as it was before a step or as it is after the step. A release gets its name once
it is complete, gets its record before the link points to it, and loses its name before its files are deleted.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from twod.inifile.bundle_manifest import MANIFEST_NAME, BundleManifest, ManifestError, read_manifest
from twod.inifile.whole_file import write_whole
from twod.wsgi.preparation.file_lock import FileLock
from twod.wsgi.release_place import CURRENT, RELEASES, SHARED
from twod.wsgi.releases.bundle_archive import BundleArchive
from twod.wsgi.releases.release_error import ReleaseError

#: The record in each release that the link points to, or has ever pointed to.
RECORD_NAME = ".release.json"

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")
_TIME_FORMAT = "%Y%m%d-%H%M%S"
#: Prefixes of folders that are not complete: releases being unpacked and releases being deleted.
_UNPACKING, _DELETING = ".unpacking-", ".deleting-"


class Release(NamedTuple):
    """A completely unpacked release."""

    #: Time of unpacking (UTC), and the first digits of the archive's SHA-256.
    name: str
    folder: Path
    #: The archive's file name; empty for a release that the link has never pointed to.
    archive: str = ""
    #: The archive's SHA-256; empty for the same releases.
    digest: str = ""
    #: Whether the servers have become ready as this release.
    is_confirmed: bool = False

    def read_manifest(self) -> BundleManifest:
        """Return the manifest of the release.

        :raises ReleaseError: if the manifest cannot be read.
        """
        try:
            return read_manifest((self.folder / MANIFEST_NAME).read_bytes())
        except (OSError, ManifestError) as error:
            raise ReleaseError(f"release {self.name}: {error}") from None


class ReleaseStore:
    """The releases of a site.

    :param root: the folder that has ``current``.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / RELEASES
        self.link = root / CURRENT
        self._new_link = root / f".{CURRENT}.new"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Lock the folder for the length of a block, and first delete the leftovers of a run that was killed.

        :raises ReleaseError: if another run holds the lock, or the folder cannot be written.
        """
        try:
            for folder in (self.root, self.folder):
                _make_folder(folder)
            lock = FileLock(self.folder / ".lock")
            if not lock.try_to_take():
                raise ReleaseError(f"another release or rollback runs in {self.root}; wait until it ends")
        except OSError as error:
            raise ReleaseError(f"cannot write into {self.folder}: {error.strerror}") from None
        try:
            self._clean()
            yield
        finally:
            lock.release()

    def list_releases(self) -> list[Release]:
        """Return all releases, oldest first."""
        names = sorted(entry.name for entry in self.folder.iterdir()) if self.folder.is_dir() else []
        return [self._read(name) for name in names if _ID.fullmatch(name)]

    def find_current(self) -> Release | None:
        """Return the release that the link points to; None if there is no link.

        :raises ReleaseError: if ``current`` is not a link, or points elsewhere.
        """
        if not os.path.lexists(self.link):
            return None
        target = Path(os.path.realpath(self.link))
        if not self.link.is_symlink() or target.parent != Path(os.path.realpath(self.folder)) or not target.is_dir():
            raise ReleaseError(f"{self.link} is not a link to a folder in {self.folder}; move it away")
        return self._read(target.name)

    def get(self, name: str) -> Release:
        """Return the release with a name.

        :raises ReleaseError: if no release has the name.
        """
        known = {release.name: release for release in self.list_releases()}
        if name not in known:
            others = f"has {', '.join(known)}" if known else "is empty"
            raise ReleaseError(f"there is no release {name!r} in {self.folder}; the folder {others}")
        return known[name]

    def unpack(self, archive: BundleArchive, now: datetime) -> Release:
        """Unpack an archive beside the other releases, and link the data that all releases share.

        :raises ReleaseError: if the archive cannot be unpacked; all its files are deleted again.
        """
        name = _make_name(now, archive.digest, [release.name for release in self.list_releases()])
        part = self.folder / f"{_UNPACKING}{name}"
        try:
            archive.unpack(part)
            self._link_shared(part, archive)
            part.rename(self.folder / name)
        except OSError as error:
            raise ReleaseError(f"cannot unpack {archive.path} into {self.folder}: {error}") from error
        finally:
            shutil.rmtree(part, ignore_errors=True)
        return self._read(name)

    def _link_shared(self, part: Path, archive: BundleArchive) -> None:
        for path in archive.manifest.var:
            shared, link = self.root / SHARED / path, part / path
            if link.is_dir():
                link.rmdir()  # The bundle may have the folder, but only an empty one.
            shared.mkdir(parents=True, exist_ok=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(shared, link.parent))

    def record(self, release: Release, archive: str, digest: str, *, is_confirmed: bool) -> None:
        """Write the record of a release: the archive's name and SHA-256, and whether the servers have become ready."""
        content = {"archive": archive, "sha256": digest, "confirmed": is_confirmed}
        write_whole(release.folder / RECORD_NAME, json.dumps(content, indent=1).encode() + b"\n", 0o644)

    def mark(self, release: Release, *, is_confirmed: bool) -> None:
        """Record whether the servers have become ready as a release."""
        found = self._read(release.name)
        self.record(found, found.archive, found.digest, is_confirmed=is_confirmed)

    def switch(self, release: Release) -> None:
        """Point the link to a release, in one atomic step."""
        temporary = self._new_link
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(f"{RELEASES}/{release.name}")
        # After a power failure the link must not point to files that never reached the disk.
        os.sync()
        temporary.replace(self.link)

    def unlink(self) -> None:
        """Remove the link, so that no release is current."""
        self.link.unlink()

    def delete(self, release: Release) -> None:
        """Delete a release; it must not be the current one."""
        gone = self.folder / f"{_DELETING}{release.name}"
        release.folder.rename(gone)
        shutil.rmtree(gone)

    def prune(self, keep: int, former: Release | None = None) -> list[Release]:
        """Delete all releases except the current one and the newest confirmed ones; return the deleted ones.

        :param keep: how many releases to keep, including the current one.
        :param former: a release to keep in addition.
        """
        current = self.find_current()
        releases = [release for release in self.list_releases() if current is None or release.name != current.name]
        confirmed = [release for release in releases if release.is_confirmed]
        kept = {release.name for release in confirmed[len(confirmed) - min(keep - 1, len(confirmed)) :]}
        if former is not None:
            kept.add(former.name)
        gone = [release for release in releases if release.name not in kept]
        for release in gone:
            self.delete(release)
        return gone

    def _clean(self) -> None:
        """Delete incomplete releases, and those that the link has never pointed to."""
        current = self.find_current()
        self._new_link.unlink(missing_ok=True)
        for entry in list(self.folder.iterdir()):
            if entry.name.startswith((_UNPACKING, _DELETING)):
                shutil.rmtree(entry)
        for release in self.list_releases():
            if not release.digest and (current is None or release.name != current.name):
                self.delete(release)

    def _read(self, name: str) -> Release:
        folder = self.folder / name
        try:
            record = json.loads((folder / RECORD_NAME).read_bytes())
            return Release(name, folder, record["archive"], record["sha256"], record["confirmed"])
        except FileNotFoundError:
            return Release(name, folder)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ReleaseError(f"cannot read {folder / RECORD_NAME}: {error}") from None


def _make_folder(folder: Path) -> None:
    """Make a missing folder that servers of another user can enter, whatever the umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _make_name(now: datetime, digest: str, others: list[str]) -> str:
    """Return a name for a new release that sorts after all others, even if the clock was set back.

    >>> _make_name(datetime(2026, 1, 31, 12, tzinfo=UTC), "0a1b2c3d4e5f", [])
    '20260131-120000-0a1b2c3d'
    """
    if others:
        newest = datetime.strptime(max(others)[:15], _TIME_FORMAT).replace(tzinfo=UTC)
        now = max(now.astimezone(UTC), newest + timedelta(seconds=1))
    return f"{now.astimezone(UTC).strftime(_TIME_FORMAT)}-{digest[:8]}"
