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
