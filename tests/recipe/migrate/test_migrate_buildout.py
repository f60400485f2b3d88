"""``migrate-buildout`` as a command."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest

from twod.inifile import files_together
from twod.recipe.migrate.migrate_buildout import MigrateBuildoutCommand, run_migrate_buildout

from .conftest import PLAIN

NAMES = """\
[django] becomes [production] of [django]: settings mysite.production
    bin/django keeps its name
"""


def test_the_change_is_shown_and_nothing_is_written(cfg, capsys: pytest.CaptureFixture[str]) -> None:
    path = cfg()
    assert MigrateBuildoutCommand("twod").call([]) == 0
    out = capsys.readouterr().out
    assert out.startswith("--- buildout.cfg\n+++ buildout.cfg (rewritten)\n@@ ")
    assert "\n-recipe = djangorecipe\n" in out
    assert out.endswith(NAMES)
    assert path.read_text() == PLAIN


def test_the_files_are_written_and_a_second_run_changes_nothing(cfg, capsys: pytest.CaptureFixture[str]) -> None:
    path = cfg()
    path.chmod(0o640)
    assert MigrateBuildoutCommand().call(["buildout.cfg", "--write"]) == 0
    assert capsys.readouterr().out == f"buildout.cfg: rewritten\n{NAMES}"
    assert path.stat().st_mode & 0o777 == 0o640
    text = path.read_text()
    assert MigrateBuildoutCommand().call(["buildout.cfg", "--write"]) == 0
    assert capsys.readouterr().out == "There is nothing to change.\n"
    assert path.read_text() == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            PLAIN + "deploy-script-extra = x = 1\n",
            "  [django] deploy-script-extra: cannot be migrated; write a PasteDeploy filter",
        ),
        # No word is between the two dots of the name.
        (
            PLAIN.replace("production", ".x"),
            "  [django] project: 'mysite..x' is not the name of a settings module; write its",
        ),
        (PLAIN + "extra-paths = ${nowhere:x}\n", "  The referenced section, 'nowhere', was not defined."),
    ],
)
def test_what_cannot_be_moved_is_one_message_and_nothing_is_written(
    cfg, capsys: pytest.CaptureFixture[str], text: str, message: str
) -> None:
    path = cfg(text)
    assert MigrateBuildoutCommand("paster").call(["--write"]) == 1
    told = capsys.readouterr().err
    assert f"paster migrate-buildout: nothing was written, since this cannot be migrated:\n{message}" in told
    assert path.read_text() == text


def test_when_one_file_cannot_be_written_the_others_are_as_they_were(
    cfg, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    base = PLAIN.replace("settings = production\n", "")
    path = cfg("[buildout]\nextends = base.cfg\n[django]\nsettings = production\n", base=base)
    texts = {file: file.read_text() for file in path.parent.iterdir()}
    write_whole = files_together.write_whole

    def fail(target: Path, *arguments: Any) -> None:
        if target == path:
            raise PermissionError(13, "Permission denied", str(target))
        write_whole(target, *arguments)

    monkeypatch.setattr(files_together, "write_whole", fail)
    assert MigrateBuildoutCommand().call(["--write"]) == 1
    assert capsys.readouterr().err.endswith(f"migrate-buildout: nothing was written: Permission denied: {path}\n")
    assert {file: file.read_text() for file in path.parent.iterdir()} == texts


def test_it_is_a_program_and_a_command_of_twod(cfg, monkeypatch: pytest.MonkeyPatch) -> None:
    cfg("[buildout]\nparts =\n")
    monkeypatch.setattr(sys, "argv", ["migrate-buildout"])
    with pytest.raises(SystemExit) as ended:
        run_migrate_buildout()
    assert ended.value.code == 0
    (command,) = entry_points(group="twod.commands", name="migrate-buildout")
    assert command.load() is MigrateBuildoutCommand
    (program,) = entry_points(group="console_scripts", name="migrate-buildout")
    assert program.load() is run_migrate_buildout
