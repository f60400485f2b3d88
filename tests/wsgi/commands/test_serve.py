"""``paster serve``: what it says at the start and at the end, and what it starts anew for."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import threading
import urllib.request
from contextlib import contextmanager

import pytest

BASE = """
    [app:main]
    use = egg:twod.wsgi
    ROOT_URLCONF = urls
    SECRET_KEY = ${file:key}
    ALLOWED_HOSTS = *
    GREETING = hello
"""
INI = """
    [DEFAULT]
    debug = DEBUG
    [app:main]
    use = config:base.ini
    [server:main]
    use = egg:waitress
    listen = 127.0.0.1:PORT
    [loggers]
    keys = root
    [handlers]
    keys = console
    [formatters]
    keys = plain
    [logger_root]
    level = INFO
    handlers = console
    [handler_console]
    class = StreamHandler
    args = ()
    formatter = plain
    [formatter_plain]
    format = %(message)s
"""
URLS = """
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path

    def greet(request):
        return HttpResponse(f"{settings.GREETING} {settings.SECRET_KEY}")

    urlpatterns = [path("", greet)]
"""


@pytest.fixture
def address(write):
    """A site on a free port, and its address."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    write("dev.ini", INI.replace("DEBUG", "true").replace("PORT", str(port)))
    write("prod.ini", INI.replace("DEBUG", "false").replace("PORT", str(port)))
    write("base.ini", BASE)
    write("key", "k1")
    write("urls.py", URLS)
    return f"http://127.0.0.1:{port}/"


@pytest.fixture
def serve(paster_command, environ, tmp_path):
    """Serve as long as a block lasts, and end it as Ctrl-C in a terminal does; gives the lines that are printed."""

    @contextmanager
    def serve(*arguments):
        command = [*paster_command, "serve", *arguments]
        # PasteScript's monitor starts sys.argv anew.
        script = tmp_path / "bin" / "paster"
        script.parent.mkdir(exist_ok=True)
        script.write_text(command[2])
        command[1:3] = [str(script)]
        with subprocess.Popen(
            command,
            cwd=tmp_path,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        ) as server:
            lines = Lines(server.stdout)
            watchdog = threading.Timer(40, os.killpg, (server.pid, signal.SIGKILL))
            watchdog.start()
            try:
                yield lines
            finally:
                os.killpg(server.pid, signal.SIGINT)
                lines.finish()
                watchdog.cancel()
        lines.status = server.returncode

    return serve


class Lines:
    def __init__(self, stream):
        self.stream = stream
        self.seen = []
        self.status = None

    def wait_for(self, text):
        for line in self.stream:
            self.seen.append(line.rstrip("\n"))
            if text in line:
                return self.seen[-1]
        raise AssertionError("\n".join(self.seen))

    def finish(self):
        self.seen += [line.rstrip("\n") for line in self.stream]


def get(address):
    with urllib.request.urlopen(address, timeout=20) as answer:
        return answer.read().decode()


@pytest.mark.parametrize(("ini", "debug"), [("dev.ini", "on"), ("prod.ini", "off")])
def test_first_line_says_ini_environment_debug_and_address(serve, address, ini, debug):
    with serve(ini) as lines:
        line = lines.wait_for("Serving ")
        assert line == f"Serving {ini} (environment {ini[:-4]}, debug {debug}) at {address}"
        lines.wait_for("on http://")
        assert get(address) == "hello k1"


@pytest.mark.parametrize("options", [(), ("--reload",)], ids=["plain", "reload"])
def test_ctrl_c_ends_without_a_traceback(serve, address, options):
    with serve(*options, "dev.ini") as lines:
        lines.wait_for("on http://")
    assert "Traceback" not in "\n".join(lines.seen)
    assert lines.status == 0


@pytest.mark.parametrize("file", ["dev.ini", "base.ini", "key"])
def test_reload_looks_at_the_ini_its_chain_and_its_secret_files(serve, address, tmp_path, touched, file):
    with serve("--reload", "dev.ini") as lines:
        lines.wait_for("on http://")
        path = tmp_path / file
        path.write_text(path.read_text().replace("hello", "goodbye").replace("k1", "k2"))
        with touched(path):
            lines.wait_for(f"{path} changed; reloading")
        lines.wait_for("on http://")
        assert get(address) == {"dev.ini": "hello k1", "base.ini": "goodbye k1", "key": "hello k2"}[file]


def test_reload_waits_for_an_ini_that_is_wrong_to_be_mended(serve, address, tmp_path, touched):
    base = tmp_path / "base.ini"
    right = base.read_text()
    with serve("--reload", "dev.ini") as lines:
        lines.wait_for("on http://")
        base.write_text(right + "SITE_ID = x\n")
        with touched(base):
            lines.wait_for("base.ini:7 [app:main] SITE_ID: expected an integer, got 'x'")
            lines.wait_for("Waiting for a change.")
            base.write_text(right)
            lines.wait_for("on http://")
        assert get(address) == "hello k1"
    assert "Traceback" not in "\n".join(lines.seen)


def test_ini_that_is_wrong_ends_a_server_without_reload(paster, address, write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    answer = paster("serve", "dev.ini")
    assert answer.returncode == 1
    assert answer.stderr == "paster serve: base.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"
