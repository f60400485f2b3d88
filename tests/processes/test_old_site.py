"""The site for twod.wsgi 1.x of the manual's page ``docs/how-to/from-old-inis.rst`` moves as the page shows."""

from __future__ import annotations

import shlex
import sys
from functools import partial
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Block

#: Each command is a process.
pytestmark = pytest.mark.slow

PAGE = "docs/how-to/from-old-inis.rst"
#: The programs of the page, as a Python runs them.
PROGRAMS = {"twod": ["-m", "run_twod"], "pytest": ["-m", "pytest", "-p", "no:cacheprovider"]}
RUN_TWOD = "import sys\nfrom twod.wsgi.commands.command_line import run_command_line\n\nsys.exit(run_command_line())\n"


@pytest.fixture
def site(manual: Callable[..., list[Block]], tmp_path: Path) -> Path:
    """Write the files of the page."""
    blocks = {block.caption: block.text for block in manual(PAGE, "python")}
    (old,) = [block.text for block in manual(PAGE, "ini") if block.caption == "old.ini"]
    write_files(tmp_path / "site", blocks | {"shop/__init__.py": "", "old.ini": old})
    write_files(tmp_path / "bin", {"run_twod.py": RUN_TWOD})
    return tmp_path


def run_line(site: Path, line: str) -> str:
    """Run a line of the page in the site's folder, and return all that it prints."""
    program, *arguments = shlex.split(line)
    command = [sys.executable, *PROGRAMS.get(program, [program]), *arguments]
    done = run(command, cwd=site / "site", environ=make_python_environ(site / "bin", PYTHONSAFEPATH="1"))
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_the_commands_print_what_the_page_shows(
    manual: Callable[..., list[Block]], follow: Callable[[str, Callable[[str], str]], None], site: Path
) -> None:
    # The others belong to other packages: test_inis_of_others.py.
    blocks = manual(PAGE, "console")[:4]
    assert [block.text.count("$ ") for block in blocks] == [1, 1, 2, 1]
    for block in blocks:
        follow(block.text, partial(run_line, site))
    # The new ini warns of nothing.
    assert "warning" not in run_line(site, "twod settings old.ini EMAIL_PORT")
    assert "2 passed" in run_line(site, "pytest --paste-config old.ini --no-db")


#: The top of manage.py, or of a script of zc.recipe.egg, as the manual of 1.x has it; and a handler without an ini.
PROGRAMS_OF_1X = {
    "manage.py": """
        import sys
        from paste.deploy import loadapp

        loadapp("config:old.ini", relative_to=".")

        from django.core.management import execute_from_command_line

        execute_from_command_line(sys.argv)
    """,
    "handler.py": """
        import os
        import sys

        sys.path.append(".")
        os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"

        import django
        from twod.wsgi import DjangoApplication

        django.setup()
        print(DjangoApplication().request_class.__name__)
    """,
}


def test_programs_of_1x_run(site: Path) -> None:
    write_files(site / "site", PROGRAMS_OF_1X)
    assert "SHOP_IS_OPEN = True" in run_line(site, "manage.py diffsettings")
    assert run_line(site, "handler.py") == "TwodWSGIRequest\n"
