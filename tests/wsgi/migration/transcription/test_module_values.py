"""A settings module's values, and why it cannot be imported."""

from __future__ import annotations

import re
import sys

import pytest

from twod.wsgi.migration.transcription.module_values import ModuleImportError, read_module_values, restore_module


@pytest.fixture(autouse=True)
def _importing(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "modules", sys.modules.copy())


def test_values_are_those_before_another_module_changes_them(write):
    write("kept_base.py", "A = ['a']\nB = {'c': 1}\nlower = 1\n")
    write("kept_prod.py", "from kept_base import *\nA += ['b']\nB['c'] = 2\nimport kept_base\nkept_base.D = 1\n")
    base, prod = read_module_values("kept_base"), read_module_values("kept_prod")
    assert base.values == {"A": ["a"], "B": {"c": 1}}
    assert prod.values == {"A": ["a", "b"], "B": {"c": 2}}
    restore_module("kept_base", base.values)
    restored = {name: value for name, value in vars(sys.modules["kept_base"]).items() if name.isupper()}
    assert restored == base.values


@pytest.mark.parametrize(
    ("code", "message"),
    [
        (
            "import os\nA = os.environ['SHOP_NAME']\n",
            r"broken\.py:2 raised KeyError: 'SHOP_NAME' .*; set the environment",
        ),
        ("import no_such_library\n", r"broken\.py:1 raised ModuleNotFoundError.*; install the distribution that has"),
        ("A = 1 / 0\n", r"broken\.py:1 raised ZeroDivisionError"),
        ("A = (\n", r"broken\.py:1 raised SyntaxError"),
        ("raise SystemExit('no')\n", r"broken\.py:1 raised SystemExit: no"),
    ],
)
def test_import_that_fails_is_told_with_place_and_cure(write, code, message):
    write("broken.py", code)
    with pytest.raises(ModuleImportError, match=f"^broken: .*{message}") as raised:
        read_module_values("broken")
    assert re.search(r"\n", str(raised.value)) is None


def test_module_that_is_not_there_is_told_with_the_cure():
    with pytest.raises(ModuleImportError, match="there is no module 'absent'; run the command in the directory"):
        read_module_values("absent.settings")


def test_setting_that_holds_itself_is_told_by_its_name(write):
    write("circling.py", "A = [1]\nB = {'b': A}\nA.append(B)\n")
    with pytest.raises(ModuleImportError, match=r"^circling: A contains itself or is nested too deeply; rename it to"):
        read_module_values("circling")
