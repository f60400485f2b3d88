"""Two modules become an environment, and each of them is read for the comparison."""

from __future__ import annotations

import sys

import pytest

from twod.wsgi.migration.transcription.exact_text import spell_all
from twod.wsgi.migration.transcription.module_environment import answer_task, ask_apart

BASE = """
DEBUG = False
INSTALLED_APPS = ["a"]
LOGGING = {"version": 1, "root": {"level": "INFO"}}
OLD = 1
APPEND_SLASH = False
"""
PROD = """
import os
from environment_base import *
DEBUG = 1
INSTALLED_APPS += ["b"]
LOGGING["root"]["level"] = "ERROR"
del OLD, APPEND_SLASH
SECRET_KEY = os.environ.get("SHOP_KEY", "k3y")
"""


@pytest.fixture
def task(write, tmp_path, monkeypatch):
    write("environment_base.py", BASE)
    write("environment_prod.py", PROD)
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "modules", sys.modules.copy())
    return {
        "kind": "write",
        "module": "environment_prod",
        "base": "environment_base",
        "path": str(tmp_path / "prod.ini"),
        "name": "prod",
        "style": "ini",
        "text": "",
        "variables": {},
        "python_path": sys.path,
    }


def test_difference_becomes_an_ini(task):
    answer = answer_task(task)
    assert (
        "\nAPPEND_SLASH = true\nINSTALLED_APPS.append = b\nLOGGING.root.level = ERROR\nSECRET_KEY = ${env:SECRET_KEY}\n"
        in answer["text"]
    )
    assert answer["text"].startswith("[DEFAULT]\ndebug = true\ndjango_settings_module = environment_base\n\n")
    assert answer["left"] == {
        "OLD": "environment_base has it, environment_prod does not, and an ini cannot remove a setting",
    }
    assert answer["notes"] == {"DEBUG": "a value of type int became true"}
    assert answer["variables"] == {"SECRET_KEY": "k3y"}
    assert answer["missed"] == ["SHOP_KEY"]
    assert "k3y" not in answer["text"]


def test_ini_gives_the_settings_of_the_module(task, monkeypatch):
    written = answer_task(task)
    monkeypatch.setattr(sys, "modules", {name: m for name, m in sys.modules.items() if "environment_" not in name})
    expected = answer_task({**task, "kind": "module"})
    monkeypatch.setattr(sys, "modules", {name: m for name, m in sys.modules.items() if "environment_" not in name})
    got = answer_task({**task, "kind": "ini", "text": written["ini"], "variables": written["variables"]})
    differing = {name for name in expected["values"] if expected["values"][name] != got["values"][name]}
    assert differing == {"DEBUG"}
    assert "SECRET_KEY" in expected["own"]


def test_secret_that_the_module_reads_is_its_variable(task, monkeypatch):
    monkeypatch.setenv("SHOP_KEY", "from outside")
    answer = answer_task(task)
    assert "SECRET_KEY = ${env:SHOP_KEY}\n" in answer["text"]
    assert (answer["needed"], answer["read"], answer["frozen"]) == ({"SHOP_KEY": ["SECRET_KEY"]}, ["SHOP_KEY"], [])


def test_variables_that_a_module_sets_find_the_proof(task, write, monkeypatch):
    monkeypatch.setenv("SHOP_KEY", "")
    monkeypatch.delenv("SHOP_KEY")
    write("environment_prod.py", f"import os\nos.environ.setdefault('SHOP_KEY', 'file')\n{PROD}")
    answer = answer_task(task)
    assert (answer["brought"], answer["variables"]) == (["SHOP_KEY"], {"SHOP_KEY": "file"})


def test_variables_whose_values_the_text_has_are_named(task, write, monkeypatch):
    monkeypatch.setenv("SHOP_SIZE", "5")
    write("environment_prod.py", "import os\nfrom environment_base import *\nA = int(os.environ['SHOP_SIZE']) * 2\n")
    answer = answer_task(task)
    assert (answer["needed"], answer["frozen"]) == ({}, ["SHOP_SIZE"])


def test_module_elsewhere_is_found_by_the_ini(task, tmp_path):
    answer = answer_task({**task, "path": str(tmp_path / "etc" / "prod.ini"), "python_path": [str(tmp_path)]})
    assert "\ntwod.pythonpath = ..\n" in answer["text"]


def test_broken_module_and_broken_ini_are_problems(task, write):
    write("environment_prod.py", "1 / 0\n")
    assert "raised ZeroDivisionError" in answer_task(task)["problem"]
    assert (
        "expected an integer"
        in answer_task({**task, "kind": "ini", "text": "[app:main]\nuse=egg:twod.wsgi\nSITE_ID=x"})["problem"]
    )


@pytest.mark.slow
def test_process_answers_whatever_the_module_prints(task, write):
    write("environment_prod.py", "print('noise')\nA = 5\n")
    answer = ask_apart({**task, "kind": "module"})
    assert answer["values"]["A"] == spell_all(5)


@pytest.mark.slow
def test_module_that_ends_its_process_is_a_problem(task, write):
    write("environment_prod.py", "import os\nos._exit(3)\n")
    message = "environment_prod: the process that loads it ended with exit status 3"
    assert ask_apart({**task, "kind": "module"}) == {"problem": message}
