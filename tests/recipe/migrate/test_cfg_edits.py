"""Edits that are collected by file."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.migrate.cfg_edits import CfgEdits, drop_comments
from twod.recipe.migrate.cfg_text import CfgText
from twod.recipe.migrate.old_buildout import OptionPlace

FILE = Path("buildout.cfg")


def test_all_edits_are_made_at_once() -> None:
    text = CfgText("[a]\nx = 1\n# stays\n    2\ny = 3\n\n[a:True]\nz = 1")
    edits = CfgEdits({FILE: text})
    x, y, _ = (OptionPlace(FILE, option) for option in text.options)
    edits.replace(x)
    edits.change(y, ["y = 4"])
    edits.add_variable(FILE, text.headers[0], "v", edits.get_lines(x))
    edits.add_section(FILE, text.headers[0], "b", ["q = 1"])
    edits.rename_section("a", "c")
    assert edits.make_texts() == {FILE: "[c]\n# stays\ny = 4\n\n[b]\nq = 1\n\n[v]\nx = 1\n    2\n\n[c:True]\nz = 1\n"}


def test_a_file_without_edits_is_the_same_byte_for_byte() -> None:
    assert CfgEdits({FILE: CfgText("[a]\r\nx = 1")}).make_texts() == {FILE: "[a]\r\nx = 1"}


def test_comments_stay_where_they_are() -> None:
    assert drop_comments(["x = 1", "# a", "; b", "  c"]) == ("x = 1", "  c")
