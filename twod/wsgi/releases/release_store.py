"""The folder of a site's releases on a host: ``releases/ID``, ``current`` and ``shared``.

Each step leaves the folder as it was or as it is going to be, whenever the process is killed: a release gets its name
when it is whole, its record before the link leads to it, and loses its name before it is deleted.
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

#: In a release that the link has led to, or is about to.
RECORD_NAME = ".release.json"

_ID = re.compile(r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}")
_TIME_FORMAT = "%Y%m%d-%H%M%S"
#: The beginnings of names of what is not whole yet, and not whole any more.
_UNPACKING, _DELETING = ".unpacking-", ".deleting-"


class Release(NamedTuple):
    """A release that is whole."""

    #: When it was unpacked (UTC), and the first digits of the archive's SHA-256.
    name: str
    folder: Path
    #: The name of the archive's file; empty for a release that the link has never led to.
    archive: str = ""
    #: The archive's SHA-256; empty as above.
    digest: str = ""
    #: Whether the site has answered as this release.
    is_confirmed: bool = False

    def read_manifest(self) -> BundleManifest:
        """Return its manifest.

        :raises ReleaseError: when it cannot be read any more.
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
        """Keep other runs away as long as a block lasts; remove what a run that was killed has left half done.

        :raises ReleaseError: when another run is at work, or the folder cannot be written.
        """
        try:
            for folder in (self.root, self.folder):
                _make_folder(folder)
            lock = FileLock(self.folder / ".lock")
            if not lock.try_to_take():
                raise ReleaseError(f"another release or rollback is at work on {self.root}; wait for its end")
        except OSError as error:
            raise ReleaseError(f"cannot write into {self.folder}: {error.strerror}") from None
        try:
            self._clean()
            yield
        finally:
            lock.release()

    def list_releases(self) -> list[Release]:
        """Return the releases, the oldest first."""
        names = sorted(entry.name for entry in self.folder.iterdir()) if self.folder.is_dir() else []
        return [self._read(name) for name in names if _ID.fullmatch(name)]

    def find_current(self) -> Release | None:
        """Return the release that the link leads to; None when there is no link.

        :raises ReleaseError: when it leads elsewhere, or is none.
        """
        if not os.path.lexists(self.link):
            return None
        target = Path(os.path.realpath(self.link))
        if not self.link.is_symlink() or target.parent != Path(os.path.realpath(self.folder)) or not target.is_dir():
            raise ReleaseError(f"{self.link} is no link to a folder of {self.folder}; move it away")
        return self._read(target.name)

    def get(self, name: str) -> Release:
        """Return the release of a name.

        :raises ReleaseError: when there is none.
        """
        known = {release.name: release for release in self.list_releases()}
        if name not in known:
            raise ReleaseError(
                f"there is no release {name!r} in {self.folder}; there are: {', '.join(known) or 'none'}"
            )
        return known[name]

    def unpack(self, archive: BundleArchive, now: datetime) -> Release:
        """Unpack an archive beside the other releases, and link what outlives a release.

        :raises ReleaseError: when it cannot be unpacked; nothing of it is left.
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
                link.rmdir()  # An empty one is as good as none.
            shared.mkdir(parents=True, exist_ok=True)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(os.path.relpath(shared, link.parent))

    def record(self, release: Release, archive: str, digest: str, *, is_confirmed: bool) -> None:
        """Record what a release was unpacked from, and whether the site has answered as it."""
        content = {"archive": archive, "sha256": digest, "confirmed": is_confirmed}
        write_whole(release.folder / RECORD_NAME, json.dumps(content, indent=1).encode() + b"\n", 0o644)

    def mark(self, release: Release, *, is_confirmed: bool) -> None:
        """Record whether the site has answered as a release."""
        found = self._read(release.name)
        self.record(found, found.archive, found.digest, is_confirmed=is_confirmed)

    def switch(self, release: Release) -> None:
        """Have the link lead to a release, in one step."""
        temporary = self._new_link
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(f"{RELEASES}/{release.name}")
        # A power failure must not leave a link to files that are not on the disk.
        os.sync()
        temporary.replace(self.link)

    def unlink(self) -> None:
        """Remove the link: no release is current."""
        self.link.unlink()

    def delete(self, release: Release) -> None:
        """Delete a release, which must not be current."""
        gone = self.folder / f"{_DELETING}{release.name}"
        release.folder.rename(gone)
        shutil.rmtree(gone)

    def prune(self, keep: int, former: Release | None = None) -> list[Release]:
        """Delete all but the current release and the newest ones that were confirmed; return those that are gone.

        :param keep: how many stay, with the current one.
        :param former: one that stays as well.
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
        """Delete what was not whole when a run was killed, and what the link has never led to."""
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
    """Make a folder, if it is not there, that servers of another user can enter, whatever the umask."""
    if not folder.is_dir():
        folder.mkdir(parents=True)
        folder.chmod(0o755)


def _make_name(now: datetime, digest: str, others: list[str]) -> str:
    """Return the name of a new release, which is sorted behind all others, also when the clock was set back.

    >>> _make_name(datetime(2026, 1, 31, 12, tzinfo=UTC), "0a1b2c3d4e5f", [])
    '20260131-120000-0a1b2c3d'
    """
    if others:
        newest = datetime.strptime(max(others)[:15], _TIME_FORMAT).replace(tzinfo=UTC)
        now = max(now.astimezone(UTC), newest + timedelta(seconds=1))
    return f"{now.astimezone(UTC).strftime(_TIME_FORMAT)}-{digest[:8]}"
