"""pre-commit itself stops a commit with a broken ini: it installs this checkout into an environment of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
INI = "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = {}\n"


def run_git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", *arguments], cwd=folder, check=True, capture_output=True)


def test_pre_commit_stops_a_commit_with_a_broken_ini(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    texts = {"good.ini": INI.format("1"), "bad.ini": INI.format("1st"), "tox.ini": "[tox]\nenv_list = lint\n"}
    for name, text in texts.items():
        (site / name).write_text(text, encoding="utf-8")
    run_git(site, "init", "-q")
    run_git(site, "add", ".")
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "try-repo", str(ROOT), "twod-check", "--all-files"],
        cwd=site,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")},
    )
    assert done.returncode == 1, done.stdout + done.stderr
    told = [line for line in done.stdout.splitlines() if line.startswith("error: ")]
    assert told == ["error: bad.ini:3 [app:main] SITE_ID: expected an integer, got '1st'"]
