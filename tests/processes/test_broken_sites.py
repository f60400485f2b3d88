"""A site whose own code raises: one line with file and line from every command, and the traceback on request."""

from __future__ import annotations

import sys

import pytest

from kit.processes import run as run_process

INI = """
[DEFAULT]
debug = true
django_settings_module = shop.settings
[app:main]
use = egg:twod.wsgi
{option}
SECRET_KEY = k
[server:main]
use = egg:waitress
listen = 127.0.0.1:0
"""
RIGHT = 'ROOT_URLCONF = "shop.urls"\n'
MODELS = "from django.db import models\n\n\nclass Product(models.Model):\n    pass\n"
SCRIPT = (
    "from twod.wsgi.commands.console_script import run_console_script\nrun_console_script('site.ini', 'json', 'loads')"
)

COMMANDS = {
    "settings": ("settings", "site.ini"),
    "check": ("settings", "site.ini", "--check"),
    "manage": ("manage", "site.ini", "check"),
    "serve": ("serve", "site.ini"),
    "setup-app": ("setup-app", "site.ini"),
    "request": ("request", "site.ini", "/"),
}


@pytest.fixture
def make_site(write):
    """Write a site; returns its ini."""

    def make_site(option: str = "", settings: str = RIGHT, **files: str) -> None:
        write("site.ini", INI.format(option=option))
        write("shop/__init__.py", "")
        write("shop/urls.py", "urlpatterns = []\n")
        write("shop/settings.py", settings)
        for name, text in files.items():
            write(f"shop/{name}.py", text)

    return make_site


@pytest.mark.parametrize("command", COMMANDS)
def test_a_settings_module_that_raises_is_one_line_beside_the_mistakes_of_the_ini(make_site, paster, command):
    make_site("SITE_ID = x", "import os\n\nA = os.environ['NOT_SET_ANYWHERE']\n")
    answer = paster(*COMMANDS[command])
    assert answer.returncode == 1
    lines = answer.stderr.splitlines()
    assert len(lines) == 2, answer.stderr
    assert "site.ini:3 [DEFAULT] django_settings_module: shop/settings.py:3 raised KeyError: 'NOT_SET_ANY" in lines[0]
    assert "site.ini:6 [app:main] SITE_ID: expected an integer, got 'x'" in lines[1]


def test_the_settings_of_an_ini_are_shown_though_its_module_raises(make_site, paster):
    make_site("SITE_ID = 5", "1 / 0")
    assert "SITE_ID: int = 5" in paster("settings", "site.ini").stdout


@pytest.mark.parametrize("command", ["check", "manage", "serve", "request", "setup-app"])
@pytest.mark.parametrize(
    ("option", "files", "said"),
    [
        (
            "AUTH_USER_MODEL = nowhere.User\nINSTALLED_APPS = django.contrib.auth django.contrib.contenttypes\n"
            "  django.contrib.admin\nMIDDLEWARE = django.contrib.auth.middleware.AuthenticationMiddleware",
            {},
            "site.ini:6 [app:main] AUTH_USER_MODEL: Django rejects this: AUTH_USER_MODEL refers to model",
        ),
        (
            "INSTALLED_APPS = nowhere",
            {},
            "site.ini:6 [app:main] INSTALLED_APPS: Django rejects this: No module named 'nowhere'",
        ),
        (
            "INSTALLED_APPS = shop",
            {"models": "A = 1\n1 / 0"},
            "site.ini:6 [app:main] INSTALLED_APPS: shop/models.py:2 raised ZeroDivisionError: division by zero",
        ),
        (
            "INSTALLED_APPS = shop\nDATABASES.default = postgres://shop:hunter2@localhost/shop",
            {"models": MODELS},
            "site.ini:7 [app:main] DATABASES.default: Django rejects this: Error loading psycopg2 or psycopg module",
        ),
        (
            'LOGGING = {"version": 1, "handlers": {"a": {"class": "no.Such"}}}',
            {},
            "site.ini:6 [app:main] LOGGING: raised ValueError: Unable to configure handler 'a'",
        ),
    ],
    ids=["user model", "no application", "application", "driver", "logging"],
)
def test_what_stops_django_is_one_line_at_the_option_behind_it(make_site, paster, command, option, files, said):
    make_site(option, **files)
    answer = paster(*COMMANDS[command])
    assert answer.returncode == 1
    assert said in answer.stderr
    assert "Traceback" not in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("command", "word"), [("serve", "paster serve"), ("request", "paster request"), ("check", "error")]
)
def test_a_middleware_that_raises_is_one_line(make_site, paster, command, word):
    make_site("MIDDLEWARE = shop.middleware.Middleware", middleware="A = 1\nB = 2\nraise SystemExit('no')")
    answer = paster(*COMMANDS[command])
    assert answer.returncode == 1
    said = "site.ini:6 [app:main] MIDDLEWARE: shop/middleware.py:3 raised SystemExit: no"
    assert answer.stderr.startswith(f"{word}: {said}")
    assert "Traceback" not in answer.stderr


def test_views_that_cannot_be_imported_are_one_line_of_the_check(make_site, paster):
    make_site(urls="from django.urls import path\n\nfrom shop import views\n")
    answer = paster("settings", "site.ini", "--check")
    assert answer.returncode == 1
    assert answer.stderr.startswith(
        "error: site.ini:3 [DEFAULT] django_settings_module: ROOT_URLCONF: shop/urls.py:3 raised ImportError: cannot "
    )
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.slow
def test_a_driver_that_is_needed_later_is_one_line(make_site, paster):
    make_site("DATABASES.default = postgres://shop:hunter2@localhost/shop")
    for command in ("check", "setup-app"):
        answer = paster(*COMMANDS[command])
        assert answer.returncode == 1
        assert "site.ini:6 [app:main] DATABASES.default: Django rejects this: Error loading psycopg2" in answer.stderr
        assert "Traceback" not in answer.stderr
    answer = paster("manage", "site.ini", "migrate")
    assert answer.returncode == 1
    assert "site.ini:6 [app:main] DATABASES.default: Django rejects this: Error loading psycopg2" in answer.stderr


def test_a_bound_script_tells_it_too(make_site, write, environ, tmp_path):
    make_site(settings="1 / 0")
    script = write("bin/loads-prod", SCRIPT)
    answer = run_process([sys.executable, script], cwd=tmp_path, environ=environ)
    said = "loads-prod: site.ini:3 [DEFAULT] django_settings_module: shop/settings.py:1 raised ZeroDivisionError: "
    assert (answer.returncode, answer.stderr[: len(said)], len(answer.stderr.splitlines())) == (1, said, 1)


@pytest.mark.parametrize("command", ["settings", "manage", "serve"])
def test_the_traceback_is_shown_on_request(make_site, paster, command):
    make_site(settings="1 / 0")
    answer = paster(*COMMANDS[command], TWOD_TRACEBACK="1")
    assert "Traceback (most recent call last)" in answer.stderr
    assert 'shop/settings.py", line 1' in answer.stderr
    assert "raised ZeroDivisionError" in answer.stderr


def test_an_error_of_a_command_keeps_its_traceback(make_site, write, paster):
    make_site("INSTALLED_APPS = shop")
    write("shop/management/__init__.py", "")
    write("shop/management/commands/__init__.py", "")
    command = (
        "from django.core.management import BaseCommand\n\nclass Command(BaseCommand):\n    def handle(self, **_):\n"
    )
    write("shop/management/commands/fail.py", f"{command}        1 / 0\n")
    answer = paster("manage", "site.ini", "fail")
    assert answer.returncode == 1
    assert "Traceback" in answer.stderr
    assert "raised" not in answer.stderr
