"""What Django needs is found by its settings, and each check tells by its name what is wrong."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from kit.environs import make_python_environ
from kit.ports import find_free_port
from kit.sites import write_files
from twod.wsgi.serving.health.checkup import Checkup

FILES = {
    "shop/__init__.py": "",
    "shop/urls.py": "urlpatterns = []",
    "shop/models.py": """
        from django.db import models

        class Thing(models.Model):
            name = models.TextField()
    """,
    "shop/migrations/__init__.py": "",
    "shop/migrations/0001_initial.py": """
        from django.db import migrations, models

        class Migration(migrations.Migration):
            initial = True
            dependencies = []
            operations = [
                migrations.CreateModel(
                    "Thing", [("id", models.BigAutoField(primary_key=True)), ("name", models.TextField())]
                )
            ]
    """,
    "checks.py": """
        def good():
            return "anything"

        def bad():
            raise ConnectionError("the password is sesame-open")
    """,
}

INI = """
[DEFAULT]
debug = false

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
INSTALLED_APPS = django.contrib.contenttypes django.contrib.staticfiles shop
DATABASES.default = sqlite:///%(here)s/db.sqlite3
STATIC_URL = static/
STATIC_ROOT = %(here)s/static
"""

#: Prints one line for each check, and what is logged.
EXAMINE = """
import logging, sys
logging.basicConfig(format="LOGGED %(levelname)s %(message)s", stream=sys.stdout, level=logging.INFO)
from functools import partial
from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health.checkup import Checkup
from twod.wsgi.serving.health.site_checks import find_site_checks

def examine(**options):
    found = Checkup(partial(find_site_checks, HealthOptions(**options)), 60).examine()
    for name in found.passed:
        print(name, "passed")
    for name, reason in found.failures:
        print(name, "failed:", reason)
"""

CONFIGURE = """
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
configure("prod.ini")
set_up_django()
"""


class Site:
    def __init__(self, home: Path) -> None:
        self.home = home
        write_files(home, FILES)
        self.write_ini("")

    def write_ini(self, more: str) -> None:
        (self.home / "prod.ini").write_text(INI + more)

    def run(self, code: str, **variables: str) -> list[str]:
        environ = make_python_environ(self.home, **variables)
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, cwd=self.home, env=environ, text=True, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.splitlines()

    def manage(self, *words: str) -> None:
        call = (
            f"from django.core.management import call_command\ncall_command({', '.join(map(repr, words))}, verbosity=0)"
        )
        self.run(CONFIGURE + call)

    def examine(self, options: str = "") -> list[str]:
        return self.run(f"{EXAMINE}{CONFIGURE}examine({options})")


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_a_site_that_was_set_up_passes(site: Site) -> None:
    site.manage("migrate")
    assert site.examine() == [
        "database:default passed",
        "cache:default passed",
        "migrations:default passed",
        "static passed",
    ]


def test_migrations_that_were_not_applied_are_named(site: Site) -> None:
    (line,) = [line for line in site.examine() if line.startswith("migrations")]
    assert line == (
        "migrations:default failed: not applied: contenttypes.0001_initial,"
        " contenttypes.0002_remove_content_type_name, shop.0001_initial"
    )
    site.manage("migrate", "contenttypes")
    assert "migrations:default failed: not applied: shop.0001_initial" in site.examine()


def test_a_migration_that_replaces_applied_ones_is_not_missing(site: Site) -> None:
    site.manage("migrate")
    squashed = FILES["shop/migrations/0001_initial.py"].replace(
        "initial = True", 'replaces = [("shop", "0001_initial")]'
    )
    write_files(site.home, {"shop/migrations/0001_squashed.py": squashed})
    assert "migrations:default passed" in site.examine()


def test_another_database_needs_migrations_once_somebody_migrated_it(site: Site) -> None:
    site.write_ini("DATABASES.archive = sqlite:///%(here)s/archive.sqlite3\n")
    site.manage("migrate")
    found = site.examine()
    assert {"database:archive passed", "migrations:archive passed"} <= {*found}
    site.manage("migrate", "--database=archive", "contenttypes")
    assert "migrations:archive failed: not applied: shop.0001_initial" in site.examine()


def test_a_database_that_cannot_be_opened_fails(site: Site) -> None:
    site.write_ini("DATABASES.archive = sqlite:///%(here)s/nowhere/archive.sqlite3\n")
    found = site.examine()
    assert "database:archive failed: OperationalError: unable to open database file" in found
    assert "database:default passed" in found


def test_a_site_without_a_database_or_cache_has_nothing_to_check(site: Site) -> None:
    site.write_ini("CACHES.default = dummycache://\n")
    ini = (site.home / "prod.ini").read_text()
    lines = [line for line in ini.splitlines() if not line.startswith("DATABASES")]
    (site.home / "prod.ini").write_text("\n".join(lines) + "\n")
    assert site.examine() == ["static passed"]


def test_a_cache_that_forgets_at_once_fails(site: Site) -> None:
    site.write_ini("CACHES.default.BACKEND = checks_cache.Forgetful\n")
    write_files(
        site.home,
        {
            "checks_cache.py": """
                from django.core.cache.backends.dummy import DummyCache

                class Forgetful(DummyCache):
                    pass
            """
        },
    )
    message = "cache:default failed: a value written a moment ago is missing; check the cache's server and its size"
    assert message in site.examine()


MANIFEST = "STORAGES.staticfiles.BACKEND = django.contrib.staticfiles.storage.ManifestStaticFilesStorage\n"


def test_without_a_manifest_static_files_fail_until_collectstatic_has_run(site: Site) -> None:
    site.write_ini(MANIFEST)
    message = f"static failed: there is no {site.home}/static/staticfiles.json; run collectstatic"
    assert message in site.examine()
    site.manage("collectstatic", "--no-input")
    assert "static passed" in site.examine()


def test_a_manifest_that_came_after_the_process_read_it_does_not_help(site: Site) -> None:
    site.write_ini(MANIFEST)
    code = """
from django.contrib.staticfiles.storage import staticfiles_storage
staticfiles_storage.hashed_files
import os
os.makedirs("static")
open("static/staticfiles.json", "w").write('{"version": "1.1", "paths": {}, "hash": "x"}')
examine()
"""
    (line,) = [line for line in site.run(EXAMINE + CONFIGURE + code) if line.startswith("static")]
    assert line.endswith("staticfiles.json when this process read it; restart the server after collectstatic")


def test_the_check_of_the_manifest_leaves_urls_to_the_first_request(site: Site) -> None:
    """Django completes a relative STATIC_URL and MEDIA_URL by the SCRIPT_NAME of whoever asks first."""
    site.write_ini(f"{MANIFEST}MEDIA_URL = media/\n")
    code = """
examine()
from django.conf import settings
from django.urls import set_script_prefix
set_script_prefix("/shop/")
print(settings.STATIC_URL, settings.MEDIA_URL)
"""
    assert site.run(EXAMINE + CONFIGURE + code)[-1] == "/shop/static/ /shop/media/"


def test_checks_of_the_sites_own_have_their_dotted_names(site: Site) -> None:
    site.manage("migrate")
    found = site.examine("checks=('checks.good', 'checks.bad', 'checks.misspelt')")
    assert "checks.good passed" in found
    assert "checks.bad failed: ConnectionError: the password is sesame-open" in found
    (line,) = [line for line in found if line.startswith("checks.misspelt")]
    assert line.startswith("checks.misspelt failed: ImportError: ")


def test_a_secret_of_the_settings_is_hidden_in_reasons(site: Site) -> None:
    site.write_ini("SHOP_PASSWORD = sesame-open\n")
    found = site.examine("checks=('checks.bad',)")
    assert "checks.bad failed: ConnectionError: the password is <hidden>" in found


def test_checks_can_be_left_out(site: Site) -> None:
    assert site.examine("skip=frozenset({'static', 'database', 'migrations:default'})") == ["cache:default passed"]


def test_a_process_without_django_has_the_checks_of_its_own_alone(site: Site) -> None:
    assert site.run(f"{EXAMINE}examine(checks=('checks.good',))") == ["checks.good passed"]


def test_settings_that_cannot_be_loaded_fail_as_settings(site: Site) -> None:
    site.write_ini("EMAIL_PORT = soon\n")
    variables = {"DJANGO_SETTINGS_MODULE": "twod.wsgi.config.settings", "TWOD_CONFIG_URI": "prod.ini"}
    (line,) = site.run(f"{EXAMINE}examine()", **variables)
    assert line.startswith("settings failed: ConfigurationError: ")
    assert "[app:main] EMAIL_PORT: expected an integer" in line


def test_a_django_that_is_not_set_up_yet_fails_as_settings(site: Site) -> None:
    variables = {"DJANGO_SETTINGS_MODULE": "twod.wsgi.config.settings", "TWOD_CONFIG_URI": "prod.ini"}
    (line,) = site.run(f"{EXAMINE}examine()", **variables)
    assert line == "settings failed: AppRegistryNotReady: Apps aren't loaded yet."


def test_the_check_of_the_manual_fails_when_nobody_answers(manual) -> None:
    (shown,) = manual("docs/how-to/health.rst", "python")
    names: dict[str, Any] = {}
    exec(shown.text.replace("9200", str(find_free_port())), names)
    found = Checkup(lambda: {"shop.health.check_search": names["check_search"]}, 60).examine()
    assert found.failed == ("shop.health.check_search",)
    assert "Connection refused" in found.failures[0].reason
