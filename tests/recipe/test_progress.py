"""The note of what a run was to change."""

from __future__ import annotations

from pathlib import Path

from twod.inifile.checksum import make_marker
from twod.recipe.disk.generated import Generated
from twod.recipe.disk.progress import read_progress, write_progress


def make_note(directory: Path) -> Generated:
    return Generated(directory / ".unfinished", f"{make_marker('site', 'buildout.cfg')}\n".encode(), 0o644)


def test_a_run_that_does_not_end_leaves_what_it_was_to_change(tmp_path: Path) -> None:
    changed = {tmp_path / "prod.ini", Path("/srv/bin/manage-prod")}
    write_progress(make_note(tmp_path), changed)
    assert read_progress(make_note(tmp_path)) == changed


def test_without_a_note_nothing_is_left_to_do(tmp_path: Path) -> None:
    assert read_progress(make_note(tmp_path)) == set()


def test_a_note_of_somebody_else_is_none(tmp_path: Path) -> None:
    (tmp_path / ".unfinished").write_text("tea\n", encoding="utf-8")
    assert read_progress(make_note(tmp_path)) == set()
