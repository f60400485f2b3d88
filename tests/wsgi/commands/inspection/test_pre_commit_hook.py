"""The hook for pre-commit: what .pre-commit-hooks.yaml names is there; tests/typing/test_pre_commit.py runs it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from twod.wsgi.commands.command_line import run_command_line

ROOT = Path(__file__).parents[4]
HOOKS = (ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8")
BAD = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\n"
GOOD = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1\n"


def find_entry() -> list[str]:
    (entry,) = re.findall(r"^  entry: twod (.*)$", HOOKS, re.MULTILINE)
    return shlex.split(entry)


@pytest.mark.parametrize(
    ("inis", "status"), [(["good.ini", "tox.ini"], 0), (["tox.ini"], 0), (["good.ini", "bad.ini", "tox.ini"], 1)]
)
def test_entry_checks_the_inis_of_a_commit(write, capsys, inis: list[str], status: int) -> None:
    write("good.ini", GOOD)
    write("bad.ini", BAD)
    write("tox.ini", "[tox]\nenv_list = lint\n")
    assert run_command_line([*find_entry(), *inis]) == status
    assert capsys.readouterr().err.count("error: bad.ini:3 [app:main] SITE_ID") == status


def test_what_the_hook_installs_beside_the_repository_is_there() -> None:
    (dependencies,) = re.findall(r"^  additional_dependencies: \[(.*)\]$", HOOKS, re.MULTILINE)
    assert [(ROOT / name / "setup.py").is_file() for name in dependencies.split(", ")] == [True]
