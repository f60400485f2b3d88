"""The files of secret keys, while servers may read them."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kit.users import NEEDS_ROOT
from twod.inifile.problems import Report
from twod.inifile.reading import IniOption
from twod.inifile.references import References
from twod.inifile.seals import unseal
from twod.wsgi.commands.rotation.key_files import KeyFiles
from twod.wsgi.commands.rotation.key_ring import KeyRing, generate_key


@pytest.fixture
def files(tmp_path: Path) -> KeyFiles:
    (tmp_path / "key").write_text("first\n")
    (tmp_path / "key").chmod(0o600)
    return KeyFiles(tmp_path / "key", tmp_path / "key.fallbacks")


def list_facts(files: KeyFiles) -> dict[str, tuple[int, int, int]]:
    """Return mode, owner and group of each file in the directory."""
    found = {path.name: path.stat() for path in files.key.parent.iterdir()}
    return {name: (stat.S_IMODE(each.st_mode), each.st_uid, each.st_gid) for name, each in found.items()}


def test_a_rotation_is_read_as_it_was_meant(files: KeyFiles) -> None:
    old, new = files.change(lambda ring: ring.prepare("second"))
    assert (old, new) == (KeyRing("first"), KeyRing("first", (), "second"))
    assert files.read() == new
    files.change(lambda ring: ring.rotate("third"))
    assert files.read() == KeyRing("second", ("first",))
    assert not files.prepared.exists()
    files.change(lambda ring: ring.keep(0))
    assert files.read() == KeyRing("second")
    assert files.fallbacks.read_text() == ""


@pytest.mark.parametrize("text", ["a b, c", '"quoted"', "[x", " outside ", "two\nlines\n", "\n", "ключ", "a\rb"])
def test_a_key_stays_what_the_ini_has_made_of_its_file(files: KeyFiles, text: str) -> None:
    files.key.write_bytes(f"{text}\n".encode())
    option = IniOption("SECRET_KEY", f"${{file:{files.key}}}", str(files.key), 1, "app:main")
    given = References({}, {}).expand(option, Report()).text
    files.change(lambda ring: ring.rotate("second"))
    assert unseal(str(given)) == text
    assert files.read().former == (text,)


def test_all_files_are_for_those_whom_the_key_is_for_and_the_next_key_for_nobody_else(files: KeyFiles) -> None:
    files.key.chmod(0o640)
    files.change(lambda ring: ring.rotate("second").prepare("third"))
    own = (os.geteuid(), files.key.stat().st_gid)
    assert list_facts(files) == {
        "key": (0o640, *own),
        "key.fallbacks": (0o640, *own),
        "key.next": (0o600, *own),
    }


@NEEDS_ROOT
def test_root_gives_the_files_to_the_owner_and_group_of_the_key(files: KeyFiles) -> None:
    os.chown(files.key, 60001, 60002)
    files.change(lambda ring: ring.rotate("second"))
    assert list_facts(files) == {"key": (0o600, 60001, 60002), "key.fallbacks": (0o600, 60001, 60002)}


@pytest.mark.parametrize("change", ["prepare", "rotate"])
def test_what_a_killed_rotation_left_is_taken_up_and_no_key_is_lost(files: KeyFiles, change: str) -> None:
    files.change(lambda ring: ring.prepare("second"))
    # As after a kill behind the last file that servers read.
    files.fallbacks.write_text("first\nsecond\n")
    files.key.write_text("second\n")
    assert files.read() == KeyRing("second", ("first",))
    files.change(lambda ring: getattr(ring, change)("third"))
    assert {"first", "second", "third"} == {files.read().current, *files.read().fallbacks}
    assert files.prepared.exists() == (change == "prepare")


def test_a_file_that_cannot_be_read_stops_it_before_anything_is_written(files: KeyFiles) -> None:
    for path, text, message in (
        (files.fallbacks, '"open', r"key\.fallbacks: expected one key a line$"),
        (files.key, "", r"key is empty$"),
        (files.key, "\udcff", r"^cannot read .*key: not UTF-8 text$"),
    ):
        path.write_text(text, errors="surrogateescape")
        with pytest.raises(ValueError, match=message):
            files.change(lambda ring: ring.rotate("second"))
        assert path.read_text(errors="surrogateescape") == text
    files.key.unlink()
    with pytest.raises(ValueError, match=r"^cannot read .*key: no such file or directory$"):
        files.change(lambda ring: ring.rotate("second"))
    assert not files.key.exists()


def test_rotations_at_the_same_time_lose_no_key(files: KeyFiles) -> None:
    def rotate(_: int) -> None:
        files.change(lambda ring: ring.rotate(generate_key()))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(rotate, range(40)))
    ring = files.read()
    assert len({ring.current, *ring.former}) == 41
    assert ring.former[-1] == "first"
