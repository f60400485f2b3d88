"""The how-to pages about configuring a site show what its commands print.

The pages are docs/how-to/apps-and-middleware.rst, docs/how-to/connect.rst and docs/how-to/upgrading.rst.
"""

from __future__ import annotations

import shlex
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import django
import pytest

from kit.processes import run
from twod.wsgi.config.survey import load_uri

APPS, CONNECT = "docs/how-to/apps-and-middleware.rst", "docs/how-to/connect.rst"
UPGRADING = "docs/how-to/upgrading.rst"
POSTGRES = "django.db.backends.postgresql"

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
#: Settings of Django 5.2 that later versions do not have, and one that went before.
PASSING = """\
[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = ${file:secret-key}
FORMS_URLFIELD_ASSUME_HTTPS = true
USE_L10N = true
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


@pytest.mark.filterwarnings("ignore::twod.wsgi.exc.ConfigurationWarning")  # the settings of mail, in each version
def test_urls_have_the_parts_that_the_page_names(
    manual, write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page is docs/how-to/connect.rst."""
    monkeypatch.setattr(sys, "path", sys.path[:])  # each ini adds its directory
    for name in ("secret-key", "database-password", "reader-password", "mail-password"):
        write(name, f"{name}@/:\n")
    write("shop/__init__.py", "")
    write("shop/settings.py", "")
    first, options, pool, several, settings, mailer = (
        load_uri(write(f"{number}.ini", block.text), environ={"REDIS_PASSWORD": "p@/"}).values
        for number, block in enumerate(manual(CONNECT, "ini"))
    )
    default = first["DATABASES"]["default"]
    assert (default["ENGINE"], default["USER"], default["HOST"]) == (POSTGRES, "shop", "db.example.com")
    assert (default["PASSWORD"], default["PORT"], default["NAME"]) == ("database-password@/:", 5432, "shop")
    assert first["CACHES"]["default"]["LOCATION"] == "redis://:p%40%2F@cache.example.com:6379/1"
    default = options["DATABASES"]["default"]
    assert (default["CONN_MAX_AGE"], default["CONN_HEALTH_CHECKS"]) == (600, True)
    assert default["OPTIONS"] == {"sslmode": "require"}
    assert (options["CACHES"]["default"]["KEY_PREFIX"], options["CACHES"]["default"]["TIMEOUT"]) == ("shop", 3600)
    assert pool["DATABASES"]["default"]["OPTIONS"] == {"pool": {"min_size": 2, "max_size": 8}}
    assert several["DATABASES"].keys() == {"default", "reports"}
    assert several["CACHES"].keys() == {"default", "sessions"}
    assert settings["EMAIL_HOST_PASSWORD"] == "mail-password@/:"
    expected = {"host": "smtp.example.com", "port": 587, "username": "shop", "use_tls": True, "timeout": 10}
    assert mailer["MAILERS"]["default"]["OPTIONS"].items() >= expected.items()


@pytest.mark.skipif(find_spec("redis") is not None, reason="the library is installed")
def test_missing_library_is_named(manual, write: Callable[[str, str], Path], terminal: Terminal) -> None:
    write("secret-key", "key\n")
    write("database-password", "password\n")
    write("shop/urls.py", "urlpatterns = []\n")
    ini, *_ = manual(CONNECT, "ini")
    write("prod.ini", ini.text.replace("${env:REDIS_PASSWORD}", "p"))
    (shown,) = manual(CONNECT, "text")
    assert shown.text in terminal("twod settings prod.ini --check")


def test_settings_that_go_with_a_release_are_reported(
    manual, write: Callable[[str, str], Path], terminal: Terminal
) -> None:
    write("secret-key", "key\n")
    write("prod.ini", PASSING)
    before, after = manual(UPGRADING, "text")
    printed = terminal("twod settings prod.ini --check").splitlines()
    shown = before if django.VERSION < (6, 0) else after
    assert {*shown.text.splitlines()} <= {*printed}
