"""Somebody who types in what a page of the manual shows, with an empty home and an index that has no twod."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from kit.environs import make_environ
from kit.package_index import serve_index
from kit.ports import find_free_port
from kit.processes import PROVISIONING, run
from kit.repositories import make_repository, redirect_clones
from kit.servers import fetch, serving


class Newcomer:
    """Types commands in a terminal.

    :param folder: the empty folder that the page begins in.
    """

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.folder = folder
        self.environ = environ
        #: The ports that sites of the page use, and those that they get here.
        self.ports = {port: str(find_free_port()) for port in ("8000", "8080")}

    def write(self, name: str, text: str) -> None:
        """Write a file, with ports that are free."""
        for port, free in self.ports.items():
            text = text.replace(f":{port}\n", f":{free}\n")
        (self.folder / name).write_text(text, encoding="utf-8")

    def type(self, command: str) -> str:
        """Run a command line, and return what it prints, with the page's own ports."""
        if command.startswith("cd "):
            self.folder /= command.removeprefix("cd ")
            return ""
        printed = self.serve(command) if " serve " in command else self.run(command)
        for port, free in self.ports.items():
            printed = printed.replace(f":{free}", f":{port}")
        return printed

    def run(self, command: str) -> str:
        done = run(["sh", "-c", command], cwd=self.folder, environ=self.environ, merged=True, patience=PROVISIONING)
        # A page may show what buildout says of a mistake.
        assert done.returncode == 0 or command == ".venv/bin/buildout", done.stdout
        return done.stdout

    def serve(self, command: str) -> str:
        """Serve until a page came back; return what was printed until then."""
        with serving(command.split(), cwd=self.folder, environ=self.environ) as (address, server):
            printed = server.output
            assert "csrfmiddlewaretoken" in fetch(f"{address}/admin/login/").text
        return printed


@contextmanager
def welcoming(place: Path, wheels: Path) -> Iterator[Newcomer]:
    """Give a newcomer in an empty folder, and see that the index is never asked for twod, or for the list of all.

    zc.buildout would read that list, which takes minutes, to find a distribution that has no page.

    :param place: an empty folder for all that is needed.
    :param wheels: what the index has, except twod's own.
    """
    for name in ("bin", "folder", "home", "published", "repository"):
        (place / name).mkdir()
    for wheel in wheels.glob("*.whl"):
        if not wheel.name.startswith("twod"):
            (place / "published" / wheel.name).symlink_to(wheel)
    make_repository(place / "repository")
    python = place / "bin" / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    with serve_index(place / "published") as index:
        yield Newcomer(
            place / "folder",
            make_environ(
                HOME=str(place / "home"),
                PATH=f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
                PIP_INDEX_URL=index.url,
                # zc.buildout asks PyPI, unless its own tests say where else.
                buildout_testing_index_url=index.url,
                **redirect_clones(place / "repository"),
            ),
        )
    pages = {page.rstrip("/") for page in index.list_pages()}
    assert "/simple/django" in pages or "/simple/Django" in pages
    assert {page for page in pages if page == "/simple" or "twod" in page} == set()
