"""``docs/tutorials/without-buildout.rst``: a site of pip alone, from an empty environment to one that serves."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from kit.environs import make_environ
from kit.ports import find_free_port
from kit.processes import PROVISIONING, run, running
from kit.servers import fetch

pytestmark = pytest.mark.slow

PAGE = "docs/tutorials/without-buildout.rst"

#: What PasteScript pulls in, and nobody else needs.
UNWANTED = {"pastescript", "paste", "standard-pkg-resources", "jaraco-text", "typer", "pydantic", "pydantic-core"}


class Reader:
    """Follows the page in a directory, without a network."""

    def __init__(self, home: Path, wheels: Path, port: int) -> None:
        self.home = home
        self.environ = make_environ(PIP_NO_INDEX="1", PIP_FIND_LINKS=str(wheels), PIP_DISABLE_PIP_VERSION_CHECK="1")
        self.environ.pop("DATABASE_URL", None)
        self.port = port

    def run(self, line: str) -> str:
        if "twod serve" in line or "/gunicorn " in line:
            return self.serve(line.replace("8080", str(self.port)))
        if line.startswith("export "):
            name, _, value = line.removeprefix("export ").partition("=")
            self.environ[name] = self.run(f"printf %s {value}")
            return ""
        command = ["sh", "-c", line.replace("python3 ", f"{sys.executable} ")]
        done = run(command, cwd=self.home, environ=self.environ, merged=True, patience=PROVISIONING)
        assert done.returncode == ("error: " in done.stdout), done.stdout
        assert "Warning" not in done.stdout
        return done.stdout

    def serve(self, line: str) -> str:
        with running(line.split(), cwd=self.home, environ=self.environ) as server:
            server.wait_for("Listening at" if "/gunicorn " in line else "Serving ")
            assert fetch(f"http://127.0.0.1:{self.port}/admin/login/").status == 200
            assert fetch(f"http://127.0.0.1:{self.port}/static/admin/css/base.css").status == 200
            printed = server.output
        return printed.replace(str(self.port), "8080")


def test_the_page_can_be_followed_with_pip_alone(manual, follow, tmp_path: Path, wheels: Path) -> None:
    port = find_free_port()
    reader = Reader(tmp_path, wheels, port)
    for block in manual(PAGE):
        if block.language == "console":
            follow(block.text, reader.run)
        else:
            (tmp_path / block.caption).write_text(block.text.replace("8080", str(port)), encoding="utf-8")
    installed = reader.run(".venv/bin/pip list --format=freeze")
    names = {re.sub(r"[-_.]+", "-", line.partition("==")[0]).lower() for line in installed.splitlines()}
    assert {"twod-wsgi", "twod-inifile", "hupper", "rich"} <= names
    assert names.isdisjoint(UNWANTED)
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600

    # From elsewhere, as a supervisor does it.
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for words in (["setup-app", "../prod.ini"], ["run", "../prod.ini", "-c", "import mysite.urls"]):
        command = [tmp_path / ".venv/bin/twod", *words]
        done = run(command, cwd=elsewhere, environ=reader.environ, merged=True)
        assert done.returncode == 0, done.stdout
    assert (tmp_path / "static/admin/css/base.css").is_file()
