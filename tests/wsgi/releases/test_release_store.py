"""The folder of the releases: named when they are whole, switched in one step, deleted when nobody needs them."""

from __future__ import annotations

import resource
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.bundles import make_bundle
from twod.wsgi.releases.bundle_archive import BundleArchive, open_archive
from twod.wsgi.releases.release_error import ReleaseError
from twod.wsgi.releases.release_store import RECORD_NAME, Release, ReleaseStore, _make_name

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> ReleaseStore:
    store = ReleaseStore(tmp_path / "shop")
    store.folder.mkdir(parents=True)
    return store


@pytest.fixture
def archive(tmp_path: Path) -> BundleArchive:
    return open_archive(make_bundle(tmp_path / "shop.tar.gz", {"bin/twod": b""}))


def add(store: ReleaseStore, archive: BundleArchive, *, is_confirmed: bool = True) -> Release:
    release = store.unpack(archive, NOON)
    store.record(release, "shop.tar.gz", archive.digest, is_confirmed=is_confirmed)
    return store.get(release.name)


def test_a_release_is_named_by_its_time_and_archive(store: ReleaseStore, archive: BundleArchive) -> None:
    release = store.unpack(archive, NOON)
    assert release.name == f"20260131-120000-{archive.digest[:8]}"
    assert (release.archive, release.digest, release.is_confirmed) == ("", "", False)
    store.record(release, "shop.tar.gz", archive.digest, is_confirmed=False)
    store.mark(release, is_confirmed=True)
    [found] = store.list_releases()
    assert found == (release.name, release.folder, "shop.tar.gz", archive.digest, True)
    assert found.read_manifest().project == "shop"


@given(st.lists(st.integers(0, 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)), min_size=1))
def test_a_later_release_is_sorted_behind_also_when_the_clock_is_set_back(times: list[datetime]) -> None:
    names: list[str] = []
    for time in times:
        names.append(_make_name(time, "0a1b2c3d4e", names))
    assert names == sorted(set(names))


def test_what_outlives_a_release_is_a_link_to_one_place(store: ReleaseStore, archive: BundleArchive) -> None:
    first, second = store.unpack(archive, NOON), store.unpack(archive, NOON)
    (first.folder / "var" / "twod" / "db").write_text("data")
    assert (second.folder / "var" / "twod" / "db").read_text() == "data"
    assert (store.root / "shared" / "var" / "twod" / "db").read_text() == "data"
    assert not (first.folder / "var" / "twod").readlink().is_absolute()


def test_files_in_the_place_of_what_outlives_a_release_are_refused(tmp_path: Path, store: ReleaseStore) -> None:
    archive = open_archive(make_bundle(tmp_path / "x.tar.gz", {"var/twod/db": b""}))
    with pytest.raises(ReleaseError, match=r"cannot unpack .*Directory not empty"):
        store.unpack(archive, NOON)
    assert [*store.folder.iterdir()] == []


def test_nothing_is_left_of_a_release_that_a_disk_does_not_take(store: ReleaseStore, tmp_path: Path) -> None:
    archive = open_archive(make_bundle(tmp_path / "x.tar.gz", {"a": b"", "b": bytes(100_000)}))
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, limits[1]))
    try:
        with pytest.raises(ReleaseError, match=r"cannot unpack .*x\.tar\.gz into .*File too large"):
            store.unpack(archive, NOON)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert [*store.folder.iterdir()] == []


def test_the_link_leads_to_one_release_and_then_to_another(store: ReleaseStore, archive: BundleArchive) -> None:
    assert store.find_current() is None
    first, second = add(store, archive), add(store, archive)
    (store.root / ".current.new").symlink_to("left by a run that was killed")
    store.switch(first)
    assert store.find_current() == first
    store.switch(second)
    assert store.find_current() == second
    assert str(store.link.readlink()) == f"releases/{second.name}"
    store.unlink()
    assert store.find_current() is None


@pytest.mark.parametrize("kind", ["folder", "elsewhere", "nowhere"])
def test_a_link_that_is_none_is_left_alone(store: ReleaseStore, kind: str) -> None:
    if kind == "folder":
        store.link.mkdir()
    else:
        store.link.symlink_to("/" if kind == "elsewhere" else "releases/gone")
    with pytest.raises(ReleaseError, match=r"is not a link to a folder in .*; move it away"):
        store.find_current()


def test_one_run_at_a_time(store: ReleaseStore) -> None:
    busy = pytest.raises(ReleaseError, match="another release or rollback runs in")
    with store.locked(), busy, ReleaseStore(store.root).locked():
        pass
    with store.locked():
        pass
    assert [*store.folder.iterdir()] == []


def test_a_run_removes_what_a_killed_one_has_left(store: ReleaseStore, archive: BundleArchive) -> None:
    never_current = store.unpack(archive, NOON)
    failed = add(store, archive, is_confirmed=False)
    for name in (".unpacking-x", ".deleting-x"):
        (store.folder / name / "deep").mkdir(parents=True)
    (store.folder / "notes of the operator").mkdir()
    with store.locked():
        # The servers of the last one may still run, if they could not be reloaded.
        assert [release.name for release in store.list_releases()] == [failed.name]
    assert not never_current.folder.exists()
    assert sorted(path.name for path in store.folder.iterdir()) == [failed.name, "notes of the operator"]


@given(st.lists(st.booleans(), min_size=1, max_size=8), st.integers(2, 9), st.data())
def test_the_newest_confirmed_ones_and_the_current_one_stay(
    confirmed: list[bool], keep: int, data: st.DataObject
) -> None:
    current = data.draw(st.sampled_from(range(len(confirmed))))

    class Listed(ReleaseStore):
        deleted: list[str] = []

        def list_releases(self) -> list[Release]:
            return [Release(f"{number}", self.folder, "", "", one) for number, one in enumerate(confirmed)]

        def find_current(self) -> Release | None:
            return self.list_releases()[current]

        def delete(self, release: Release) -> None:
            self.deleted.append(release.name)

    store = Listed(Path("/nowhere"))
    store.deleted = []
    gone = {release.name for release in store.prune(keep)}
    assert gone == set(store.deleted)
    stay = [number for number in range(len(confirmed)) if f"{number}" not in gone]
    assert current in stay
    others = [number for number, one in enumerate(confirmed) if one and number != current]
    assert [number for number in stay if number != current] == others[-(keep - 1) :]


def test_a_name_that_is_none_is_answered_with_those_that_are(store: ReleaseStore, archive: BundleArchive) -> None:
    with pytest.raises(ReleaseError, match=r"there is no release 'x' in .*; the folder is empty"):
        store.get("x")
    release = add(store, archive)
    with pytest.raises(ReleaseError, match=f"; the folder has {release.name}"):
        store.get("x")


def test_a_record_that_cannot_be_read_is_named(store: ReleaseStore, archive: BundleArchive) -> None:
    release = add(store, archive)
    (release.folder / RECORD_NAME).write_text("[]")
    with pytest.raises(ReleaseError, match=r"cannot read .*/\.release\.json"):
        store.list_releases()
    (release.folder / "manifest.json").write_text("{")
    with pytest.raises(ReleaseError, match=f"release {release.name}: manifest.json is not JSON"):
        release.read_manifest()
