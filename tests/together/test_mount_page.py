"""``docs/tutorials/mount-an-application.rst``: a Flask application in the site of the first ten minutes."""

from __future__ import annotations

from contextlib import contextmanager
from http.cookiejar import CookieJar
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest

from kit.processes import PATIENCE, RunningProcess, running
from kit.students import Student, start_project

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kit.buildouts import Buildout

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

PAGE = "docs/tutorials/mount-an-application.rst"
#: What the page has the reader do in the admin.
GRANT = """\
from django.contrib.auth.models import Permission, User
User.objects.get(username="bob").user_permissions.add(Permission.objects.get(codename="view_user"))
"""


def visit_as(name: str, password: str, address: str) -> str:
    """Log in as a browser does that wants to see a page; return that page, or the number of its error."""
    cookies = CookieJar()
    browser = build_opener(HTTPCookieProcessor(cookies))
    with browser.open(address, timeout=PATIENCE) as login:
        (token,) = (cookie.value for cookie in cookies if cookie.name == "csrftoken")
        form = {"csrfmiddlewaretoken": token, "username": name, "password": password}
        url = login.url
    try:
        with browser.open(url, urlencode(form).encode(), timeout=PATIENCE) as page:
            assert page.url == address
            return str(page.read().decode())
    except HTTPError as error:
        with error:
            return str(error.code)


def test_the_application_of_the_page_knows_the_users_who_may_reach_it(
    manual: Any, follow: Any, tmp_path: Path, buildout: Buildout
) -> None:
    student = Student(tmp_path, buildout)
    start_project(student, manual)
    wiki, options, build, urls, serve, request, login, redirect, user, ada, permission, second, bob, routes = manual(
        PAGE
    )
    student.write(wiki.caption, wiki.text)
    assert options.caption == "buildout.cfg, [twod]"
    student.set_options(options.text, "twod")
    follow(build.text, student.type)
    address = f"http://127.0.0.1:{student.ports['8000']}/wiki/"
    command = serve.text.partition("\n")[0].removeprefix("$ ").split()

    @contextmanager
    def serving(urls: Any) -> Iterator[RunningProcess]:
        """Serve with these URLs, from a start on: no test may depend on the second in which a server reloads."""
        student.write(urls.caption, urls.text)
        with running(command, cwd=tmp_path, environ=student.environ) as server:
            server.wait_for("Serving on ")
            yield server

    with serving(urls) as server:
        follow(serve.text, lambda _: student.use_ports_of_the_page(server.output))
        follow(request.text, student.type)
    with serving(login):
        follow(redirect.text, student.type)
        student.environ["DJANGO_SUPERUSER_PASSWORD"] = "t3st-of-ada"
        asked = "Password:\nPassword (again):\n"
        follow(user.text, lambda line: asked + student.type(f"{line} --noinput"))
        assert visit_as("ada", "t3st-of-ada", address) == ada.text
    with serving(permission):
        follow(second.text, student.type)
        assert visit_as("bob", "a-test", address) == "403"
        assert visit_as("ada", "t3st-of-ada", address) == ada.text
        (tmp_path / "grant.py").write_text(GRANT, encoding="utf-8")
        student.type("bin/python-dev grant.py")
        assert visit_as("bob", "a-test", address) == bob.text
    follow(routes.text, student.type)
