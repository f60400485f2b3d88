"""What docs/how-to/checks.rst shows is what the command prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from twod.wsgi.commands.command_line import run_command_line

PAGE = "docs/how-to/checks.rst"
ROOT = Path(__file__).parents[4]
BAD = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 1st\n"
GOOD = "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = ${env:KEY}\n"


@pytest.fixture(autouse=True)
def _inis(write):
    write("bad.ini", BAD)
    write("good.ini", GOOD)


def test_commands_print_what_the_page_shows(manual, capsys) -> None:
    """The page is how-to/checks.rst."""
    for block in manual(PAGE, "console"):
        for command, shown in re.findall(r"^\$ twod (.*)\n((?:(?!\$ ).*\n?)*)", block.text, re.MULTILINE):
            assert run_command_line(shlex.split(command)) == 1
            captured = capsys.readouterr()
            assert (captured.out + captured.err).splitlines() == shown.splitlines()


def test_workflow_runs_a_command_that_there_is(manual, write, capsys) -> None:
    write("etc/bad.ini", BAD)
    (block,) = (block for block in manual(PAGE, "yaml") if "- run:" in block.text)
    (command,) = re.findall(r"^ +twod (.*)$", block.text, re.MULTILINE)
    assert run_command_line(shlex.split(command.replace("etc/*.ini", "etc/bad.ini"))) == 1
    assert capsys.readouterr().out.startswith("::error file=etc/bad.ini,line=3,")


def test_hook_of_the_page_is_one_of_the_repository(manual) -> None:
    (block,) = (block for block in manual(PAGE, "yaml") if "- repo:" in block.text)
    asked = re.findall(r"- id: (\S+)", block.text)
    assert asked == re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    (entry,) = re.findall("entry: (.*)", (ROOT / ".pre-commit-hooks.yaml").read_text())
    assert f"``{entry}``" in (ROOT / PAGE).read_text(encoding="utf-8")


def test_editor_gets_the_finding_of_the_example(manual, capsys) -> None:
    (block,) = manual(PAGE, "python")
    exec(block.text, {})
    assert capsys.readouterr().out == "error twod.E002 3 1 SITE_ID: expected an integer, got '1st'\n"
