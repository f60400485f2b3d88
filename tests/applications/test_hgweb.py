"""Mercurial's hgweb behind Django's users, with a real `hg` at the other end."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from kit.environs import make_python_environ
from kit.processes import run

HG = [sys.executable, "-m", "mercurial"]


def hg(*arguments: str | Path, cwd: Path) -> str:
    completed = run([*HG, *arguments], cwd=cwd, environ=make_python_environ(HGRCPATH="", HGUSER="zoe"), merged=True)
    assert completed.returncode == 0, completed.stdout
    return completed.stdout


def test_clone_push_pull_and_browse(site: Any, tmp_path: Path) -> None:
    url = site.url.replace("//", "//alice:secret@") + "/hg/"
    first, second = tmp_path / "first", tmp_path / "second"
    hg("clone", url, first, cwd=tmp_path)
    (first / "file.bin").write_bytes(os.urandom(300_000))
    (first / "näme.txt").write_text("ü", encoding="utf-8")
    hg("commit", "--addremove", "-m", "first", cwd=first)
    assert "added 1 changesets" in hg("push", url, cwd=first)
    hg("clone", url, second, cwd=tmp_path)
    assert (second / "file.bin").read_bytes() == (first / "file.bin").read_bytes()
    (second / "more.txt").write_text("more", encoding="utf-8")
    hg("commit", "--addremove", "-m", "second", cwd=second)
    hg("push", url, cwd=second)
    assert "added 1 changesets" in hg("pull", "-u", url, cwd=first)
    assert (first / "more.txt").read_text(encoding="utf-8") == "more"
    with site.connect() as browser:
        page = browser.get("/hg/log").text
    assert 'href="/hg/rev/' in page
    assert "second" in page


def test_nobody_is_challenged_by_the_site(site: Any) -> None:
    with site.connect(signed_in=False) as client:
        assert client.get("/hg/").headers["WWW-Authenticate"].startswith("Basic")
