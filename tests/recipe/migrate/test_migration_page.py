"""What docs/how-to/from-djangorecipe.rst shows of the command."""

from __future__ import annotations

import pytest

from twod.recipe.migrate.migrate_buildout import MigrateBuildoutCommand

PAGE = "docs/how-to/from-djangorecipe.rst"


def test_the_page_shows_what_the_command_prints(manual, cfg, capsys: pytest.CaptureFixture[str]) -> None:
    (before,) = (block.text for block in manual(PAGE, "ini") if block.caption == "buildout.cfg, before")
    (diff,), (names,) = manual(PAGE, "diff"), manual(PAGE, "text")
    package = cfg(before).parent / "mysite"
    package.mkdir()
    (package / "development.py").write_text("from mysite.production import *\nDEBUG = True\n")
    (package / "production.py").write_text("DEBUG = False\n")
    assert MigrateBuildoutCommand().call(["buildout.cfg"]) == 0
    told = capsys.readouterr()
    assert [line.rstrip() for line in told.out.splitlines()] == [*diff.text.splitlines(), *names.text.splitlines()]
    assert told.err == ""
