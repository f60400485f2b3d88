"""``twod doctor``: a site with faults has exactly these named, and a well one none."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

WELL = """
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = ${file:key}
    ROOT_URLCONF = urls
    ALLOWED_HOSTS = www.example.com
    TIME_ZONE = UTC
    INSTALLED_APPS = django.contrib.contenttypes
    DATABASES.default = sqlite:///db.sqlite3
    [server:main]
    use = egg:waitress
    listen = 127.0.0.1:8080
"""
EIGHT = """
    [DEFAULT]
    debug = true
    [app:main]
    use = egg:twod.wsgi
    SECRET_KEY = ${file:key}
    ROOT_URLCONF = urls
    ALLOWED_HOSTS = *
    SECURE_PROXY_SSL_HEADER = HTTP_X_FORWARDED_PROTO ; https
    INSTALLED_APPS = django.contrib.contenttypes
    DATABASES.default = sqlite:///db.sqlite3
    CACHES.default.BACKEND = caches.Gone
    [server:main]
    use = egg:waitress
    listen = 127.0.0.1:8080
"""
CACHES = """
from django.core.cache.backends.locmem import LocMemCache

class Gone(LocMemCache):
    def set(self, *args, **kwargs):
        raise ConnectionRefusedError("nobody listens")
"""
LOCK = '[[packages]]\nname = "django"\nversion = "1.0"\n'
CODE = "from twod.wsgi.commands.command_line import run_command_line; raise SystemExit(run_command_line())"


@pytest.fixture
def run(write, tmp_path):
    """Run a command of twod's; returns exit status, stdout and stderr."""
    write("urls.py", "urlpatterns = []\n")
    write("caches.py", CACHES)
    write("key", "k3y").chmod(0o600)

    def run(*arguments: str) -> tuple[int, str, str]:
        command = [sys.executable, "-c", CODE, *arguments]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout, done.stderr

    return run


def test_site_with_eight_faults_has_these_eight_named(run, write):
    write("site.ini", EIGHT)
    write("pylock.toml", LOCK)
    write("db.sqlite3", "")
    Path("key").chmod(0o644)
    status, out, err = run("doctor", "site.ini", "--format=json")
    assert (status, err) == (1, "")
    told = json.loads(out)
    assert [ailment["subject"] for ailment in told["ailments"]] == [
        "DEBUG",
        "ALLOWED_HOSTS",
        "TIME_ZONE",
        "key",
        "SECURE_PROXY_SSL_HEADER",
        "cache:default",
        "migrations:default",
        "versions",
    ]
    assert all(ailment["cure"] for ailment in told["ailments"])
    assert told["ok"] == ["database:default", "disk space"]
    assert "k3y" not in out


def test_cache_is_examined_without_the_database_of_its_name(run, write):
    write(
        "site.ini",
        EIGHT.replace(
            "CACHES.default.BACKEND",
            'CACHES = {"default": {"BACKEND": "caches.Gone"}, "db": '
            '{"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "t"}}\n    #',
        ),
    )
    told = json.loads(run("doctor", "site.ini", "--format=json")[1])
    subjects = [ailment["subject"] for ailment in told["ailments"]]
    assert [name for name in subjects if ":" in name] == ["database:default", "cache:default"]
    assert not Path("db.sqlite3").exists()


def test_page_shows_what_it_prints(run, write, manual, follow):
    """The page is how-to/doctor.rst."""
    write("site.ini", EIGHT)
    write("pylock.toml", LOCK)
    write("db.sqlite3", "")
    Path("key").chmod(0o644)
    (block,) = manual("docs/how-to/doctor.rst", "console")
    follow(block.text, lambda line: run(*line.split()[1:])[1])


def test_missing_database_is_named_by_its_whole_path_and_its_cure_works(run, write, tmp_path):
    write("site.ini", WELL.replace("db.sqlite3", "data/db.sqlite3"))
    _, out, _ = run("doctor", "site.ini")
    wrong, cure = [line for line in out.splitlines() if not line.startswith("ok ")]
    file = tmp_path / "data/db.sqlite3"
    assert wrong.startswith(f"wrong    database:default: there is no file {file}; data/db.sqlite3 is relative to the")
    assert wrong.endswith(" (site.ini:8 [app:main])")
    assert cure == f"         cure: mkdir -p {file.parent} && twod setup-app site.ini"
    file.parent.mkdir()
    assert run("setup-app", "site.ini")[0] == 0
    assert run("doctor", "site.ini")[0] == 0


def test_well_site_has_no_fault_once_it_is_set_up(run, write):
    write("site.ini", WELL)
    status, out, err = run("doctor", "site.ini")
    assert (status, err) == (1, "")
    wrong = [line for line in out.splitlines() if not line.startswith("ok ")]
    assert wrong[0].startswith("wrong    database:default: there is no file ")
    assert wrong[1:] == ["         cure: twod setup-app site.ini"]
    assert not Path("db.sqlite3").exists()
    assert run("setup-app", "site.ini")[0] == 0
    status, out, err = run("doctor", "site.ini")
    assert (status, err, "wrong" in out) == (0, "", False)


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["site.ini", "other.ini"], 2, "twod doctor: expected one ini, got 'other.ini' too\n"),
        (["site.ini", "--lock=no.toml"], 1, "twod doctor: there is no lock file no.toml\n"),
        (["bad.ini"], 1, "twod doctor: bad.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"),
    ],
)
def test_what_it_cannot_examine_is_refused(run, write, arguments, status, message):
    write("site.ini", WELL)
    write("bad.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    assert run("doctor", *arguments) == (status, "", message)
