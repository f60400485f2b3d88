"""A buildout as its files have it."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.old_buildout import OldBuildout
from twod.recipe.recipe_error import RecipeError


def test_what_a_section_has_is_what_zc_buildout_reads(cfg) -> None:
    path = cfg(
        "[buildout]\nextends = base.cfg\nparts += b\n[a]\nx += 2\n[b]\n<= a\n   c\nx += 3\n[c]\ny = ${a:x}\n",
        base="[buildout]\nparts = a\n[a]\nx = 1\n",
    )
    buildout = OldBuildout(path)
    assert buildout.parts == ["a", "b"]
    assert buildout.get_effective("b") == {"x": "1\n2\n3", "y": "${a:x}"}
    assert buildout.get_bases("b") == ["a", "c"]
    assert buildout.resolve("b", "${:y}/${buildout:directory}/${nobody:x}") == f"1\n2/{path.parent}/${{nobody:x}}"
    assert [place.file.name for place in buildout.find_places("a", "x")] == ["base.cfg", "buildout.cfg"]
    assert buildout.get_place("c", "y") == (str(path), 11, "c", "y")
    assert buildout.get_place("c", "z") == (str(path), 10, "c", None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[buildout]\nextends = nowhere.cfg\n", r"\[buildout\] extends: .*nowhere.cfg cannot be read: No such file"),
        ("[buildout]\nextends = http://127.0.0.1:9/base.cfg\n", "download the file and extend the copy"),
        ("[buildout]\nextends = buildout.cfg\n", "buildout.cfg extends itself"),
        ("[buildout]\nx\n", "parsing errors"),
        ("[buildout: nobody]\nx = 1\n", "a condition in a header cannot be evaluated"),
        ("[buildout]\nx = ${a:x}\n[a]\nx = \udcff\n", "is not valid UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_message(tmp_path, text: str, message: str) -> None:
    path = tmp_path / "buildout.cfg"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(RecipeError, match=message) as raised:
        OldBuildout(path)
    assert "\n" not in str(raised.value)


def test_a_file_that_is_not_there_is_named(tmp_path) -> None:
    with pytest.raises(RecipeError, match=r"No such file or directory; run the command in the directory of .*"):
        OldBuildout(tmp_path / "buildout.cfg")
