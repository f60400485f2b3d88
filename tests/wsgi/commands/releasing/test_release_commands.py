"""``twod release``, ``twod releases`` and ``twod rollback``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from kit.bundles import make_bundle
from twod.wsgi.commands.command_line import run_command_line

TWOD = b"#!/bin/sh\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "shop"


def make(root: Path, letter: str) -> Path:
    files = {"bin/twod": TWOD, "letter": letter.encode(), "parts/twod/prod.ini": b"[app:main]\nuse = egg:twod.wsgi\n"}
    return make_bundle(root.parent / f"{letter}.tar.gz", files)


def release(root: Path, letter: str, *options: str) -> int:
    return run_command_line(["release", str(make(root, letter)), "--to", str(root), "--no-reload", *options])


def test_a_release_is_listed_and_gone_back_from(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert (release(root, "a"), release(root, "b")) == (0, 0)
    printed = capsys.readouterr()
    names = [line.partition(" ")[0] for line in printed.out.splitlines()]
    assert printed.out.splitlines() == [f"{name} is released." for name in names]
    assert f"twod release: switched to {names[0]}" in printed.err
    assert run_command_line(["releases", "--to", str(root)]) == 0
    assert capsys.readouterr().out == f"{names[1]}  current      b.tar.gz\n{names[0]}  released     a.tar.gz\n"
    assert run_command_line(["rollback", "--to", str(root), "--no-reload"]) == 0
    assert capsys.readouterr().out == f"{names[0]} is current.\n"
    assert (root / "current" / "letter").read_text() == "a"
    assert run_command_line(["rollback", names[1], "--to", str(root), "--no-reload"]) == 0
    assert (root / "current" / "letter").read_text() == "b"


def test_the_list_is_there_for_programs(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["releases", "--to", str(root)]) == 0
    assert capsys.readouterr().out == f"There is no release in {root}/releases.\n"
    release(root, "a")
    capsys.readouterr()
    run_command_line(["releases", "--to", str(root), "--json"])
    [row] = json.loads(capsys.readouterr().out)
    assert (row["state"], row["archive"]) == ("current", "a.tar.gz")


def test_a_command_of_a_release_knows_where_it_is(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    release(root, "a")
    capsys.readouterr()
    monkeypatch.setattr(sys, "argv", [str(root / "current" / "bin" / "twod")])
    assert run_command_line(["releases"]) == 0
    assert "current" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message", "status"),
    [
        (["release"], "twod release: no archive given (twod release ARCHIVE --to DIRECTORY)", 2),
        (["release", "a", "b", "--to", "x"], "twod release: expected one archive, got 'b' too", 2),
        (["rollback", "a", "b", "--to", "x"], "twod rollback: expected one release, got 'b' too", 2),
        (["releases"], "twod releases: no folder of releases given; name it: twod releases --to /srv/shop", 2),
        (
            ["release", "gone.tar.gz", "--to", "ROOT"],
            "twod release: cannot read gone.tar.gz: No such file",
            1,
        ),
        (["release", "x", "--to", "ROOT", "--keep", "1"], "twod release: --keep: expected 2 or more, ", 1),
        (
            ["rollback", "--to", "ROOT"],
            "twod rollback: ROOT has no older release that has served; 'twod releases' lists all",
            1,
        ),
    ],
)
def test_what_is_wrong_is_one_message(
    root: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str, status: int
) -> None:
    assert run_command_line([word.replace("ROOT", str(root)) for word in words]) == status
    assert capsys.readouterr().err.startswith(message.replace("ROOT", str(root)))


def test_without_a_way_to_reload_nothing_is_switched(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["release", str(make(root, "a")), "--to", str(root)]) == 1
    assert "no way to reload the servers is given" in capsys.readouterr().err
    assert [*(root / "releases").iterdir()] == []
    assert not (root / "current").exists()


def test_an_archive_that_is_not_there_creates_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["release", "gone.tar.gz", "--to", str(tmp_path / "shop")]) == 1
    assert "cannot read gone.tar.gz" in capsys.readouterr().err
    assert not (tmp_path / "shop").exists()
