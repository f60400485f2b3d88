"""From three settings modules to one with environments: the commands of docs/tutorials/existing-project.rst."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from kit.environs import make_python_environ
from kit.ports import find_free_port
from kit.processes import run, running
from kit.sites import write_file

if TYPE_CHECKING:
    from kit.buildouts import Buildout

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGE = "docs/tutorials/existing-project.rst"
#: The program that pip makes.
TWOD = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"
#: Programs that the reader has in a virtual environment.
PROGRAMS = {"python": f'exec "{sys.executable}" "$@"', "twod": f'exec "{sys.executable}" -c \'{TWOD}\' "$@"'}
URLS = """\
from django.contrib import admin
from django.urls import path

urlpatterns = [path("admin/", admin.site.urls)]
"""


class Reader:
    """Types the commands of the page in a directory."""

    def __init__(self, home: Path, buildout: Buildout) -> None:
        self.home = home
        self.buildout = buildout
        programs = home / "venv" / "bin"
        for name, text in PROGRAMS.items():
            write_file(programs / name, f"#!/bin/sh\n{text}\n").chmod(0o755)
        self.variables = {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}

    def type(self, line: str) -> str:
        program, *words = shlex.split(line)
        if program == "export":
            self.variables |= dict(word.split("=", 1) for word in words)
            return ""
        if program == "pip":
            return ""
        if program == "bin/buildout":
            done = self.buildout.run(self.home)
            assert done.returncode == 0, done.stdout
            return str(done.stdout)
        if words[:1] == ["serve"]:
            return self.serve([program, *words])
        environ = make_python_environ(**self.variables)
        done = run(["sh", "-c", line], cwd=self.home, environ=environ, merged=True)
        assert done.returncode == ("twod migrate-settings:" in done.stdout), done.stdout
        return str(done.stdout)

    def serve(self, words: list[str]) -> str:
        ini = self.home / words[-1]
        ini.write_text(ini.read_text().replace("8080", str(find_free_port())))
        program = self.home / "venv" / "bin" / words[0]
        environ = make_python_environ(**self.variables)
        with running([program, *words[1:]], cwd=self.home, environ=environ) as server:
            server.wait_for(" at http://")
            return str(server.output)

    def move_to_base(self, name: str) -> None:
        """Move a setting of prod.py, and what it needs, to base.py."""
        base, prod = self.home / "config/settings/base.py", self.home / "config/settings/prod.py"
        lines = prod.read_text().splitlines(keepends=True)
        moved = [line for line in lines if line.startswith((name, "from django.utils.translation"))]
        assert len(moved) == 2
        prod.write_text("".join(line for line in lines if line not in moved))
        base.write_text(base.read_text() + "".join(moved))


def test_the_page_can_be_followed_to_inis_and_to_a_buildout(
    manual: Any, follow: Any, tmp_path: Path, buildout: Buildout
) -> None:
    blocks = manual(PAGE)
    captions = {block.caption: block.text for block in blocks if block.caption}
    look, found, written, one, check, manage, ci, as_buildout, build = (
        block.text for block in blocks if block.language == "console"
    )
    for block in blocks:
        if block.caption.startswith("config/settings/"):
            write_file(tmp_path / block.caption, block.text)
    for name in ("config/__init__.py", "config/settings/__init__.py"):
        write_file(tmp_path / name, "")
    write_file(tmp_path / "config/urls.py", URLS)
    reader = Reader(tmp_path, buildout)
    follow(look, reader.type)
    follow(found, reader.type)
    reader.move_to_base("LANGUAGES")
    follow(written, reader.type)
    assert (tmp_path / "prod.ini").read_text() == captions["prod.ini"]

    # The way of buildout begins with the same modules.
    other = tmp_path / "other"
    other.mkdir()
    shutil.copytree(tmp_path / "config", other / "config")
    for ini in tmp_path.glob("*.ini"):
        shutil.copy2(ini, other)
    builder = Reader(other, buildout)
    builder.variables["SHOP_SECRET_KEY"] = "made-up"
    follow(as_buildout, builder.type)
    builder.variables |= {"SECRET_KEY": "for-development-alone", "EMAIL_HOST_PASSWORD": "Tr0ub4dor"}
    assert captions["environments.cfg, [dev]"] in (other / "environments.cfg").read_text()
    cfg = captions["buildout.cfg"].replace("extends = environments.cfg\n", "")
    settings = buildout.settings().replace("extends = ", "extends = environments.cfg ")
    write_file(other / "buildout.cfg", cfg.replace("[buildout]\n", f"[buildout]\n{settings}"))
    follow(build, builder.type)
    assert builder.type("bin/twod settings parts/twod/prod.ini --diff prod.ini") == ""
    assert builder.type("bin/twod settings parts/twod/dev.ini --diff dev.ini") == ""

    follow(one, reader.type)
    follow(check, reader.type)

    for name in ("manage.py", "config/wsgi.py"):
        write_file(tmp_path / name, captions[name])
    follow(manage, reader.type)
    # The image has no variable of the host.
    builder = Reader(tmp_path, buildout)
    for line in re.findall("^RUN (.* twod .*)", captions["Dockerfile"], re.MULTILINE):
        assert "static files copied to" in builder.type(line)
    assert (tmp_path / "static/admin/css/base.css").is_file()
    (command,) = re.findall("^CMD (.*)", captions["Dockerfile"], re.MULTILINE)
    assert " (environment prod, debug off, " in reader.type(shlex.join(json.loads(command)))
    reader.type("python -c 'from config.wsgi import application'")
    builder = Reader(tmp_path, buildout)
    follow(ci, builder.type)
