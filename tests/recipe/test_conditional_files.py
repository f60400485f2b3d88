"""Configuration files, read for another machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.recipe.lock.conditional_files import ConditionalFiles
from twod.recipe.lock.targets import Target
from twod.recipe.recipe_error import RecipeError


def read(path: Path, minor: int) -> dict[str, dict[str, str]]:
    """Return the values of a file under a Python 3."""
    sections = ConditionalFiles().read(path, Target(minor, "linux"))
    return {section: {name: value.text for name, value in options.items()} for section, options in sections.items()}


def test_a_section_is_there_where_its_condition_holds(tmp_path: Path) -> None:
    path = tmp_path / "any.cfg"
    path.write_text(
        "[a:python311]  # comment\nb = 1\n[a]\nc =\n    2\n[ d : sys.version_info[1] > 12 ]\n", encoding="utf-8"
    )
    assert read(path, 11) == {"a": {"b": "1", "c": "2"}}
    assert read(path, 13) == {"a": {"c": "2"}, "d": {}}


def test_a_mistake_of_the_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "any.cfg"
    path.write_bytes(b"[a]\nb = \xff\n")
    with pytest.raises(RecipeError, match="is not UTF-8 at byte 8"):
        read(path, 11)
    path.write_text("[a]\n    c\nd\n", encoding="utf-8")
    with pytest.raises(RecipeError, match="parsing errors"):
        read(path, 11)
