"""The site of the manual's page ``docs/how-to/restrict-access.rst`` lets in the users that the page names."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from kit.sites import write_files

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.test_docs import FindBlocks

PAGE = "docs/how-to/restrict-access.rst"

INI = """\
[DEFAULT]
debug = false
django_settings_module = mysite.settings

[app:main]
use = egg:twod.wsgi
ALLOWED_HOSTS = 127.0.0.1
INSTALLED_APPS.append = mysite
"""
WIKI = """\
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [environ.get("REMOTE_USER", "").encode()]
"""
#: The command ``twod``.
TWOD = "import sys; from twod.wsgi.commands.command_line import run_command_line; sys.exit(run_command_line())"
#: Requests as curl makes them.
CURL = """
import sys
from webob import Request
from twod.wsgi.loading import load_application

answer = Request.blank(sys.argv[-1]).get_response(load_application("site.ini"))
print(f"HTTP/1.1 {answer.status}", *(f"{name}: {value}" for name, value in answer.headerlist), "", sep="\\n")
"""
#: Each user's visits with each permission of the page.
VISITS = """
import sys
from twod.wsgi.config import configure
configure("site.ini")
import django
django.setup()
from django.contrib.auth.models import Group, Permission, User
from django.test import Client, override_settings
from django.urls import path

editors = Group.objects.create(name="Editors")
users = {name: User.objects.create_user(name) for name in ("ann", "eve", "bob")}
users["eve"].groups.add(editors)
users["bob"].user_permissions.add(Permission.objects.get(codename="use_wiki"))
for code in sys.argv[1:]:
    names = {"urlpatterns": None}
    exec("from twod.wsgi import mount\\nfrom twod.wsgi.embedding import is_signed_in\\n" + code, names)
    patterns = names["urlpatterns"] or names["pattern"]
    said = []
    with override_settings(ROOT_URLCONF=tuple(patterns)):
        for name in ("", *users):
            client = Client(headers={"host": "127.0.0.1"})
            if name:
                client.force_login(users[name])
            said += [client.get("/wiki/").status_code, client.post("/wiki/").status_code]
    print(*said)
"""


@pytest.fixture
def site(manual: FindBlocks, tmp_path: Path) -> Path:
    files = {block.caption: block.text for block in manual(PAGE, "python") if block.caption}
    assert files.keys() == {"mysite/urls.py", "mysite/models.py"}
    files["mysite/urls.py"] = files["mysite/urls.py"].replace("permission=is_signed_in", 'permission="mysite.use_wiki"')
    done = run(
        [sys.executable, "-m", "django", "startproject", "mysite", "."], cwd=tmp_path, environ=make_python_environ()
    )
    assert done.returncode == 0, done.stderr
    write_files(tmp_path, files | {"mywiki.py": WIKI, "site.ini": INI})
    return tmp_path


def test_the_page_restricts_access(
    manual: FindBlocks, follow: Callable[[str, Callable[[str], str]], None], site: Path
) -> None:
    environ = make_python_environ(site)

    def run_line(line: str) -> str:
        program, *arguments = shlex.split(line)
        code = {"curl": CURL, "twod": TWOD}[program]
        done = run([sys.executable, "-c", code, *arguments], cwd=site, environ=environ)
        assert done.returncode == 0, done.stderr
        return done.stdout

    for block in manual(PAGE, "console"):
        follow(block.text, run_line)

    # The page's permissions, in their order: a login, a permission, a group, a permission for changes.
    urls, permission, _models, group, method = (block.text for block in manual(PAGE, "python"))
    assert "may_use" in method
    named = [f"pattern = [{permission}]", group.replace("\n\n\nmount", "\npattern = [mount") + "]"]
    changes = f'{method}\npattern = [mount("wiki/", "mywiki:application", permission=may_use)]'
    done = run([sys.executable, "-c", VISITS, urls, *named, changes], cwd=site, environ=environ)
    # Nobody, ann without anything, eve who is an editor, bob who has the permission: GET, POST.
    assert done.stdout.splitlines() == [
        "302 403 200 200 200 200 200 200",
        "302 403 403 403 403 403 200 200",
        "302 403 403 403 200 200 403 403",
        "200 403 200 403 200 403 200 200",
    ], done.stderr
