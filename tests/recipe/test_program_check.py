"""Checks of files by the program that is going to read them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twod.recipe.engines.program_check import (
    find_daemon,
    move_node,
    name_daemon,
    run_check,
    run_program,
    temporary_folder,
)


def test_a_program_is_found_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "no-such-daemon"
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_daemon("no-such-daemon") is None
    assert name_daemon("no-such-daemon") == "/usr/sbin/no-such-daemon"
    program.write_text("#!/bin/sh\n", encoding="utf-8")
    program.chmod(0o755)
    assert find_daemon("no-such-daemon") == name_daemon("no-such-daemon") == str(program)


def test_what_a_program_prints_is_told_when_it_fails() -> None:
    shell = shutil.which("sh") or ""
    assert run_check([shell, "-c", "echo fine"]) is None
    assert run_check([shell, "-c", "echo wrong >&2; exit 1"]) == "wrong"
    assert run_check([shell, "-c", "exit 3"]) == "exit status 3"
    assert run_program([shell, "-c", "exec sleep 60"], 0.01) == (1, f"{shell} took more than 0.01 seconds")


def test_a_folder_is_gone_behind_the_block() -> None:
    with temporary_folder() as folder:
        (folder / "file").touch()
        assert " " not in str(folder)
    assert not folder.exists()


def test_a_node_is_one_of_this_machine_for_a_check() -> None:
    assert move_node("web1.internal:8080") == "127.0.0.1:8080"
    assert move_node("[fd00::1]:8080") == "127.0.0.1:8080"
    assert move_node("unix:/run/x.sock") == "unix:/run/x.sock"
