"""A server under systemd: what it tells the manager, and the sockets that it gets from it."""

from __future__ import annotations

import signal
import sys

import pytest

from kit.engine_sites import make_engine_buildout
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.notify_socket import notify_socket
from kit.ports import find_free_port
from kit.processes import running
from kit.servers import fetch
from kit.sites import write_file, write_files
from kit.steady_load import steady_load
from kit.unit_runner import UnitFile
from twod.recipe.engines.systemd.systemd_part import Systemd

INI = """\
[DEFAULT]
debug = false
twod.types = GREETING:str

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = ${{cred:secret-key}}
ALLOWED_HOSTS = 127.0.0.1
GREETING = {greeting}

[server:main]
{server}

{LOGGING}"""
FILES = {
    "shop_urls.py": """
        from django.conf import settings
        from django.http import HttpResponse
        from django.urls import path

        urlpatterns = [path("", lambda request: HttpResponse(settings.GREETING))]
    """,
    # bin/serve-prod of a buildout.
    "bin/serve-prod": """
        #!{python}
        import sys
        from pathlib import Path
        sys.path.insert(0, str(Path(__file__).parents[1]))
        from twod.wsgi.commands.starting.serve_command import serve_environment

        if __name__ == "__main__":
            sys.exit(serve_environment(Path(__file__).parents[1] / "parts/shop/prod.ini"))
    """,
}
SERVERS = {
    "waitress": "use = egg:waitress\nlisten = 127.0.0.1:${env:PORT}",
    "paste": "use = egg:Paste#http\nhost = 127.0.0.1\nport = ${env:PORT}",
    "gunicorn": "use = egg:gunicorn#main\nbind = 127.0.0.1:${env:PORT}\nworkers = 2",
}


PROD = """\
server = {name}
http-address = 127.0.0.1:$${{env:PORT}}
hosts = here:127.0.0.1:{port}
SECRET_KEY = $${{cred:secret-key}}
"""


class Site:
    """A site whose one page has a setting, a free port, and the units that the recipe writes for it."""

    def __init__(self, home, name):
        self.home, self.name = home, name
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        write_files(home, {name: text.replace("{python}", sys.executable) for name, text in FILES.items()})
        (home / "bin/serve-prod").chmod(0o755)
        (home / "var/shop").mkdir(parents=True)
        write_file(home / "secret-key", "for tests alone, and for nothing else that anybody would want to sign")
        self.write_ini("old")
        buildout = make_engine_buildout(home, PROD.format(name=name, port=self.port))
        options = {"recipe": "twod.recipe:systemd", "site": "shop", "name": "shop", "user": "shop"}
        Systemd(buildout, "units", options | {"credentials": str(home)}).install()

    def write_ini(self, greeting):
        text = INI.format(greeting=greeting, server=SERVERS[self.name], LOGGING=LOGGING)
        write_file(self.home / "parts/shop/prod.ini", text)

    def read_unit(self, kind):
        return UnitFile(self.home / f"parts/units/shop.{kind}", self.home)


def receive_until(manager, variable):
    """Wait for a message with a variable, and return it."""
    while variable not in (told := manager.receive()):
        pass
    return told


@pytest.fixture
def manager(tmp_path):
    with notify_socket(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize("name", SERVERS)
def test_the_manager_is_told_of_each_step_of_a_server(tmp_path, manager, name):
    site = Site(tmp_path, name)
    unit = site.read_unit("service")
    assert unit.get("Type") == "notify"
    with unit.started({"NOTIFY_SOCKET": str(manager.path), "PYTHONWARNINGS": "ignore"}) as server:
        told = receive_until(manager, "READY")
        assert told.get("MAINPID", str(server.pid)) == str(server.pid)
        with steady_load(site.url, pause=0.05) as load:
            load.wait_for_only("old")
            site.write_ini("maybe\nEMAIL_PORT = x")
            server.send(unit.find_reload_signal())
            receive_until(manager, "RELOADING")
            assert "EMAIL_PORT: expected an integer, got 'x'" in receive_until(manager, "READY")["STATUS"]
            site.write_ini("new")
            server.send(unit.find_reload_signal())
            receive_until(manager, "RELOADING")
            # The process has run its command again, or has other workers, and is the one that it was.
            assert receive_until(manager, "READY")["MAINPID"] == str(server.pid)
            load.wait_for_only("new")
        assert not load.lost, load.describe()
        server.send(signal.SIGTERM)
        receive_until(manager, "STOPPING")
        assert server.ends_within(float(unit.get("TimeoutStopSec")))
    assert server.status == 0


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_takes_the_socket_that_systemd_has_opened(tmp_path, manager, name):
    site = Site(tmp_path, name)
    given = {"PORT": str(site.port), "CREDENTIALS_DIRECTORY": str(tmp_path), "NOTIFY_SOCKET": str(manager.path)}
    passed = [f"--setenv={name}={value}" for name, value in given.items()]
    listen = f"--listen=127.0.0.1:{site.port}"
    command = ["systemd-socket-activate", listen, *passed, "--setenv=PYTHONWARNINGS=ignore", "bin/serve-prod"]
    with running(command, cwd=tmp_path, environ=make_environ()) as server:
        server.wait_for("Listening on")
        # The first connection starts the server, and waits for it.
        assert fetch(site.url).text == "old"
        with steady_load(site.url, pause=0.05) as load:
            load.wait_for_only("old")
            site.write_ini("new")
            server.send(signal.SIGHUP)
            load.wait_for_only("new")
        assert not load.lost, load.describe()
