"""The smoke alarm for prose, ``docs/count_habits.py``, hears what it is made for."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kit.scripts import load_script

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def habits() -> ModuleType:
    return load_script("docs/count_habits.py")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("twod reads what the ini says.", "what, whoever"),
        ("It fails. What the ini says is read.", "begins with what"),
        ("The user is told why.", "tell, say"),
        ("The value stands in the ini.", "looked at, stands in"),
        ("All of it works as ever.", "but for, as ever"),
        ("There is none.", "none for no one"),
    ],
)
def test_a_habit_is_counted(habits: ModuleType, text: str, name: str) -> None:
    assert len(habits.count(text).uses[name]) == 1


def test_a_question_is_no_free_relative(habits: ModuleType) -> None:
    assert not any(habits.count("What does twod read?").uses.values())


def test_code_and_literals_are_no_prose(habits: ModuleType) -> None:
    text = "Write ``what``:\n\n.. code-block:: ini\n\n    what = whose\n\nDone, in :doc:`what`.\n"
    assert habits.count(habits.take_prose(text)).words == 3
    assert habits.take_prose(text).count("\n") == text.count("\n")
    assert habits.count(habits.take_prose("Write:\n\n```ini\nwhat = whose\n```\n")).words == 1


def test_docstrings_are_found_on_their_lines(habits: ModuleType) -> None:
    prose = habits.take_docstrings('x = "what"\n\n\ndef f():\n    """Return what is there."""\n')
    assert habits.count(prose).uses["what, whoever"] == ["5: … Return what is there. …"]


def test_messages_are_found_without_what_the_code_fills_in(habits: ModuleType) -> None:
    source = 'def judge(report, name):\n    report.error(name, f"{name}: whoever wrote this is told nothing")\n'
    uses = habits.count(habits.take_messages(source)).uses
    assert len(uses["what, whoever"]) == len(uses["tell, say"]) == 1


def test_the_figures_of_every_text_are_shown() -> None:
    shown = subprocess.check_output([sys.executable, ROOT / "docs" / "count_habits.py"], text=True)
    names = {line.split()[0] for line in shown.splitlines()}
    assert {"docs/reference/ini.rst", "README.md", "docstrings", "messages", "news"} <= names
