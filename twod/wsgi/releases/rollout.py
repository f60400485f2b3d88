"""The steps of a release: unpack, check, switch and reload, then confirm the release or go back."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Protocol

from twod.wsgi.releases.bundle_archive import BundleArchive
from twod.wsgi.releases.readiness import Probe, wait_until_ready
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_store import Release, ReleaseStore

_PYTHON = f"{sys.version_info[0]}.{sys.version_info[1]}"


class SiteOnHost(Protocol):
    """The steps of a rollout that depend on the site and its servers."""

    def check(self, release: Release) -> None:
        """Check the configuration of a release.

        :raises ReleaseError: if the configuration has errors.
        """

    def prepare(self, release: Release) -> None:
        """Migrate the databases for a release, and check that the release can serve.

        :raises ReleaseError: if the databases cannot be migrated, or the release cannot serve.
        """

    def find_probes(self, release: Release) -> Sequence[Probe]:
        """Return the health probes of the servers.

        :raises ReleaseError: if no probe can be found.
        """

    def reload(self) -> bool:
        """Make the servers load the current release; return whether there are servers.

        :raises ReleaseError: if the servers cannot be reloaded.
        """


class Rollout:
    """A release or a rollback on a host.

    :param store: the releases of the host, already locked.
    :param site: the site on the host.
    :param seconds: how many seconds the servers have to become ready.
    :param tell: called with each line of progress.
    """

    def __init__(self, store: ReleaseStore, site: SiteOnHost, seconds: float, tell: Callable[[str], None]) -> None:
        self._store = store
        self._site = site
        self._seconds = seconds
        self._tell = tell

    def release(self, archive: BundleArchive, keep: int) -> Release:
        """Release an archive, and return the release.

        If an earlier run was interrupted after its switch, complete that release. If the release fails, the former one
        serves again.

        :param keep: how many releases to keep.
        :raises ReleaseError: if the release fails.
        """
        former = self._store.find_current()
        self._judge(archive, former)
        if former is not None and former.digest == archive.digest:
            self._complete(former)
            released = former
        else:
            released = self._unpack_and_switch(archive, former)
        # Keep the former release: its servers may still answer a last request, and this command may run from it.
        for gone in self._store.prune(keep, former):
            self._tell(f"deleted {gone.name}")
        return released

    def _judge(self, archive: BundleArchive, current: Release | None) -> None:
        """Reject a bundle for another version of Python, or of another site than the current release."""
        manifest = archive.manifest
        if manifest.python != _PYTHON:
            unpacked = f"tar xf {archive.path} -C DIRECTORY; DIRECTORY/bin/twod release …"
            message = f"{archive.path} needs Python {manifest.python}, but this command runs on Python {_PYTHON}"
            raise ReleaseError(f"{message}: run the bundle's own command ({unpacked})")
        if current is not None:
            there = current.read_manifest()
            if (there.project, there.part) != (manifest.project, manifest.part):
                message = f"{archive.path} is a bundle of {manifest.project} ({manifest.part})"
                raise ReleaseError(f"{message}, but {self._store.root} has {there.project} ({there.part})")

    def _complete(self, current: Release) -> None:
        """Confirm a release that is current already."""
        self._tell(f"{current.name} is already current")
        if current.is_confirmed:
            return
        self._site.find_probes(current)
        try:
            self._reload_and_wait(current)
        except BaseException as error:
            self._take_back(current, self._find_former(current), error)
            raise
        self._store.mark(current, is_confirmed=True)

    def _unpack_and_switch(self, archive: BundleArchive, current: Release | None) -> Release:
        new = self._store.unpack(archive, datetime.now(UTC))
        self._tell(f"unpacked {new.name}")
        try:
            self._site.check(new)
            # Raises an error while the former release still serves, since the inis may lack a probe.
            self._site.find_probes(new)
            self._site.prepare(new)
            self._tell("checked and migrated")
            self._store.record(new, archive.path.name, archive.digest, is_confirmed=False)
        except BaseException:
            self._store.delete(new)
            raise
        former = self._find_former(new, current)
        try:
            self._store.switch(new)
            self._tell(f"switched to {new.name}")
            self._reload_and_wait(new)
        except BaseException as error:
            self._take_back(new, former, error)
            raise
        self._store.mark(new, is_confirmed=True)
        return new

    def _find_former(self, new: Release, current: Release | None = None) -> Release | None:
        """Return the release to go back to: the current one, unless only an older one was confirmed."""
        confirmed = [one for one in self._store.list_releases() if one.is_confirmed and one.name < new.name]
        if current is not None and (current.is_confirmed or not confirmed):
            return current
        return confirmed[-1] if confirmed else None

    def _reload_and_wait(self, release: Release) -> None:
        if not self._site.reload():
            self._tell("no server was reloaded")
            return
        probes = self._site.find_probes(release)
        if probes:
            self._tell("reloaded; waiting until the servers are ready")
            wait_until_ready(probes, release.name, self._seconds)

    def _take_back(self, new: Release, former: Release | None, error: BaseException) -> None:
        """Point the link to the former release again, and reload the servers.

        :raises ReleaseError: with the reason and the outcome, if the release failed with a ``ReleaseError``.
        """
        if former is None:
            self._store.unlink()
            outcome = "there is no former release to go back to, so no release is current now"
        else:
            self._tell(f"{error or type(error).__name__}; going back to {former.name}")
            self._store.switch(former)
            try:
                self._reload_and_wait(former)
                outcome = f"{former.name} serves again"
            except ReleaseError as second:
                outcome = f"{former.name} is current again, but {second}"
        if isinstance(error, ReleaseError):
            raise ReleaseError(f"{new.name} failed: {error}; {outcome}") from None

    def roll_back(self, name: str | None) -> Release:
        """Go back to an older release, or to a named one, and return it.

        :param name: the release; None for the newest confirmed one that is older than the current one.
        :raises ReleaseError: if there is no such release, its configuration has errors, or the servers do not become
            ready.
        """
        current = self._store.find_current()
        if name is not None:
            target: Release | None = self._store.get(name)
        else:
            older = [one for one in self._store.list_releases() if current is None or one.name < current.name]
            target = next((one for one in reversed(older) if one.is_confirmed), None)
        if target is None:
            raise ReleaseError(f"{self._store.root} has no older release that has served; 'twod releases' lists all")
        self._site.check(target)
        self._site.find_probes(target)
        self._store.switch(target)
        self._tell(f"switched to {target.name}")
        try:
            self._reload_and_wait(target)
        except ReleaseError as error:
            raise ReleaseError(f"{target.name} is current, but {error}") from None
        self._store.mark(target, is_confirmed=True)
        if current is not None and target.name < current.name:
            # A later rollback must not choose the release that this one leaves.
            self._store.mark(current, is_confirmed=False)
        return target
