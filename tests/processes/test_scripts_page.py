"""Scripts, cron jobs and notebooks have the settings as docs/how-to/scripts.rst shows."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kit.environs import make_python_environ
from kit.processes import Command, run

PAGE = "docs/how-to/scripts.rst"
INI = """\
[DEFAULT]
debug = false

[app:main]
use = egg:twod.wsgi
SECRET_KEY = ${file:secret-key}
ROOT_URLCONF = shop.urls
INSTALLED_APPS = django.contrib.auth django.contrib.contenttypes django.contrib.sessions
DATABASES.default = sqlite:///%(here)s/db.sqlite3
"""


class Shell:
    """Runs the command lines of the page; what one exports, the later ones have."""

    def __init__(self, home: Path, command: Command) -> None:
        self.home = home
        self.programs = {"twod": list(map(str, command)), "python": [sys.executable]}
        self.environ = make_python_environ()

    def run(self, line: str) -> str:
        program, *words = shlex.split(line.replace("/srv/shop", str(self.home)))
        if program == "export":
            self.environ |= dict(word.split("=", 1) for word in words)
            return ""
        done = run([*self.programs[program], *words], cwd=self.home, environ=self.environ, merged=True)
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture
def shell(manual: Any, write: Callable[[str, str], Path], tmp_path: Path, twod_command: Command) -> Shell:
    write("prod.ini", INI)
    write("secret-key", "s3cret-of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz\n")
    write("shop/__init__.py", "")
    write("shop/urls.py", "urlpatterns = []\n")
    for block in manual(PAGE, "python"):
        write(block.caption, block.text.replace("/srv/shop", str(tmp_path)))
    made = Shell(tmp_path, twod_command)
    made.run("twod setup-app prod.ini")
    return made


def test_scripts_print_what_the_page_shows(manual: Any, follow: Callable[..., None], shell: Shell) -> None:
    for block in manual(PAGE, "console"):
        follow(block.text, shell.run)


def test_line_of_the_crontab_runs_without_variables(manual: Any, shell: Shell) -> None:
    (crontab,) = manual(PAGE, "text")
    _, command = crontab.text.strip().split("  ", 1)
    command = command.replace("/srv/shop/bin/twod", shlex.join(shell.programs["twod"]))
    command = command.replace("/srv/shop", str(shell.home))
    environ = {"PATH": "/usr/bin:/bin", "PYTHONPATH": shell.environ["PYTHONPATH"]}
    done = run(["/bin/sh", "-c", command], cwd=Path("/"), environ=environ, merged=True)
    assert (done.returncode, done.stdout) == (0, "")


#: A cell of a notebook runs in an event loop.
NOTEBOOK = """
import asyncio, pathlib

async def run_cells():
    exec(pathlib.Path("The first cell").read_text())
    from django.contrib.auth.models import User
    print(User.objects.count(), "users")

asyncio.run(run_cells())
"""


def test_cell_of_a_notebook_has_the_settings(shell: Shell) -> None:
    command = [sys.executable, "-c", NOTEBOOK]
    done = run(command, cwd=shell.home, environ=shell.environ, merged=True)
    assert (done.returncode, done.stdout) == (0, "0 users\n")
