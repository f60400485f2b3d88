"""Small buildouts that are moved."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.recipe.migrate.buildout_move import BuildoutMove, move_buildout
from twod.recipe.migrate.rereading import judge_move
from twod.recipe.recipe_error import describe_for_buildout

MoveText = Callable[..., str]

#: A part of djangorecipe that could be on a page about it.
PLAIN = """\
[buildout]
parts = django

[django]
recipe = djangorecipe
project = mysite
settings = production
eggs = mysite
"""


@pytest.fixture
def cfg(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Path]:
    """Write a buildout.cfg, and further files by their names without the ending."""
    monkeypatch.chdir(tmp_path)

    def write(text: str = PLAIN, **files: str) -> Path:
        for name, content in {**files, "buildout": text}.items():
            (tmp_path / f"{name}.cfg").write_bytes(textwrap.dedent(content).encode())
        return tmp_path / "buildout.cfg"

    return write


@pytest.fixture
def move(cfg: Callable[..., Path]) -> Callable[..., BuildoutMove]:
    """Return the move of a buildout, which the recipe can read."""

    def move(text: str = PLAIN, **files: str) -> BuildoutMove:
        found = move_buildout(cfg(text, **files))
        assert [*map(describe_for_buildout, judge_move(found).errors_as_found)] == []
        return found

    return move


@pytest.fixture
def moved(move: Callable[..., BuildoutMove], tmp_path: Path) -> MoveText:
    """Return the new text of a buildout.cfg."""

    def move_text(text: str = PLAIN, **files: str) -> str:
        return move(text, **files).texts[tmp_path / "buildout.cfg"]

    return move_text


def list_notes(found: BuildoutMove) -> list[str]:
    """Return the notes of a move; its settings modules are not there, and nobody has to be told of that here."""
    notes = [note for note in found.notes if not note.message.startswith("DEBUG of ")]
    return [f"[{note.section}] {note.name}: {note.message}" for note in notes]
