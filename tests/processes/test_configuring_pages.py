"""The how-to pages about configuring a site show what its commands print.

The page is docs/how-to/apps-and-middleware.rst.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.processes import run

APPS = "docs/how-to/apps-and-middleware.rst"

#: As much of the app as the page needs, since the tests' Python does not have it.
TOOLBAR = {
    "debug_toolbar/__init__.py": "",
    "debug_toolbar/middleware.py": """
        def DebugToolbarMiddleware(get_response):
            return get_response
    """,
    "debug_toolbar/toolbar.py": """
        from django.http import HttpResponse
        from django.urls import path

        def debug_toolbar_urls():
            return [path("__debug__/", lambda request: HttpResponse("the toolbar"))]
    """,
}
#: An environment that has nothing of it.
PROD = """\
[DEFAULT]
django_settings_module = shop.settings

[app:main]
use = egg:twod.wsgi
"""

Terminal = Callable[[str], str]


@pytest.fixture
def terminal(tmp_path: Path, environ: dict[str, str], twod_command: list[str | Path]) -> Terminal:
    """Runs the command lines of a page, and returns what they print."""

    def run_line(line: str) -> str:
        program, *words = shlex.split(line.removesuffix(" | cat"))
        assert program == "twod"
        return run([*twod_command, *words], cwd=tmp_path, environ=environ, merged=True).stdout

    return run_line


@pytest.fixture
def project(tmp_path: Path, environ: dict[str, str]) -> None:
    """A new project of Django's."""
    command = [sys.executable, "-m", "django", "startproject", "shop", "."]
    assert run(command, cwd=tmp_path, environ=environ).returncode == 0


@pytest.mark.usefixtures("project")
def test_app_is_added_in_one_environment(
    manual, follow: Callable[..., None], write: Callable[[str, str], Path], terminal: Terminal
) -> None:
    for name, text in TOOLBAR.items():
        write(name, text)
    (ini, _), (urls,), (session,) = (manual(APPS, language) for language in ("ini", "python", "console"))
    write(ini.caption, ini.text)
    write(urls.caption, urls.text)
    write("prod.ini", PROD)
    follow(session.text, terminal)
    differing = terminal("twod settings prod.ini --diff dev.ini")
    assert "INSTALLED_APPS\n  + 'debug_toolbar'" in differing
    assert "MIDDLEWARE\n  + 'debug_toolbar.middleware.DebugToolbarMiddleware'" in differing
    assert "/__debug__/" in terminal("twod routes dev.ini")
    assert "/__debug__/" not in terminal("twod routes prod.ini")
