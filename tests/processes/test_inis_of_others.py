"""Inis of other packages and of other frameworks move.

The pages are ``docs/how-to/from-old-inis.rst`` and ``docs/how-to/from-pyramid-inis.rst``.
"""

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

    FindBlocks = Callable[..., list[Block]]
    Follow = Callable[[str, Callable[[str], str]], None]

#: Each command is a process.
pytestmark = pytest.mark.slow

OLD_PAGE = "docs/how-to/from-old-inis.rst"
PYRAMID_PAGE = "docs/how-to/from-pyramid-inis.rst"
#: The blocks of the first page that belong to twod.wsgi 1.x.
OF_1X = 4
RUN_TWOD = "import sys\nfrom twod.wsgi.commands.command_line import run_command_line\n\nsys.exit(run_command_line())\n"


def write_site(folder: Path, files: dict[str, str]) -> Path:
    """Write the files of a page, with the program ``twod`` beside them."""
    packages = {name.replace(name.rpartition("/")[2], "__init__.py"): "" for name in files if "/" in name}
    write_files(folder / "site", packages | files)
    write_files(folder / "bin", {"run_twod.py": RUN_TWOD})
    return folder / "site"


def run_line(site: Path, line: str) -> str:
    """Run a line of a page in the site's folder, and return all that it prints."""
    program, *arguments = shlex.split(line)
    assert program == "twod"
    environ = make_python_environ(site.parent / "bin", PYTHONSAFEPATH="1")
    done = run([sys.executable, "-m", "run_twod", *arguments], cwd=site, environ=environ)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_old_inis_move_as_the_page_shows(manual: FindBlocks, follow: Follow, tmp_path: Path) -> None:
    blocks = [block for block in manual(OLD_PAGE) if block.language in ("ini", "python")]
    site = write_site(tmp_path, {block.caption: block.text for block in blocks if block.caption})
    (site / "agency" / "urls.py").write_text("urlpatterns = []\n")
    shown = manual(OLD_PAGE, "console")[OF_1X:]
    assert [block.text.count("$ ") for block in shown] == [2, 2, 2]
    for block in shown:
        follow(block.text, partial(run_line, site))
    for ini in ("agency.ini", "mysite.ini", "sites.ini"):
        assert run_line(site, f"twod migrate-ini {ini}") == "There is nothing to change.\n"


def test_site_moves_into_the_ini_of_another_framework(manual: FindBlocks, follow: Follow, tmp_path: Path) -> None:
    before, after = manual(PYRAMID_PAGE, "ini")
    site = write_site(tmp_path, {block.caption: block.text for block in manual(PYRAMID_PAGE, "python")})
    assert "portal" in before.text
    # The page leaves out what stays.
    logging = before.text[before.text.index("[loggers]") :]
    (site / "intranet.ini").write_text(f"{after.text}\n{logging}")
    for block in manual(PYRAMID_PAGE, "console"):
        follow(block.text, partial(run_line, site))


def test_ini_before_the_move_has_no_django_and_the_commands_say_so(manual: FindBlocks, tmp_path: Path) -> None:
    before, _ = manual(PYRAMID_PAGE, "ini")
    site = write_site(tmp_path, {block.caption: block.text for block in manual(PYRAMID_PAGE, "python")})
    (site / "intranet.ini").write_text(before.text)
    for line in ("settings intranet.ini --check", "migrate-ini intranet.ini"):
        environ = make_python_environ(site.parent / "bin", PYTHONSAFEPATH="1")
        done = run([sys.executable, "-m", "run_twod", *shlex.split(line)], cwd=site, environ=environ)
        assert done.returncode == 1
        message = (
            "intranet.ini:12 [app:portal] paste.app_factory: call:portal:main is not a factory of Django applications"
        )
        assert message in done.stderr
