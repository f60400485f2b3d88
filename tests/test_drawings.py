"""The manual's drawings are those of their texts."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from kit.scripts import load_script

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def drawings() -> Any:
    return load_script("docs/make_drawings.py")


def test_each_drawing_is_that_of_its_text(drawings: Any, subtests: pytest.Subtests) -> None:
    """If not, run ``python docs/make_drawings.py``."""
    found = drawings.find_drawings()
    assert {image.name for image in found.values()} == {path.name for path in ROOT.glob("docs/images/*.svg")}
    for text, image in found.items():
        with subtests.test(drawing=text.stem):
            assert image.read_text(encoding="utf-8").endswith(drawings.make_mark(text))


def test_a_changed_text_makes_another_mark(drawings: Any, tmp_path: Path) -> None:
    text = tmp_path / "house.dot"
    marks = set()
    for content in ("digraph { roof -> wall }", "digraph { roof -> door }"):
        text.write_text(content, encoding="utf-8")
        marks.add(drawings.make_mark(text))
    assert len(marks) == 2


def test_graphviz_draws_a_text(drawings: Any, tmp_path: Path) -> None:
    if shutil.which("dot") is None:
        pytest.skip("Graphviz is not installed")
    text, image = tmp_path / "house.dot", tmp_path / "house.svg"
    text.write_text("digraph { roof -> wall }", encoding="utf-8")
    drawings.draw(text, image)
    drawn = image.read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "roof" in drawn
