"""Releases on a live host, by the steps of docs/how-to/releases.rst: nothing is lost, and nothing broken is served."""

from __future__ import annotations

import os
import re
import signal
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit.bundles import make_bundle
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.steady_load import steady_load

ROOT = Path(__file__).parents[2]
#: A script as relative-paths = true makes it: its release is the one that it lies in, whatever link has led to it.
SCRIPT = """\
#!/bin/sh
''':'
exec "$TWOD_PYTHON" "$0" "$@"
'''
import os, sys
base = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
sys.path[0:0] = [base + "/eggs"]
"""
TWOD = f"""{SCRIPT}
from twod.wsgi.commands.command_line import run_command_line
sys.exit(run_command_line())
"""
SERVE = f"""{SCRIPT}
from twod.wsgi.commands.starting.serve_command import serve_environment
sys.exit(serve_environment(base + "/parts/twod/prod.ini"))
"""
INI = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = health django

[filter:health]
use = egg:twod.wsgi#health
{health}

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = {key}
ALLOWED_HOSTS = 127.0.0.1
DATABASES.default = sqlite:///%(here)s/../../var/twod/db.sqlite3
INSTALLED_APPS = shop
{more}

[server:main]
{server}

{LOGGING}"""
KEY = "for tests alone, and for nothing else that anybody would want to sign"
SERVERS = {
    "gunicorn": "use = egg:gunicorn#main\nbind = {address}\nworkers = 2",
    "waitress": "use = egg:waitress\nlisten = {address}",
    "paste": "use = egg:Paste#http\nhost = 127.0.0.1\nport = {port}",
}
#: The page tells the code of the site, that of twod, which a server has imported first, and the row of a migration.
URLS = """
from django.http import HttpResponse
from django.urls import path
from shop.models import Letter
from twod.wsgi.release_place import STAMP

def tell(request):
    return HttpResponse(f"{Letter.objects.filter(name='{letter}').exists()} {letter} {STAMP}")

urlpatterns = [path("", tell)]
"""
MODELS = """
from django.db import models

class Letter(models.Model):
    name = models.CharField(max_length=9)
"""
FIRST = """
from django.db import migrations, models

class Migration(migrations.Migration):
    initial = True
    operations = [
        migrations.CreateModel(
            "Letter", [("id", models.AutoField(primary_key=True)), ("name", models.CharField(max_length=9))]
        )
    ]
"""
ADDING = """
from django.db import migrations

def add(apps, schema_editor):
    {work}

class Migration(migrations.Migration):
    dependencies = [("shop", "{before}")]
    operations = [migrations.RunPython(add)]
"""
CHECKS = """
import sys

def fail():
    raise LookupError("never ready")

def fail_in_server():
    return not sys.argv[0].endswith("serve-prod")
"""


def read_twod(stamp):
    """Return the files of twod's runtime, marked."""
    files = {}
    for top in (ROOT / "twod", ROOT / "inifile" / "twod"):
        for path in top.rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                files[f"eggs/twod/{path.relative_to(top)}"] = path.read_bytes()
    files["eggs/twod/wsgi/release_place.py"] += f'\nSTAMP = "{stamp}"\n'.encode()
    return files


class Host:
    """A host, its port, and the bundles that are released on it."""

    def __init__(self, home, name):
        self.home = home
        self.root = home / "shop"
        self.server = SERVERS[name]
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        self.environ = make_environ(TWOD_PYTHON=sys.executable, PYTHONWARNINGS="ignore")
        self.migrations = {"0001_first": FIRST}

    def make(self, letter, *, key=KEY, more="", health="", work=None, urls=URLS):
        server = self.server.format(address=f"127.0.0.1:{self.port}", port=self.port)
        work = work or f"apps.get_model('shop', 'Letter').objects.create(name='{letter}')"
        before = max(self.migrations)
        migrations = self.migrations | {
            f"{len(self.migrations) + 1:04}_{letter}": ADDING.format(work=work, before=before)
        }
        if "raise" not in work:
            self.migrations = migrations
        texts = {
            "bin/twod": TWOD,
            "bin/serve-prod": SERVE,
            "parts/twod/prod.ini": INI.format(key=key, more=more, health=health, server=server, LOGGING=LOGGING),
            "eggs/shop_urls.py": urls.replace("{letter}", letter),
            "eggs/shop/__init__.py": "",
            "eggs/shop/models.py": MODELS,
            "eggs/shop/checks.py": CHECKS,
            "eggs/shop/migrations/__init__.py": "",
        } | {f"eggs/shop/migrations/{name}.py": text for name, text in migrations.items()}
        files = read_twod(letter) | {name: text.encode() for name, text in texts.items()}
        return make_bundle(self.home / f"{letter}.tar.gz", files)

    def twod(self, *words, program=None):
        return run(
            [program or self.root / "current" / "bin" / "twod", *words],
            cwd=self.home,
            environ=self.environ,
            merged=True,
        )

    def release_first(self, archive):
        """Release on an empty host by the bundle's own command."""
        unpacked = self.home / "unpacked"
        unpacked.mkdir()
        assert run(["tar", "xf", archive, "-C", unpacked], cwd=self.home, environ=self.environ).returncode == 0
        done = self.twod("release", archive, "--to", self.root, "--no-reload", program=unpacked / "bin" / "twod")
        assert done.returncode == 0, done.stdout

    @contextmanager
    def served(self, **further):
        command = [self.root / "current" / "bin" / "serve-prod"]
        # As systemd has it, which knows the directory without links.
        with running(command, cwd=self.root / "current", environ=self.environ) as server:
            server.wait_for("erving")
            options = {"reload-command": f"kill -HUP {server.pid}", "ready-timeout": "60s"} | further
            lines = "".join(f"{name} = {text}\n" for name, text in options.items())
            (self.root / "release.ini").write_text(f"[release]\n{lines}")
            yield server

    def release(self, archive):
        done = self.twod("release", archive)
        assert done.returncode == 0, done.stdout
        return done.stdout


#: What is wrong with a bundle, and what the command says before it switches.
BROKEN = {
    "ini": ({"more": "EMAIL_PORT = x"}, "EMAIL_PORT: expected an integer, got 'x'"),
    "secret": ({"key": "${file:%(here)s/gone}"}, "SECRET_KEY"),
    "import": ({"urls": "import no_such_module"}, "No module named 'no_such_module'"),
    "migration": ({"work": "raise ValueError('no such letter')"}, "no such letter"),
    "ready": ({"health": "checks = shop.checks.fail"}, "never ready"),
}
#: How a release ends that is not ready in the server alone.
TAKEN_BACK = re.compile(r"failed: not ready within 4 s: .*; \S+ serves again$")


@pytest.mark.parametrize("name", SERVERS)
def test_releases_lose_nothing_and_serve_nothing_broken(tmp_path, name):
    host = Host(tmp_path, name)
    host.release_first(host.make("a"))
    with host.served() as server, steady_load(host.url, clients=2, pause=0.05) as load:
        load.wait_for_only("True a a")
        host.release(host.make("b"))
        load.wait_for_only("True b b")
        for letter, (changes, message) in BROKEN.items() if name == "gunicorn" else ():
            done = host.twod("release", host.make(letter, **changes))
            assert (done.returncode, message in done.stdout) == (1, True), done.stdout
            load.wait_for_only("True b b", 4)
        assert load.texts.keys() == {"True a a", "True b b"}
        if name == "gunicorn":
            late = host.make("c", health="checks = shop.checks.fail_in_server")
            done = host.twod("release", late, "--ready-timeout", "4s")
            assert TAKEN_BACK.search(done.stdout.strip()), done.stdout
            load.wait_for_only("True b b")
        if name != "paste":
            done = host.twod("rollback")
            assert done.returncode == 0, done.stdout
            load.wait_for_only("True a a")
    assert not load.lost, load.describe()
    # The process is the one of the start.
    assert server.status == 0


def test_a_worker_that_dies_is_replaced_by_one_of_its_own_release(tmp_path):
    host = Host(tmp_path, "gunicorn")
    host.release_first(host.make("a"))
    with host.served() as server, steady_load(host.url, clients=1, pause=0.05) as load:
        load.wait_for_only("True a a")
        assert host.twod("release", host.make("b"), "--no-reload").returncode == 0
        for _ in range(2):
            os.kill(int(server.wait_for("Booting worker").rpartition(" ")[2]), signal.SIGTERM)
        for _ in range(2):
            server.wait_for("Booting worker")
        load.wait_for(10)
        load.wait_for_only("True a a")


def test_the_options_and_the_list_of_the_manual_are_right(tmp_path, manual):
    """Those of docs/how-to/releases.rst: console, text and ini."""
    host = Host(tmp_path, "waitress")
    host.release_first(host.make("a"))
    (ini,) = manual("docs/how-to/releases.rst", "ini")
    (host.root / "release.ini").write_text(ini.text.replace("systemctl reload-or-restart shop", "true"))
    first, release, back = manual("docs/how-to/releases.rst", "console")
    assert "--to /srv/shop --no-reload" in first.text
    done = host.twod("release", host.make("b"), "--no-reload")
    name = r"[0-9]{8}-[0-9]{6}-[0-9a-f]{8}"
    printed = [re.sub(name, "NAME", line) for line in done.stdout.splitlines()]
    shown = [re.sub(name, "NAME", line) for line in release.text.splitlines()[1:]]
    assert [line for line in shown if "reloaded" not in line] == [line for line in printed if "no server" not in line]
    listed = [re.sub(name, "NAME", line) for line in host.twod("releases").stdout.splitlines()]
    assert [line.replace("a.tar", "shop.tar").replace("b.tar", "shop.tar") for line in listed] == [
        re.sub(name, "NAME", line) for line in back.text.splitlines()[1:3]
    ]
    (tree,) = manual("docs/how-to/releases.rst", "text")
    for line in tree.text.splitlines():
        path = re.sub(name, "*", line.partition(" ")[0].removeprefix("/srv/shop/").rstrip("/"))
        assert [*host.root.glob(path)], line
