"""An archive is looked through before anything of it is written, and compared with its manifest afterwards."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kit.bundles import make_bundle, make_manifest
from twod.wsgi.releases.bundle_archive import open_archive, verify_files
from twod.wsgi.releases.release_error import ReleaseError

FILES = {"bin/twod": b"#!/bin/sh\n", "parts/twod/prod.ini": b"[app:main]\n"}


def add(path: Path, member: tarfile.TarInfo, content: bytes = b"") -> None:
    """Add a member to a bundle's archive."""
    with tarfile.open(path) as old:
        members = [(one, old.extractfile(one)) for one in old]
        contents = [(one, file.read() if file else b"") for one, file in members]
    member.size = len(content)
    with tarfile.open(path, "w:gz") as archive:
        for one, text in [*contents, (member, content)]:
            archive.addfile(one, io.BytesIO(text))


def make_member(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def test_a_bundle_is_unpacked_with_its_modes(tmp_path: Path) -> None:
    archive = open_archive(make_bundle(tmp_path / "shop.tar.gz", FILES))
    assert archive.digest == hashlib.sha256((tmp_path / "shop.tar.gz").read_bytes()).hexdigest()
    archive.unpack(tmp_path / "new")
    assert (tmp_path / "new" / "parts" / "twod" / "prod.ini").read_bytes() == b"[app:main]\n"
    assert (tmp_path / "new" / "bin" / "twod").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o755


def test_the_umask_of_the_run_keeps_no_other_user_from_the_files(tmp_path: Path) -> None:
    archive = open_archive(make_bundle(tmp_path / "shop.tar.gz", FILES))
    before = os.umask(0o077)
    try:
        archive.unpack(tmp_path / "new")
    finally:
        os.umask(before)
    new = tmp_path / "new"
    assert {path.stat().st_mode & 0o777 for path in (new, *new.rglob("*"))} == {0o755, 0o644}


def test_an_archive_is_unpacked_by_a_python_without_filters_of_tarfile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def extract_all(archive: tarfile.TarFile, path: Path, members: Iterable[tarfile.TarInfo]) -> None:
        """What Python 3.11.2 of Debian 12 has."""
        for member in members:
            archive.extract(member, path)

    archive = open_archive(make_bundle(tmp_path / "shop.tar.gz", FILES))
    monkeypatch.setattr(tarfile.TarFile, "extractall", extract_all)
    archive.unpack(tmp_path / "new")


def test_an_archive_that_was_replaced_meanwhile_is_looked_through_again(tmp_path: Path) -> None:
    archive = open_archive(make_bundle(tmp_path / "shop.tar.gz", FILES))
    add(archive.path, make_member("link", tarfile.SYMTYPE, "/etc"))
    with pytest.raises(ReleaseError, match="'link' is neither a file nor a folder"):
        archive.unpack(tmp_path / "new")
    assert not (tmp_path / "new" / "link").is_symlink()


@pytest.mark.parametrize(
    ("member", "message"),
    [
        (make_member("../evil"), "would be unpacked outside the release"),
        (make_member("/etc/evil"), "would be unpacked outside the release"),
        (make_member("a/../../evil"), "would be unpacked outside the release"),
        (make_member("link", tarfile.SYMTYPE, "/etc"), "is neither a file nor a folder"),
        (make_member("hard", tarfile.LNKTYPE, "bin/twod"), "is neither a file nor a folder"),
        (make_member("device", tarfile.CHRTYPE), "is neither a file nor a folder"),
        (make_member("bin/twod"), "occurs twice"),
    ],
)
def test_what_a_bundle_never_has_is_refused_before_anything_is_written(
    tmp_path: Path, member: tarfile.TarInfo, message: str
) -> None:
    path = make_bundle(tmp_path / "shop.tar.gz", FILES)
    add(path, member)
    with pytest.raises(ReleaseError) as caught:
        open_archive(path)
    assert str(caught.value) == f"{path}: {member.name!r} {message}"


@given(st.lists(st.sampled_from(["..", ".", "a", "bin", "", "/", "evil"]), min_size=1, max_size=5).map("/".join))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_name_leads_out(tmp_path: Path, name: str) -> None:
    path = make_bundle(tmp_path / "shop.tar.gz", FILES)
    add(path, make_member(name), b"evil")
    target = tmp_path / "inner" / "new"
    shutil.rmtree(tmp_path / "inner", ignore_errors=True)
    target.parent.mkdir()
    with pytest.raises(ReleaseError):
        open_archive(path).unpack(target)
    assert [*target.parent.iterdir()] in ([], [target])
    assert not (tmp_path / "evil").exists()


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (FILES | {"eggs/x.py": b"evil"}, "not in the manifest: eggs/x.py"),
        ({"bin/twod": FILES["bin/twod"]}, "missing: parts/twod/prod.ini"),
        (FILES | {"bin/twod": b"evil"}, "changed: bin/twod"),
        (
            {f"eggs/{number}": b"" for number in range(5)},
            "missing: bin/twod, parts/twod/prod.ini; not in the manifest: eggs/0, eggs/1, eggs/2 and 2 more",
        ),
    ],
)
def test_files_that_are_not_those_of_the_manifest_are_named(
    tmp_path: Path, files: dict[str, bytes], message: str
) -> None:
    path = make_bundle(tmp_path / "shop.tar.gz", files, make_manifest(FILES))
    with pytest.raises(ReleaseError) as caught:
        open_archive(path).unpack(tmp_path / "new")
    assert str(caught.value) == f"the files differ from manifest.json; {message}"


def test_a_link_among_the_files_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc")
    with pytest.raises(ReleaseError, match="not in the manifest: link"):
        verify_files(tmp_path, make_manifest({}))


@given(st.floats(0, 1, exclude_max=True))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_an_archive_that_is_not_whole_is_one_message_or_misses_nothing(tmp_path: Path, part: float) -> None:
    whole = make_bundle(tmp_path / "whole.tar.gz", FILES).read_bytes()
    path, target = tmp_path / "shop.tar.gz", tmp_path / "new"
    path.write_bytes(whole[: int(part * len(whole))])
    shutil.rmtree(target, ignore_errors=True)
    try:
        open_archive(path).unpack(target)
    except ReleaseError:
        return
    verify_files(target, make_manifest(FILES))


def test_another_archive_than_the_one_that_is_meant_is_refused(tmp_path: Path) -> None:
    path = make_bundle(tmp_path / "shop.tar.gz", FILES)
    digest = open_archive(path).digest
    assert open_archive(path, digest.upper()).digest == digest
    with pytest.raises(ReleaseError) as caught:
        open_archive(path, "0" * 64)
    assert str(caught.value) == f"{path}: expected the SHA-256 {'0' * 64}, got {digest}; copy the archive again"


def test_what_is_no_bundle_is_said(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    with pytest.raises(ReleaseError, match=r"cannot read .*: No such file"):
        open_archive(path)
    path.write_text("no archive")
    with pytest.raises(ReleaseError, match="is not an archive or is incomplete"):
        open_archive(path)
    with tarfile.open(path, "w") as archive:
        archive.addfile(tarfile.TarInfo("x"))
    with pytest.raises(ReleaseError, match=r"is not a bundle: it has no manifest\.json at its top"):
        open_archive(path)


def test_a_disk_without_enough_room_is_said_before_it_is_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = open_archive(make_bundle(tmp_path / "shop.tar.gz", FILES | {"eggs/x": bytes(3_000_000)}))
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1_000_000))
    with pytest.raises(
        ReleaseError, match=r"needs 3 MB, but .* has only 1 MB free; delete old releases with a smaller --keep"
    ):
        archive.unpack(tmp_path / "new")
    assert not (tmp_path / "new").exists()
