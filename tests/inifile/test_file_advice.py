"""The error about a file that is no ini names the one that may have been meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from twod.inifile.file_advice import advise_on_buildout, advise_on_path
from twod.inifile.grammar import check_grammar


def check(path: Path) -> str:
    (error,) = check_grammar(path).errors
    return str(error)


def test_a_file_that_is_missing_is_looked_for_where_the_recipe_puts_inis(write, tmp_path):
    assert advise_on_path(f"{tmp_path}/dev.ini") == ""
    write("parts/twod/dev.ini", "")
    write("parts/twod/prod.ini", "")
    write("old.ini", "")
    assert advise_on_path(f"{tmp_path}/dev.ini") == "; did you mean parts/twod/dev.ini?"
    assert advise_on_path(f"{tmp_path}/prd.ini") == "; did you mean parts/twod/prod.ini?"
    assert (
        advise_on_path(f"{tmp_path}/x.ini") == "; inis in its folder: old.ini, parts/twod/dev.ini, parts/twod/prod.ini"
    )
    assert check(tmp_path / "dev.ini").endswith("dev.ini: no such file or directory; did you mean parts/twod/dev.ini?")


def test_a_directory_has_its_inis_shown(write, tmp_path):
    write("parts/twod/dev.ini", "")
    assert advise_on_path(str(tmp_path)) == ""
    assert check(tmp_path / "parts" / "twod").endswith("is a directory; name an ini in it, such as dev.ini")


@pytest.mark.parametrize("text", ["[buildout]\nparts = twod\n", "[buildout]\nparts =\n[twod]\nuse = x\n"])
def test_a_buildout_is_no_ini(write, tmp_path, text):
    path = write("buildout.cfg", text)
    assert check(path) == f"buildout.cfg: {advise_on_buildout(str(path))}"
    write("parts/twod/dev.ini", "")
    assert check(path).endswith("name an ini that it writes, such as parts/twod/dev.ini")
