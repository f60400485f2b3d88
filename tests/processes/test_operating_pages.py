"""The how-to pages for people who run a site show what its commands print.

The pages are docs/how-to/operate.rst and docs/how-to/debug-a-setting.rst.
"""

from __future__ import annotations

import shlex
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from kit.ports import find_free_port
from kit.processes import run, running

OPERATE, DEBUG = "docs/how-to/operate.rst", "docs/how-to/debug-a-setting.rst"

FILES = {
    "shop/__init__.py": "",
    "shop/settings.py": """
        DEBUG = True
        ROOT_URLCONF = "shop.urls"
        INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
        MIDDLEWARE = [
            "django.middleware.security.SecurityMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ]
        SECURE_HSTS_SECONDS = 3600
        SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
        SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
        DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
        TIME_ZONE = "UTC"
        SESSION_COOKIE_AGE = 86400
    """,
    "shop/urls.py": "urlpatterns = []\n",
    "debug_toolbar/__init__.py": "",
    "secret-key": "s3cret-of-the-tests-0123456789-abcdefghijklmnopqrstuvwxyz\n",
}
#: The other environment of the site, whose lines the page names.
DEV = """\
[DEFAULT]
debug = true

[app:main]
use = django

[app:django]
use = config:prod.ini#django
SESSION_COOKIE_AGE = 2w
INSTALLED_APPS.append = debug_toolbar
"""


class Site:
    """A site on the ini of the first page, whose server listens on a free port."""

    def __init__(self, home: Path, ini: str, environ: dict[str, str], command: list[str | Path]) -> None:
        self.home = home
        self.port = str(find_free_port())
        self.environ = environ | {"DATABASE_URL": "sqlite:///db.sqlite3"}
        self.command = command
        self.ini = home / "prod.ini"
        self.ini.write_text(ini.replace("8080", self.port), encoding="utf-8")

    def run(self, line: str) -> str:
        """Run a command line of a page, and return what it printed."""
        program, *words = shlex.split(line.removesuffix(" | cat").replace("8080", self.port))
        assert program == "twod"
        return run([*self.command, *words], cwd=self.home, environ=self.environ, merged=True).stdout

    def break_ini(self) -> None:
        """Write the mistake of the pages into the ini."""
        self.ini.write_text(self.ini.read_text(encoding="utf-8").replace("= 8h", "= 8x"), encoding="utf-8")


@pytest.fixture
def site(manual, write, tmp_path: Path, environ: dict[str, str], twod_command: list[str | Path]) -> Site:
    for name, text in FILES.items():
        write(name, text)
    write("dev.ini", DEV)
    (ini,) = manual(OPERATE, "ini")
    made = Site(tmp_path, ini.text, environ, twod_command)
    assert "OK" in made.run("twod setup-app prod.ini")
    return made


def test_site_is_operated_as_the_page_shows(manual, follow: Callable[..., None], site: Site) -> None:
    check, origin, mistake, same, health, versions = (block.text for block in manual(OPERATE, "console"))
    (refusal,) = manual(OPERATE, "text")
    for block in (check, origin, health, versions):
        follow(block, site.run)
    with running([*site.command, "serve", "prod.ini"], cwd=site.home, environ=site.environ) as server:
        server.wait_for("Serving prod.ini")
        follow(same, site.run)
        site.break_ini()
        follow(mistake, site.run)
        server.send(signal.SIGHUP)
        server.wait_for(refusal.text.strip())


def test_origins_are_those_of_the_page(manual, follow: Callable[..., None], site: Site) -> None:
    *shown, differing, value = (block.text for block in manual(DEBUG, "console"))
    for block in (*shown, value):
        follow(block, site.run)
    with running([*site.command, "serve", "prod.ini"], cwd=site.home, environ=site.environ) as server:
        server.wait_for("Serving prod.ini")
        text = site.ini.read_text(encoding="utf-8")
        site.ini.write_text(text.replace("= 8h", "= 9h"), encoding="utf-8")
        follow(differing, site.run)
