"""The site for twod.wsgi 1.x of the manual's page ``docs/from-old-inis.rst`` moves as the page shows."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Block

PAGE = "docs/from-old-inis.rst"
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


@pytest.mark.slow
def test_the_commands_print_what_the_page_shows(
    manual: Callable[..., list[Block]], follow: Callable[[str, Callable[[str], str]], None], site: Path
) -> None:
    def run_line(line: str) -> str:
        program, *arguments = shlex.split(line)
        environ = make_python_environ(site / "bin", PYTHONSAFEPATH="1")
        command = [sys.executable, *PROGRAMS[program], *arguments]
        done = run(command, cwd=site / "site", environ=environ)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    blocks = manual(PAGE, "console")
    assert [block.text.count("$ ") for block in blocks] == [1, 1, 2]
    for block in blocks:
        follow(block.text, run_line)
    # The new ini warns of nothing.
    assert "warning" not in run_line("twod settings old.ini EMAIL_PORT")
    assert "2 passed" in run_line("pytest --paste-config old.ini --no-db")
