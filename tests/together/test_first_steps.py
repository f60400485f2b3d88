"""The manual's first ten minutes, as a newcomer would type them in."""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

import pytest

from kit.environs import make_python_environ
from kit.ports import find_free_port
from kit.processes import run
from kit.servers import fetch, serving

if TYPE_CHECKING:
    from pathlib import Path

    from kit.buildouts import Buildout

PAGE = "docs/first-steps.rst"

#: What these would fetch from the network is there already.
FETCHING = (["python3", "-m", "venv", ".venv"], [".venv/bin/pip", "install", "zc.buildout", "Django"])


class Newcomer:
    """Follows the page in an empty folder."""

    def __init__(self, buildout: Buildout, home: Path) -> None:
        self.buildout = buildout
        self.home = home
        self.ports = {port: str(find_free_port()) for port in ("8000", "8080")}

    def write(self, name: str, text: str) -> None:
        """Write a file of the page; its buildout.cfg finds the distributions where the tests have them."""
        if name == "buildout.cfg":
            head = f"[buildout]\n{self.buildout.settings()}allow-picked-versions = true\n"
            text = text.replace("[buildout]\n", head)
        for port, free in self.ports.items():
            text = text.replace(f":{port}\n", f":{free}\n")
        (self.home / name).write_text(text, encoding="utf-8")

    def type(self, command: str) -> str:
        """Run a command line, and return what it prints."""
        printed = self.serve(command.split()) if " serve " in command else self.run(command.split())
        for port, free in self.ports.items():
            printed = printed.replace(f":{free}", f":{port}")
        return printed

    def run(self, words: list[str]) -> str:
        if words in FETCHING:
            return ""
        if words == [".venv/bin/buildout"]:
            return self.buildout.run(self.home).stdout
        environ = self.buildout.environ()
        if words[0] == ".venv/bin/django-admin":
            words = [sys.executable, "-m", "django", *words[1:]]
            environ = make_python_environ()
        done = run(words, cwd=self.home, environ=environ, merged=True)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def serve(self, words: list[str]) -> str:
        """Serve until a page came back; return what was printed until then."""
        with serving(words, cwd=self.home, environ=self.buildout.environ()) as (address, server):
            printed = server.output
            assert "csrfmiddlewaretoken" in fetch(f"{address}/admin/login/").text
        return printed


@pytest.mark.slow
def test_every_command_of_the_first_ten_minutes_prints_what_the_manual_shows(
    buildout: Buildout, tmp_path: Path, manual: Any, follow: Any
) -> None:
    newcomer = Newcomer(buildout, tmp_path)
    steps = manual(PAGE)
    assert len(steps) > 8
    cfg = ""
    for kind, text, caption, _ in steps:
        if kind == "console":
            follow(text, newcomer.type)
            if cfg:
                # "Put the line right again."
                newcomer.write("buildout.cfg", cfg)
        elif caption == "buildout.cfg, [prod]":
            cfg = next(step.text for step in steps if step.caption == "buildout.cfg")
            newcomer.write("buildout.cfg", re.sub(r"^ALLOWED_HOSTS = .*\n", text, cfg, flags=re.MULTILINE))
        else:
            newcomer.write(caption, text)
