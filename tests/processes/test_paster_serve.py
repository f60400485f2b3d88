"""``paster serve`` and ``twod serve``: what they say at the start and at the end, and what they start anew for."""

from __future__ import annotations

import re
import sys

import pytest

from kit.conditions import wait_until
from kit.inis import LOGGING, make_server
from kit.ports import find_free_port
from kit.processes import run, running
from kit.servers import fetch

BASE = """
    [app:main]
    use = egg:twod.wsgi
    ROOT_URLCONF = urls
    SECRET_KEY = ${file:key}
    ALLOWED_HOSTS = *
    GREETING = hello
"""
INI = """\
[DEFAULT]
debug = DEBUG
[app:main]
use = config:base.ini
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
    port = find_free_port()
    for name, debug in {"dev": "true", "prod": "false"}.items():
        write(f"{name}.ini", INI.replace("DEBUG", debug) + make_server(port) + LOGGING)
    write("base.ini", BASE)
    write("key", "k1")
    write("urls.py", URLS)
    return f"http://127.0.0.1:{port}/"


@pytest.fixture(params=["paster", pytest.param("twod", marks=pytest.mark.slow)])
def front(request):
    """The program that serves."""
    return request.param


@pytest.fixture
def serve(front, paster_command, twod_command, environ, tmp_path):
    """Serve as long as a block lasts."""
    command = paster_command if front == "paster" else twod_command

    def serve(*arguments):
        return running([*command, "serve", *arguments], cwd=tmp_path, environ=environ)

    return serve


def get(address):
    return fetch(address).text


@pytest.mark.parametrize(("ini", "debug"), [("dev.ini", "on"), ("prod.ini", "off")])
def test_first_line_says_ini_environment_debug_and_address(serve, address, ini, debug):
    with serve(ini) as server:
        line = server.wait_for("Serving ")
        found = re.fullmatch(r"Serving (\S+) \(environment (\w+), debug (\w+), \d+ settings[^)]*\) at (\S+)", line)
        assert found
        assert found.groups() == (ini, ini[:-4], debug, address)
        server.wait_for("on http://")
        assert get(address) == "hello k1"


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--reload",)], ids=["plain", "reload"])
def test_ctrl_c_ends_without_a_traceback(serve, address, options):
    with serve(*options, "dev.ini") as server:
        server.wait_for("on http://")
    assert "Traceback" not in server.output
    assert server.status == 0


@pytest.mark.parametrize(
    "file", ["dev.ini", *(pytest.param(file, marks=pytest.mark.slow) for file in ("base.ini", "key"))]
)
def test_reload_looks_at_the_ini_its_chain_and_its_secret_files(serve, address, tmp_path, touched, file):
    with serve("--reload", "dev.ini") as server:
        server.wait_for("on http://")
        path = tmp_path / file
        path.write_text(path.read_text().replace("hello", "goodbye").replace("k1", "k2"))
        with touched(path):
            server.wait_for(f"{path} changed; reloading")
        server.wait_for("on http://")
        assert get(address) == {"dev.ini": "hello k1", "base.ini": "goodbye k1", "key": "hello k2"}[file]


@pytest.mark.slow
def test_reload_waits_for_an_ini_that_is_wrong_to_be_mended(serve, address, tmp_path, touched):
    base = tmp_path / "base.ini"
    right = base.read_text()
    with serve("--reload", "dev.ini") as server:
        server.wait_for("on http://")
        base.write_text(right + "SITE_ID = x\n")
        with touched(base):
            server.wait_for(f"{base} changed; reloading")
        server.wait_for("base.ini:7 [app:main] SITE_ID: expected an integer, got 'x'")
        server.wait_for("Waiting for a change.")
        base.write_text(right)
        with touched(base):
            server.wait_for(f"{base} changed; reloading")
        server.wait_for("on http://")
        assert get(address) == "hello k1"
    assert "Traceback" not in server.output


@pytest.mark.slow
def test_reload_waits_for_code_that_cannot_be_imported_to_be_mended(serve, address, tmp_path, write, touched):
    write("shop/__init__.py", "")
    broken = write("shop/models.py", "A = = 1\n")
    base = tmp_path / "base.ini"
    base.write_text(base.read_text() + "INSTALLED_APPS = shop\n")
    with serve("--reload", "dev.ini") as server:
        server.wait_for("base.ini:7 [app:main] INSTALLED_APPS: shop/models.py:1 raised SyntaxError: invalid syntax")
        server.wait_for("Waiting for a change.")
        broken.write_text("A = 1\n")
        with touched(broken):
            server.wait_for(f"{broken} changed; reloading")
        server.wait_for("on http://")
        assert get(address) == "hello k1"


def test_ini_that_is_wrong_ends_a_server_without_reload(front, paster, twod, address, write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    answer = {"paster": paster, "twod": twod}[front]("serve", "dev.ini")
    assert answer.returncode == 1
    assert answer.stderr == f"{front} serve: base.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"


def test_a_daemon_with_a_wrong_ini_ends_with_status_1(paster, address, tmp_path, write):
    write("base.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    answer = paster("serve", "--daemon", "dev.ini")
    assert answer.returncode == 1
    assert answer.stderr == "paster serve: base.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"
    assert not list(tmp_path.glob("paster.*"))


@pytest.mark.slow
def test_a_daemon_says_where_its_files_are(paster, address, tmp_path):
    started = paster("serve", "--daemon", "dev.ini")
    try:
        assert (started.returncode, started.stdout.splitlines()[0]) == (
            0,
            f"The process ID is in {tmp_path}/paster.pid, the log in {tmp_path}/paster.log.",
        )
        log = tmp_path / "paster.log"
        wait_until(lambda: log.is_file() and "on http://" in log.read_text(), "the daemon does not serve")
        again = paster("serve", "--daemon", "dev.ini")
        assert (again.returncode, again.stdout) == (1, "")
        assert " [server:main] listen: cannot listen on 127.0.0.1:" in again.stderr
    finally:
        assert paster("serve", "dev.ini", "stop").returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--reload",)], ids=["plain", "reload"])
def test_nothing_is_served_at_an_address_that_is_in_use(front, paster, twod, serve, address, options):
    with serve("dev.ini") as server:
        server.wait_for("on http://")
        answer = {"paster": paster, "twod": twod}[front]("serve", "prod.ini", *options)
    assert answer.returncode == 1
    assert f"{front} serve: prod.ini:7 [server:main] listen: cannot listen on 127.0.0.1:" in answer.stderr
    assert "Serving" not in answer.stdout


def test_gunicorn_says_the_same_words_of_a_wrong_ini(write, environ, tmp_path):
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n")
    command = [sys.executable, "-m", "gunicorn", "--paste", "site.ini", "--bind", "127.0.0.1:0"]
    answer = run(command, cwd=tmp_path, environ=environ)
    assert "\nsite.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n" in answer.stderr
    assert "Traceback" not in answer.stderr
    assert answer.returncode != 0
