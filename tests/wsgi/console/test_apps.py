"""The console in a whole site, with accounts and the admin: one line in INSTALLED_APPS and one in urlpatterns."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.environs import make_python_environ
from kit.sites import write_files

INI = """\
[DEFAULT]
debug = false

[app:main]
use = egg:twod.wsgi
SECRET_KEY = k3y-of-the-site
ROOT_URLCONF = shop.urls
ALLOWED_HOSTS = testserver
DATABASES.default = sqlite:///%(here)s/db.sqlite3
SESSION_ENGINE = django.contrib.sessions.backends.signed_cookies
LOGIN_URL = admin:login
PASSWORD_HASHERS = django.contrib.auth.hashers.MD5PasswordHasher
STATIC_URL = /static/
INSTALLED_APPS =
    django.contrib.admin
    django.contrib.auth
    django.contrib.contenttypes
    django.contrib.sessions
    django.contrib.messages
    django.contrib.staticfiles
    {console}
MIDDLEWARE =
    django.contrib.sessions.middleware.SessionMiddleware
    django.contrib.auth.middleware.AuthenticationMiddleware
    django.contrib.messages.middleware.MessageMiddleware
TEMPLATES = [{{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": true, "OPTIONS":
    {{"context_processors": ["django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}}}]
"""
URLS = """
    from django.contrib import admin
    from django.urls import include, path

    urlpatterns = [path("admin/", admin.site.urls), {console}]
"""
#: What visitors see, printed as JSON.
VISIT = """
    import asyncio, json, sys
    from twod.wsgi.config import configure
    from twod.wsgi.config.activation import set_up_django
    configure("prod.ini")
    set_up_django()

    from django.contrib.auth.models import User
    from django.contrib.staticfiles.finders import find
    from django.core.management import call_command
    from django.test import AsyncClient, Client

    if sys.argv[1:]:
        code = Client().get("/nowhere/").status_code
        print(json.dumps([code, [name for name in sys.modules if name.startswith("twod.wsgi.console")]]))
        sys.exit()
    call_command("migrate", verbosity=0)
    root = User.objects.create_superuser("root", password="r00t")
    clerk = User.objects.create_user("clerk", is_staff=True)
    found = {}

    def see(client, url, **more):
        answer = client.get(url, **more)
        return [answer.status_code, answer.headers.get("Location", ""), answer.content.decode()]

    async def see_asynchronously(url):
        client = AsyncClient()
        await client.aforce_login(root)
        answer = await client.get(url)
        return [answer.status_code, answer.headers.get("Location", ""), answer.content.decode()]

    stranger = Client()
    found["stranger"] = see(stranger, "/console/changes/?q=a")
    found["program"] = see(stranger, "/console/", headers={"accept": "application/json"})
    staff = Client()
    staff.force_login(clerk)
    found["staff"], found["staff in admin"] = see(staff, "/console/"), see(staff, "/admin/")
    owner = Client()
    owner.force_login(root)
    found["owner"], found["owner in admin"] = see(owner, "/console/"), see(owner, "/admin/")
    found["by ASGI"] = asyncio.run(see_asynchronously("/console/"))
    found["style"] = find("twod_console/console.css")
    print(json.dumps(found))
"""


def visit(folder: Path, *words: str, has_console: bool = True) -> Any:
    console = 'path("console/", include("twod.wsgi.console.urls"))'
    files = {
        "prod.ini": INI.format(console="twod.wsgi.console" if has_console else ""),
        "shop/__init__.py": "",
        "shop/urls.py": URLS.format(console=console if has_console else ""),
        "visit.py": VISIT,
    }
    write_files(folder, files)
    run = [sys.executable, "visit.py", *words]
    done = subprocess.run(run, cwd=folder, env=make_python_environ(folder), text=True, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    found: dict[str, Any] = visit(tmp_path_factory.mktemp("site"))
    return found


def test_a_stranger_is_asked_to_sign_in_and_a_program_is_refused(seen: dict[str, Any]) -> None:
    assert seen["stranger"][:2] == [302, "/admin/login/?next=/console/changes/%3Fq%3Da"]
    assert seen["program"][0] == 403


def test_staff_is_refused_and_sees_no_entry_in_the_admin(seen: dict[str, Any]) -> None:
    assert seen["staff"][0] == 403
    assert seen["staff in admin"][0] == 200
    assert "/console/" not in seen["staff in admin"][2]


def test_a_superuser_finds_the_console_in_the_menu_of_the_admin(seen: dict[str, Any]) -> None:
    code, _, page = seen["owner in admin"]
    assert code == 200
    assert '<a href="/console/"' in page
    assert "Running site" in page


@pytest.mark.parametrize("protocol", ["owner", "by ASGI"])
def test_a_superuser_sees_the_settings_and_no_secret(seen: dict[str, Any], protocol: str) -> None:
    code, _, page = seen[protocol]
    assert code == 200
    assert "prod.ini:6" in page
    assert "k3y-of-the-site" not in page


def test_the_style_sheet_is_found_by_staticfiles(seen: dict[str, Any]) -> None:
    assert seen["style"].endswith("console/static/twod_console/console.css")


def test_a_site_without_it_imports_nothing_of_it(tmp_path: Path) -> None:
    assert visit(tmp_path, "modules", has_console=False) == [404, []]
