"""Files that a buildout names."""

from __future__ import annotations

from pathlib import Path

from twod.recipe.migrate.named_files import find_named_files
from twod.recipe.migrate.old_buildout import OldBuildout


def test_templates_below_the_directory_are_found(cfg, tmp_path: Path) -> None:
    (tmp_path / "a.in").write_text("a")
    (tmp_path / "b.in").write_bytes(b"\xff")
    (tmp_path / "c.in").write_text("c")
    path = cfg(
        "[buildout]\n[t]\nrecipe = collective.recipe.template\ninput = ${v:dir}/a.in\n[u]\nrecipe = x\n"
        "input = b.in nowhere.in inline: /etc/passwd buildout.cfg\n[v]\ndir = ${buildout:directory}\ninput = c.in\n"
    )
    assert dict(find_named_files(OldBuildout(path))) == {tmp_path / "a.in": "a"}


def test_templates_are_found_where_the_directory_is_a_link(cfg, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "outside.in").write_text("others'")
    (tmp_path / "real" / "away.in").symlink_to("../outside.in")
    (tmp_path / "real" / "a.in").write_text("a")
    path = cfg("[buildout]\n[t]\nrecipe = collective.recipe.template\ninput = a.in away.in ../outside.in\n")
    path.rename(tmp_path / "real" / "buildout.cfg")
    found = dict(find_named_files(OldBuildout(tmp_path / "link" / "buildout.cfg")))
    assert found == {tmp_path / "link" / "a.in": "a"}
