"""The script of a bundle's part gathers the files and packs them."""

from __future__ import annotations

import hashlib
import tarfile
from pathlib import Path

import pytest

from kit.sites import write_file
from twod.inifile.bundle_manifest import read_manifest
from twod.recipe.engines.bundle.bundle_command import gather, make_bundle, run_bundle_command
from twod.recipe.engines.bundle.bundle_contents import BundleContents, BundledPath

from .test_bundle_contents import make_contents


@pytest.fixture
def contents(tmp_path: Path) -> BundleContents:
    """A bundle of one egg and a script."""
    write_file(tmp_path / "eggs/x.egg/x.py", "print('x')\n")
    write_file(tmp_path / "eggs/x.egg/broken.py", "print 'of Python 2'\n")
    write_file(tmp_path / "tree/bin/twod", "#!/bin/sh\n").chmod(0o755)
    paths = (BundledPath(f"{tmp_path}/eggs/x.egg", "eggs/x.egg"), BundledPath(f"{tmp_path}/tree", ""))
    return make_contents(archive=str(tmp_path / "dist/shop.tar.gz"), paths=paths, projects=())


def test_the_manifest_has_every_file_and_its_hash(contents: BundleContents, tmp_path: Path) -> None:
    gather(contents, tmp_path / "made")
    manifest = read_manifest((tmp_path / "made/manifest.json").read_bytes())
    assert sorted(manifest.files) == ["bin/twod", "eggs/x.egg/broken.py", "eggs/x.egg/x.py"]
    assert manifest.files["bin/twod"] == hashlib.sha256(b"#!/bin/sh\n").hexdigest()
    assert (manifest.project, manifest.part, manifest.var) == ("shop", "twod", ("var/twod",))
    assert manifest.environments == {"prod": "parts/twod/prod.ini"}


def test_compiled_modules_do_not_tell_where_they_were_made(contents: BundleContents, tmp_path: Path) -> None:
    contents = contents._replace(has_bytecode=True)
    made = []
    for name in ("one", "another"):
        gather(contents, tmp_path / name)
        (compiled,) = (tmp_path / name).rglob("*.pyc")
        made.append(compiled.read_bytes())
    assert made[0] == made[1]
    assert b"eggs/x.egg/x.py" in made[0]
    assert str(tmp_path).encode() not in made[0]


def test_two_runs_make_the_same_archive_and_leave_nothing_else(
    contents: BundleContents, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(tmp_path / "dist/.twod-bundle-of-a-killed-run/x", "")
    target = make_bundle(contents)
    first = target.read_bytes()
    assert run_bundle_command(contents._asdict(), []) == 0
    assert target.read_bytes() == first
    assert capsys.readouterr().out == f"{target}: 0.0 MiB, sha256 {hashlib.sha256(first).hexdigest()}\n"
    assert [path.name for path in (tmp_path / "dist").iterdir()] == ["shop.tar.gz"]
    with tarfile.open(target) as archive:
        assert archive.getnames()[:2] == ["bin", "bin/twod"]


def test_what_cannot_be_bundled_is_told_in_one_line(
    contents: BundleContents, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["bin/bundle"])
    missing = contents._replace(paths=(BundledPath("/no/egg", "eggs/egg"),))
    assert run_bundle_command(missing._asdict(), []) == 1
    assert capsys.readouterr().err == "bundle: [Errno 2] No such file or directory: '/no/egg'\n"
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "now")
    assert run_bundle_command(contents._asdict(), []) == 1
    assert capsys.readouterr().err.startswith("bundle: SOURCE_DATE_EPOCH: expected seconds since 1970")
