"""The site of the manual's page ``docs/how-to/static.rst`` serves what the page says."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

PAGE = "docs/how-to/static.rst"

#: The command ``twod``.
TWOD = "import sys; from twod.wsgi.commands.command_line import run_command_line; sys.exit(run_command_line())"
#: A request as curl makes it; waitress sorts the headers.
CURL = """
import sys
from webob import Request
from twod.wsgi.loading import load_application

answer = Request.blank(sys.argv[-1]).get_response(load_application("site.ini"))
print(f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in sorted(answer.headerlist)), "", sep="\\n")
"""
ASK = """
import sys
from webob import Request
from twod.wsgi.config import configure
from twod.wsgi.loading import load_application

if sys.argv[1:]:
    configure("site.ini#django")
    names = {}
    exec(sys.argv[1], names)
    application = names["application"]
else:
    application = load_application("site.ini")
for path in ("/static/shop/site.css", "/media/picture.png", "/"):
    answer = Request.blank(path, base_url="http://127.0.0.1").get_response(application)
    print(answer.status_int, answer.content_type)
"""


@pytest.fixture
def site(manual: Any, tmp_path: Path) -> Path:
    (ini,) = manual(PAGE, "ini")
    files = {ini.caption: ini.text, "secret-key": "for tests alone", "shop/__init__.py": ""}
    files |= {"shop/urls.py": "urlpatterns = []\n", "shop/static/shop/site.css": "p {}\n", "media/picture.png": "PNG"}
    write_files(tmp_path, files)
    return tmp_path


def test_the_commands_print_what_the_page_shows(manual: Any, follow: Any, site: Path) -> None:
    programs = {"twod": TWOD, "curl": CURL}

    def run_line(line: str) -> str:
        program, *arguments = shlex.split(line)
        if "serve" in arguments:  # curl's own requests need no server
            return ""
        done = run([sys.executable, "-c", programs[program], *arguments], cwd=site, environ=make_python_environ(site))
        assert done.returncode == 0, done.stderr
        return done.stdout

    for block in manual(PAGE, "console"):
        follow(block.text, run_line)


def test_the_ini_and_the_code_of_the_manual_serve_the_same(manual: Any, site: Path) -> None:
    (code,) = manual(PAGE, "python")
    environ = make_python_environ(site)
    run([sys.executable, "-c", TWOD, "manage", "site.ini", "collectstatic", "--no-input"], cwd=site, environ=environ)
    for arguments in ([], [code.text]):
        done = run([sys.executable, "-c", ASK, *arguments], cwd=site, environ=environ)
        assert done.stdout == "200 text/css\n200 image/png\n404 text/html\n", done.stderr
