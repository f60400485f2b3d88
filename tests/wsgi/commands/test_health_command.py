"""``bin/manage-ENV health``: the checks of ``ready`` for a probe that runs a command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.sites import write_files
from twod.wsgi.commands.health_command import describe_lines
from twod.wsgi.serving.health.checkup import Failure, Findings

INI = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = health django

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
INSTALLED_APPS = shop

[filter:health]
use = egg:twod.wsgi#health
checks = shop.checks.check_search
timeout = 1m
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    files = {
        "shop/__init__.py": "",
        "shop/urls.py": "urlpatterns = []",
        "shop/checks.py": """
            from pathlib import Path

            def check_search():
                return not Path("broken").exists()
        """,
        "prod.ini": INI,
    }
    write_files(tmp_path, files)
    return tmp_path


def manage(site: Path, *words: str) -> tuple[int, str, str]:
    code = "from twod.wsgi.commands.manage import run_management_command; run_management_command('prod.ini')"
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(command, cwd=site, env=make_python_environ(site), text=True, capture_output=True, check=False)
    return done.returncode, done.stdout, done.stderr


def test_each_check_has_a_line_and_the_exit_status_tells_whether_all_passed(site: Path) -> None:
    passed = "cache:default             ok\nshop.checks.check_search  ok\n"
    assert manage(site, "health") == (0, passed, "")
    (site / "broken").touch()
    status, printed, logged = manage(site, "health")
    assert (status, logged) == (1, "")
    assert printed == "cache:default             ok\nshop.checks.check_search  failed: it returned False\n"


def test_json_is_what_the_probe_answers(site: Path) -> None:
    status, printed, _ = manage(site, "health", "--json")
    content = json.loads(printed)
    fingerprint = content.pop("settings")
    assert (status, content) == (0, {"status": "ok", "failed": []})
    (site / "broken").touch()
    status, printed, _ = manage(site, "health", "--json")
    assert status == 1
    assert json.loads(printed) == {
        "status": "failed",
        "failed": ["shop.checks.check_search"],
        "settings": fingerprint,
    }


def test_another_argument_is_refused_with_the_usage(site: Path) -> None:
    status, _, printed = manage(site, "health", "--jsn")
    assert status == 2
    assert "health [-h] [--json]" in printed


def test_a_command_of_the_site_of_that_name_is_run_instead(site: Path) -> None:
    write_files(
        site,
        {
            "shop/management/__init__.py": "",
            "shop/management/commands/__init__.py": "",
            "shop/management/commands/health.py": """
                from django.core.management.base import BaseCommand

                class Command(BaseCommand):
                    def handle(self, **options):
                        self.stdout.write("the site's own")
            """,
        },
    )
    assert manage(site, "health") == (0, "the site's own\n", "")


def test_an_ini_that_cannot_be_loaded_is_told_with_its_place(site: Path) -> None:
    (site / "prod.ini").write_text(INI.replace("INSTALLED_APPS = shop", "SITE_ID = x"))
    assert manage(site, "health") == (1, "", "-c: prod.ini:11 [app:django] SITE_ID: expected an integer, got 'x'\n")


def test_what_was_found_is_a_table() -> None:
    findings = Findings((Failure("cache:default", "TimeoutError"),), ("static",))
    assert describe_lines(findings) == "static         ok\ncache:default  failed: TimeoutError"
    assert describe_lines(Findings()) == "There is nothing to check."
