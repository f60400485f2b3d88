"""``bin/lock``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.indexes import FolderIndex, serving_index
from kit.small_wheels import write_wheel
from twod.recipe.lock.lock_command import run_lock_command

CONFIGURATION = """\
[buildout]
develop = src
index = {url}

[versions]
One = 1.0
two = 1.0
site = 3

[versions:python_version < "3.12"]
two = 0.9
"""


@pytest.fixture
def index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FolderIndex]:
    """An index with what a buildout in the current directory pins."""
    folder = tmp_path / "index"
    for name, version in (("one", "1.0"), ("two", "1.0"), ("two", "0.9")):
        write_wheel(folder, name, version)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "pyproject.toml").write_text('[project]\nname = "site"\n', encoding="utf-8")
    with serving_index(folder, user="ann:s3cret") as index:
        (tmp_path / "buildout.cfg").write_text(CONFIGURATION.format(url=index.url), encoding="utf-8")
        yield index


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return what the command prints; what it exits with when it fails."""
    try:
        run_lock_command(arguments)
    except SystemExit as end:
        return str(end.code)
    return capsys.readouterr().out


def test_the_pins_become_a_lock_and_the_lock_pins(index: FolderIndex, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "write") == "pylock.toml is written: 3 pins, 3 files.\n"
    text = Path("pylock.toml").read_text(encoding="utf-8")
    assert "s3cret" not in text
    assert run(capsys, "check") == "pylock.toml agrees with buildout.cfg.\n"
    assert run(capsys, "versions") == (
        '[versions]\none = 1.0\n\n[versions:python_version < "3.12"]\ntwo = 0.9\n\n'
        '[versions:python_version >= "3.12"]\ntwo = 1.0\n'
    )
    assert run(capsys, "write") == "pylock.toml has not changed: 3 pins, 3 files.\n"
    assert Path("pylock.toml").read_text(encoding="utf-8") == text


def test_another_pin_is_told_by_the_check(index: FolderIndex, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "write")
    cfg = Path("buildout.cfg")
    cfg.write_text(cfg.read_text(encoding="utf-8").replace("One = 1.0", "One = 1.1"), encoding="utf-8")
    assert "One is pinned to 1.1 and locked to 1.0" in run(capsys, "check")
    message = run(capsys, "write")
    assert message == (
        "lock: [versions] One: the index has no One 1.1; correct the version, "
        "name its checkout in develop, or set index of [buildout] (buildout.cfg)"
    )
    assert "1.1" not in Path("pylock.toml").read_text(encoding="utf-8")


def test_an_index_without_hashes_cannot_be_locked(index: FolderIndex, capsys: pytest.CaptureFixture[str]) -> None:
    index.hashes = False
    assert "the index has no SHA-256 of one-1.0-py3-none-any.whl" in run(capsys, "write")
    assert not Path("pylock.toml").exists()


@pytest.mark.parametrize("locked", [True, False])
def test_a_wheelhouse_is_filled_from_the_lock_or_the_pins(
    index: FolderIndex, capsys: pytest.CaptureFixture[str], locked: bool
) -> None:
    if locked:
        run(capsys, "write")
    assert "wheelhouse has 2 files, 0 MB; 2 of them are new." in run(capsys, "wheelhouse", "--python", "3.12")
    assert sorted(path.name for path in Path("wheelhouse").iterdir()) == [
        "one-1.0-py3-none-any.whl",
        "two-1.0-py3-none-any.whl",
    ]
    assert "other has 3 files, 0 MB; 3 of them are new." in run(capsys, "wheelhouse", "other", "--all")


def test_a_wheelhouse_for_all_has_the_files_for_other_systems_and_pythons(
    index: FolderIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "write")
    lock = Path("pylock.toml")
    text = lock.read_text(encoding="utf-8").replace(
        'name = "one"\n', 'name = "one"\nmarker = "sys_platform == \'win32\'"\n'
    )
    # No Python that runs this: the files are for other machines.
    lock.write_text(text.replace("[[packages]]", 'requires-python = "<3.4"\n\n[[packages]]', 1), encoding="utf-8")
    assert "the lock is for Python <3.4, not for 3.29.99" in run(capsys, "wheelhouse", "--python", "3.29")
    assert "other has 3 files" in run(capsys, "wheelhouse", "other", "--all")
    assert (Path("other") / "one-1.0-py3-none-any.whl").exists()


def test_a_wheelhouse_is_not_filled_without_the_lock_that_is_configured(
    index: FolderIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    cfg = Path("buildout.cfg")
    cfg.write_text(
        cfg.read_text(encoding="utf-8").replace("[buildout]", "[buildout]\nlock = pylock.toml"), encoding="utf-8"
    )
    assert "the lock does not exist; write it with bin/lock write" in run(capsys, "wheelhouse")
    assert not Path("wheelhouse").exists()


def test_a_directory_in_place_of_the_lock_is_told(index: FolderIndex, capsys: pytest.CaptureFixture[str]) -> None:
    Path("pylock.toml").mkdir()
    assert run(capsys, "write").startswith("lock: the lock cannot be written: it is not a regular file; move it away")


@pytest.mark.parametrize("cert", ["none.pem", "buildout.cfg"])
def test_certificates_that_cannot_be_read_are_told(
    index: FolderIndex, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, cert: str
) -> None:
    monkeypatch.setenv("PIP_CERT", cert)
    message = run(capsys, "write")
    assert message.startswith(f"lock: pip's option cert: {cert} has no certificates: ")
    assert message.endswith("; correct PIP_CERT or pip.conf")


def test_what_buildout_itself_needs_is_named_when_it_is_not_pinned(
    index: FolderIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    run_lock_command(["wheelhouse"])
    told = capsys.readouterr().err
    assert told.startswith("Missing, since no version is pinned: ")
    assert " zc.buildout; bin/buildout's environment" in told


def test_a_wrong_python_is_refused(index: FolderIndex, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "wheelhouse", "--python", "312") == "lock: --python: expected 3.N, such as 3.12, got '312'"


def test_a_missing_configuration_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(capsys, "check") == "lock: cannot be read: No such file or directory (buildout.cfg)"
    assert run(capsys, "-c", "other.cfg", "write").endswith("(other.cfg)")


def test_the_index_is_that_of_buildout_or_pips(
    index: FolderIndex, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    cfg = Path("buildout.cfg")
    cfg.write_text(cfg.read_text(encoding="utf-8").replace(f"index = {index.url}\n", ""), encoding="utf-8")
    monkeypatch.setenv("PIP_INDEX_URL", index.url)
    assert run(capsys, "write") == "pylock.toml is written: 3 pins, 3 files.\n"
    assert json.dumps(index.asked).count("/simple/two/") == 2
