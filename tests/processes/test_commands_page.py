"""The commands of the manual's page ``docs/reference/commands.rst`` do and print what the page shows."""

from __future__ import annotations

import io
import re
import shlex
import textwrap

import pytest
from rich.console import Console

from kit.ports import find_free_port
from kit.processes import run, running
from twod.wsgi.commands.inspection.terminal_table import print_settings
from twod.wsgi.config.survey import load_uri

PAGE = "docs/reference/commands.rst"

PROD = """\
# The lines of this ini are those that the page names.



[DEFAULT]
debug = false
django_settings_module = notes_site.settings

[composite:main]
use = egg:twod.wsgi#full_django
django_app = django

[app:shop]
use = django
[app:django]
use = egg:twod.wsgi
ALLOWED_HOSTS = localhost 127.0.0.1


SECRET_KEY = ${env:SECRET_KEY}

STORAGES.staticfiles.BACKEND = whitenoise.storage.CompressedManifestStaticFilesStorage

[server:main]
use = egg:waitress
listen = 127.0.0.1:PORT
"""
DEV = """\
[DEFAULT]
debug = true
django_settings_module = notes_site.settings

[app:main]
use = egg:twod.wsgi

[server:main]
use = egg:waitress
listen = 127.0.0.1:PORT
"""
SHOP = """\
[app:main]
use = egg:twod.wsgi
SECRET_KEY = ${file:secret-key}
SECRET_KEY_FALLBACKS = ${file:secret-key.fallbacks:-}
"""
SETTINGS = """\
from pathlib import Path

HERE = Path(__file__).parent
DEBUG = True
SECRET_KEY = "of the module"
ALLOWED_HOSTS = []
ROOT_URLCONF = "notes_site.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": HERE / "db.sqlite3"}}
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.staticfiles"]
STATIC_URL = "static/"
STATIC_ROOT = HERE / "static"
"""
OLD = """\
[DEFAULT]
debug = false
django_settings_module = notes_site.settings
twod.booleans = SHOP_IS_OPEN

[app:main]
use = USED
SHOP_IS_OPEN = True
"""
SETTINGS_MODULES = {
    "base": "DEBUG = False\nINSTALLED_APPS = ['django.contrib.auth']\n",
    "dev": "from .base import *\nDEBUG = True\n",
    "prod": "from .base import *\nINSTALLED_APPS += ['django.contrib.sites']\nSECRET_KEY = 's3cret'\n",
}
URLS = """\
from django.http import HttpResponse
from django.urls import path

urlpatterns = [path("search/", lambda request: HttpResponse(request.GET.urlencode()))]
"""
WORKER = """\
from django.conf import settings

print(f"working with debug {settings.DEBUG}")
"""
TEST = """
from django.test import SimpleTestCase

class PageTest(SimpleTestCase):
    def test_missing(self):
        self.assertEqual(self.client.get("/").status_code, 404)
"""


@pytest.fixture
def port(write) -> str:
    """A site whose inis are those of the page, and the free port that they name."""
    port = str(find_free_port())
    write("prod.ini", PROD.replace("PORT", port))
    write("dev.ini", DEV.replace("PORT", port))
    write("shop.ini", SHOP)
    write("secret-key", "s3cret\n")
    write("notes_site/__init__.py", "")
    write("notes_site/settings.py", SETTINGS)
    write("notes_site/urls.py", URLS)
    write("test_pages.py", TEST)
    write("etc/README", "for inis\n")
    for name, text in SETTINGS_MODULES.items():
        write(f"shop/settings/{name}.py", text)
    write("worker.py", WORKER)
    return port


class Terminal:
    """Runs the page's command lines."""

    def __init__(self, paster, home, environ, port):
        self.paster = paster
        self.home = home
        self.environ = environ | {"SECRET_KEY": "s3cret"}
        self.port = port

    def run(self, line: str) -> str:
        line = line.removesuffix(" | cat")
        _, *words = shlex.split(line)
        if "--running" in words:
            return ""  # nobody serves that address; tests/servers/test_console.py asks a site that runs
        if "migrate-ini" in words:
            section = "[app:shop]" if "prod.ini#shop" in words else "[app:main]"
            text = OLD.replace("USED", "config:base.ini").replace("[app:main]", section)
            (self.home / "prod.ini").write_text(text)
            (self.home / "base.ini").write_text(OLD.replace("USED", "egg:twod.wsgi"))
        if "runserver" in words:
            words.append("127.0.0.1:0")
        if {"serve", "runserver"} & {*words}:
            return self.run_until(" at http://", words)
        done = run([*self.paster, *words], cwd=self.home, environ=self.environ, merged=True)
        assert done.returncode == (1 if "there is no staticfiles.json" in done.stdout else 0), done.stdout
        return done.stdout

    def run_until(self, ready: str, words: list[str]) -> str:
        """Run a server until it says that it is ready."""
        with running([*self.paster, *words], cwd=self.home, environ=self.environ) as server:
            server.wait_for(ready)
            printed = server.output
        return printed.replace(self.port, "8080")


@pytest.mark.slow
def test_each_command_prints_what_the_page_shows(manual, follow, tmp_path, environ, paster_command, port):
    terminal = Terminal(paster_command, tmp_path, environ, port)
    blocks = manual(PAGE, "console")
    assert sum(block.text.count("$ paster ") for block in blocks) > 15
    for block in blocks:
        follow(block.text, terminal.run)


@pytest.mark.usefixtures("port")
def test_the_table_of_settings_is_the_page_s(manual, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (shown,) = manual(PAGE, "text")
    monkeypatch.syspath_prepend(tmp_path)
    prod = load_uri("prod.ini#django", environ={"SECRET_KEY": "s3cret"})
    file = io.StringIO()
    print_settings(list(prod.report(["ALLOWED_HOSTS", "SECRET_KEY"]).values()), Console(file=file, width=80))
    printed = re.sub(" +$", "", textwrap.dedent(file.getvalue()), flags=re.MULTILINE)
    assert printed.strip() == shown.text.strip()
