"""What a block leaves in the process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

from twod.wsgi.config.surroundings.process_state import find_process_needs, restoring_process


def test_variables_search_path_and_the_named_package_are_as_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_OF_STATE", "before")
    monkeypatch.setenv("CHANGED_OF_STATE", "before")
    for package in ("state_of_site", "state_of_others"):
        (tmp_path / package).mkdir()
        (tmp_path / package / "settings.py").touch()
    path = sys.path[:]
    with restoring_process() as forget_package:
        os.environ |= {"CHANGED_OF_STATE": "after", "NEW_OF_STATE": "after"}
        sys.path.append(str(tmp_path))
        import_module("state_of_site.settings")
        import_module("state_of_others.settings")
        forget_package("state_of_site.settings")
    assert [os.environ.get(f"{name}_OF_STATE") for name in ("KEPT", "CHANGED", "NEW")] == ["before", "before", None]
    assert sys.path == path
    assert {name for name in sys.modules if name.startswith("state_of_")} == {
        "state_of_others",
        "state_of_others.settings",
    }


def test_a_module_that_was_there_before_stays() -> None:
    with restoring_process() as forget_package:
        forget_package("twod.wsgi.config")
    assert "twod.wsgi.config" in sys.modules


def test_inis_need_the_same_if_variables_and_modules_are_the_same(write: Callable[[str, str], Path]) -> None:
    write("one.env", "SHOP_OF_STATE=1")
    write("same.env", "# the same\nSHOP_OF_STATE='1'")
    needs = {}
    for name, head in (
        ("plain", ""),
        ("one", "twod.environment_file = one.env"),
        ("same", "twod.environment_file = same.env"),
        ("path", "twod.pythonpath = src"),
    ):
        needs[name] = find_process_needs(
            str(write(f"{name}.ini", f"[DEFAULT]\n{head}\n[app:main]\nuse = egg:twod.wsgi\n"))
        )
    assert needs["one"] == needs["same"]
    assert [name for name in needs if needs[name] == needs["plain"]] == ["plain"]
    assert find_process_needs("nowhere.ini") is None
