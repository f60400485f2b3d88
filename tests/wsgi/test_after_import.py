"""A function is called once a module is imported, and the module is what it would have been."""

from __future__ import annotations

import importlib
import inspect
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

from twod.wsgi.after_import import call_after_import


@pytest.fixture
def name(write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The name of a module that is there and was not imported yet."""
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "imported_later", raising=False)
    write("imported_later.py", "def answer():\n    return 42\n")
    return "imported_later"


def test_it_is_called_when_the_module_has_run(name: str) -> None:
    seen: list[int] = []

    def call(module: ModuleType) -> None:
        seen.append(module.answer())

    finders = len(sys.meta_path)
    call_after_import(name, call)
    call_after_import(name, call)
    assert seen == []
    module = importlib.import_module(name)
    assert seen == [42]
    # Nothing of it stays.
    assert len(sys.meta_path) == finders
    assert type(module.__loader__).__name__ == "SourceFileLoader"
    assert inspect.getsource(module).startswith("def answer")


def test_to_look_for_the_module_is_not_to_import_it(name: str) -> None:
    seen: list[ModuleType] = []
    call_after_import(name, seen.append)
    assert find_spec(name) is not None
    assert seen == []
    module = importlib.import_module(name)
    assert seen == [module]


def test_a_second_import_counts_when_the_first_has_failed(name: str, tmp_path: Path) -> None:
    seen: list[ModuleType] = []
    call_after_import(name, seen.append)
    (tmp_path / "imported_later.py").write_text("import no_such_module_at_all")
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(name)
    (tmp_path / "imported_later.py").write_text("")
    assert seen == []
    module = importlib.import_module(name)
    assert seen == [module]


def test_several_may_wait_for_one_module(name: str) -> None:
    seen: list[str] = []
    for text in ("a", "b"):
        call_after_import(name, lambda module, text=text: seen.append(text))  # type: ignore[misc]
    importlib.import_module(name)
    assert sorted(seen) == ["a", "b"]


def test_it_is_called_at_once_when_the_module_is_there() -> None:
    seen: list[ModuleType] = []
    call_after_import("sys", seen.append)
    assert seen == [sys]


def test_a_module_that_is_not_there_stays_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    call_after_import("no_such_module_at_all", print)
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("no_such_module_at_all")
