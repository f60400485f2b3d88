"""A server under systemd: what it tells the manager, and the sockets that it gets from it."""

from __future__ import annotations

import signal
import sys

import pytest

from kit.environs import make_environ
from kit.inis import LOGGING
from kit.notify_socket import notify_socket
from kit.ports import find_free_port
from kit.processes import running
from kit.servers import fetch
from kit.sites import write_files
from kit.steady_load import steady_load

INI = """\
[DEFAULT]
debug = false
twod.types = GREETING:str

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
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
    "serve-prod": """
        import sys
        from pathlib import Path
        from twod.wsgi.commands.starting.serve_command import serve_environment

        if __name__ == "__main__":
            sys.exit(serve_environment(Path(__file__).with_name("prod.ini")))
    """,
}
SERVERS = {
    "waitress": "use = egg:waitress\nlisten = 127.0.0.1:{port}",
    "paste": "use = egg:Paste#http\nhost = 127.0.0.1\nport = {port}",
    "gunicorn": "use = egg:gunicorn#main\nbind = 127.0.0.1:{port}\nworkers = 2",
}


class Site:
    """A site whose one page has a setting, and a free port."""

    def __init__(self, home, name):
        self.home, self.name = home, name
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}/"
        write_files(home, FILES)

    def write_ini(self, greeting):
        server = SERVERS[self.name].format(port=self.port)
        self.home.joinpath("prod.ini").write_text(INI.format(greeting=greeting, server=server, LOGGING=LOGGING))

    def make_environ(self, manager):
        return make_environ(PYTHONPATH=str(self.home), PYTHONWARNINGS="ignore", NOTIFY_SOCKET=str(manager.path))


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
    site.write_ini("old")
    with running([sys.executable, "serve-prod"], cwd=tmp_path, environ=site.make_environ(manager)) as server:
        told = receive_until(manager, "READY")
        assert told.get("MAINPID", str(server.pid)) == str(server.pid)
        with steady_load(site.url, pause=0.05) as load:
            load.wait_for_only("old")
            site.write_ini("maybe\nEMAIL_PORT = x")
            server.send(signal.SIGHUP)
            receive_until(manager, "RELOADING")
            assert "EMAIL_PORT: expected an integer, got 'x'" in receive_until(manager, "READY")["STATUS"]
            site.write_ini("new")
            server.send(signal.SIGHUP)
            receive_until(manager, "RELOADING")
            # The process has run its command again, or has other workers, and is the one that it was.
            assert receive_until(manager, "READY")["MAINPID"] == str(server.pid)
            load.wait_for_only("new")
        assert not load.lost, load.describe()
        server.send(signal.SIGTERM)
        receive_until(manager, "STOPPING")
        assert server.ends_within(60)
    assert server.status == 0


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_takes_the_socket_that_systemd_has_opened(tmp_path, manager, name):
    site = Site(tmp_path, name)
    site.write_ini("old")
    environ = site.make_environ(manager)
    passed = [f"--setenv={name}" for name in environ if name not in ("PATH", "HOME", "USER", "LOGNAME", "LANG", "TERM")]
    command = ["systemd-socket-activate", f"--listen=127.0.0.1:{site.port}", *passed, sys.executable, "serve-prod"]
    with running(command, cwd=tmp_path, environ=environ) as server:
        server.wait_for("Listening on")
        # The first connection starts the server, and waits for it.
        assert fetch(site.url).text == "old"
        with steady_load(site.url, pause=0.05) as load:
            load.wait_for_only("old")
            site.write_ini("new")
            server.send(signal.SIGHUP)
            load.wait_for_only("new")
        assert not load.lost, load.describe()
