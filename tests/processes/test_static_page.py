"""The site of the manual's page ``docs/how-to/static.rst`` serves what the page says."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

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
for path in ("/static/site.css", "/media/picture.png", "/"):
    answer = Request.blank(path, base_url="http://127.0.0.1").get_response(application)
    print(answer.status_int, answer.content_type)
"""


def test_the_ini_and_the_code_of_the_manual_serve_the_same(manual: Any, tmp_path: Path) -> None:
    page = "docs/how-to/static.rst"
    (ini,), (code,) = manual(page, "ini"), manual(page, "python")
    files = {"site.ini": ini.text, "secret-key": "for tests alone", "shop/__init__.py": ""}
    files |= {"shop/urls.py": "urlpatterns = []\n", "static/site.css": "p {}\n", "media/picture.png": "PNG"}
    write_files(tmp_path, files)
    for arguments in ([], [code.text]):
        command = [sys.executable, "-c", ASK, *arguments]
        done = run(command, cwd=tmp_path, environ=make_python_environ(tmp_path))
        assert done.stdout == "200 text/css\n200 image/png\n404 text/html\n", done.stderr
