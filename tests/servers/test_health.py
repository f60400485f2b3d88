"""Health probes of real servers, with databases, caches and load balancers that come and go."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING, make_server
from kit.ports import find_free_port
from kit.postgres import running_postgres
from kit.processes import RunningProcess, run, running
from kit.redis_server import RedisServer, running_redis
from kit.servers import Answer, fetch
from kit.sites import write_files
from kit.steady_load import steady_load

from .conftest import find_script

#: The page that these tests are about.
PAGE = "docs/how-to/health.rst"

#: How long a check may take here. An answer that takes much longer is not bounded by it.
LIMIT = 1.0
MOST = 10.0

FILES = {
    "shop/__init__.py": "",
    "shop/urls.py": """
        from django.http import HttpResponse
        from django.urls import path

        urlpatterns = [path("", lambda request: HttpResponse("the shop"))]
    """,
    "shop/models.py": """
        from django.db import models

        class Thing(models.Model):
            name = models.TextField()
    """,
    "shop/checks.py": """
        import threading
        from pathlib import Path

        def check_search():
            if Path("search-hangs").exists():
                threading.Event().wait()
    """,
    # As a buildout makes it.
    "bin/paster": """
        from twod.wsgi.commands.pastescript.paster import main

        main()
    """,
    "shop_asgi.py": """
        from twod.wsgi import load_asgi_application

        application = load_asgi_application("prod.ini")
    """,
}

PROD = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = health site

[filter:health]
use = egg:twod.wsgi#health
timeout = 1s
cache = 0s
{health}

[composite:site]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop.urls
SECRET_KEY = for tests alone
ALLOWED_HOSTS = www.example.com
SECURE_SSL_REDIRECT = true
SECURE_PROXY_SSL_HEADER = HTTP_X_SCHEME ; https
MIDDLEWARE = django.middleware.security.SecurityMiddleware
INSTALLED_APPS = django.contrib.contenttypes shop
DATABASES.default = {database}
CACHES.default = {cache}

"""


def is_open(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


class Site:
    """A site with health probes, in a folder of its own."""

    def __init__(self, home: Path, *, database: str = "", cache: str = "locmemcache://", health: str = "") -> None:
        self.home = home
        self.port = find_free_port()
        home.chmod(0o755)
        database = database or f"sqlite:///{home}/db.sqlite3"
        ini = PROD.format(database=database, cache=cache, health=health) + f"{make_server(self.port)}\n{LOGGING}"
        write_files(home, FILES | {"prod.ini": ini})
        self.manage("migrate", "--verbosity=0")

    @property
    def environ(self) -> dict[str, str]:
        return make_environ(PYTHONPATH=str(self.home))

    @property
    def paster(self) -> list[str | Path]:
        return [sys.executable, self.home / "bin" / "paster"]

    def manage(self, *words: str) -> subprocess.CompletedProcess[str]:
        return run([*self.paster, "manage", "prod.ini", *words], cwd=self.home, environ=self.environ)

    @contextmanager
    def served(self, *command: str | Path) -> Iterator[RunningProcess]:
        """Run a server as long as the block; it can be asked."""
        command = command or (*self.paster, "serve", "prod.ini")
        with running(command, cwd=self.home, environ=self.environ) as server:
            wait_until(lambda: is_open(self.port) or server.ends_within(0), "nobody listens")
            assert is_open(self.port), server.output
            yield server

    def probe(self, name: str, **headers: str) -> Answer:
        """Ask by an address that ALLOWED_HOSTS has not, and without TLS."""
        return fetch(f"http://127.0.0.1:{self.port}/-/{name}", **headers)

    def ready(self) -> tuple[int, list[str]]:
        answer = self.probe("ready")
        return answer.status, json.loads(answer.text)["failed"]


def assert_becomes(site: Site, status: int, *failed: str) -> None:
    wait_until(lambda: site.ready() == (status, [*failed]), f"{site.probe('ready')} and not {status} {failed}")


def find_health_lines(server: RunningProcess) -> list[str]:
    return [line for line in server.lines if line.startswith("LOGGED twod.wsgi.serving.health")]


def count(server: RunningProcess, what: str) -> int:
    """Count the threads (``task``) or the open files (``fd``) of a process."""
    return len(list(Path(f"/proc/{server.pid}/{what}").iterdir()))


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    with running_redis(tmp_path) as server:
        yield server


def test_a_site_is_not_ready_while_its_database_or_its_cache_is_gone(redis, tmp_path_factory):
    with running_postgres(tmp_path_factory.mktemp("postgres")) as postgres:
        site = Site(tmp_path_factory.mktemp("site"), database=postgres.make_database("shop"), cache=redis.url)
        with site.served() as server:
            assert_becomes(site, 200)
            redis.stop()
            began = time.monotonic()
            assert site.ready() == (503, ["cache:default"])
            assert time.monotonic() - began < MOST
            answer = site.probe("live", host="10.0.0.7")
            assert (answer.status, json.loads(answer.text)) == (200, {"status": "ok"})
            redis.start()
            assert_becomes(site, 200)
            postgres.stop()
            assert site.ready() == (503, ["database:default", "migrations:default"])
            assert site.probe("live").status == 200
            postgres.start()
            assert_becomes(site, 200)
            first, *others = find_health_lines(server)
            assert first.startswith("LOGGED twod.wsgi.serving.health Not ready: cache:default (ConnectionError: ")
            assert [line.partition(" (")[0].removeprefix("LOGGED twod.wsgi.serving.health ") for line in others] == [
                "Ready again",
                "Not ready: database:default",
                "Ready again",
            ]
    # Neither the probes nor their wrong host were worth a line.
    assert "/-/" not in server.output
    assert "DisallowedHost" not in server.output


def test_a_cache_that_hangs_keeps_one_thread_and_no_probe_waits_longer_than_the_limit(redis, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), cache=redis.url)
    with site.served() as server:
        assert_becomes(site, 200)
        redis.hang()
        began = time.monotonic()
        assert site.ready() == (503, ["cache:default"])
        assert LIMIT <= time.monotonic() - began < MOST
        threads = count(server, "task")
        began = time.monotonic()
        for _ in range(30):
            assert site.ready() == (503, ["cache:default"])
        assert time.monotonic() - began < MOST
        # A thread that has answered takes a moment to end.
        wait_until(lambda: count(server, "task") <= threads, "threads that do not end")
        assert site.probe("live").status == 200
        redis.resume()
        assert_becomes(site, 200)
        assert len(find_health_lines(server)) == 2


def test_a_check_of_the_site_that_hangs_for_ever_leaves_the_process_able_to_end(tmp_path):
    site = Site(tmp_path, health="checks = shop.checks.check_search")
    with site.served() as server:
        assert_becomes(site, 200)
        (tmp_path / "search-hangs").touch()
        assert site.ready() == (503, ["shop.checks.check_search"])
        assert site.ready() == (503, ["shop.checks.check_search"])
        server.send(signal.SIGINT)
        assert server.ends_within(MOST)


def test_many_probes_leave_no_connection_open(redis, tmp_path_factory):
    with running_postgres(tmp_path_factory.mktemp("postgres")) as postgres:
        site = Site(tmp_path_factory.mktemp("site"), database=postgres.make_database("shop"), cache=redis.url)
        with site.served() as server:
            for _ in range(10):
                assert site.ready() == (200, [])
            files, threads = count(server, "fd"), count(server, "task")
            for _ in range(50):
                assert site.ready() == (200, [])
            wait_until(lambda: count(server, "fd") <= files, "files that nobody closed")
            wait_until(lambda: count(server, "task") <= threads, "threads that do not end")
            connected = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'shop'"
            wait_until(lambda: postgres.execute(connected) == "0", "connections that nobody closed")


SERVERS = {
    "gunicorn": ["gunicorn", "--paste", "prod.ini", "--bind", "{address}", "--workers=2"],
    "gunicorn-preload": ["gunicorn", "--paste", "prod.ini", "--bind", "{address}", "--workers=2", "--preload"],
    "gunicorn-gthread": ["gunicorn", "--paste", "prod.ini", "--bind", "{address}", "--threads=4"],
    "uwsgi": ["uwsgi", "--http-socket", "{address}", "--ini-paste-logged", "prod.ini", "--processes=2", "--master"],
    "uvicorn": ["uvicorn", "shop_asgi:application", "--port", "{port}", "--log-level=warning"],
}


@pytest.mark.parametrize("name", SERVERS)
def test_each_server_answers_probes(name, redis, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), cache=redis.url)
    program, *options = [word.format(address=f"127.0.0.1:{site.port}", port=site.port) for word in SERVERS[name]]
    with site.served(find_script(program, program), *options) as server:
        assert_becomes(site, 200)
        assert site.probe("live").status == 200
        assert site.probe("other").status == 404
        assert fetch(f"http://127.0.0.1:{site.port}/-/live", b"x").status == 405
        redis.stop()
        assert site.ready() == (503, ["cache:default"])
        assert site.ready() == (503, ["cache:default"])
        assert site.probe("live").status == 200
        redis.start()
        assert_becomes(site, 200)
        # Later, gunicorn may be interrupted in the middle of its own lines.
        assert "Traceback" not in server.output, server.output


def test_a_process_that_was_told_to_end_is_alive_and_not_ready(tmp_path):
    site = Site(tmp_path)
    ini = (tmp_path / "prod.ini").read_text()
    (tmp_path / "prod.ini").write_text(ini.replace("debug = false", "debug = false\ntwod.stop_delay = 60s"))
    with site.served() as server:
        assert_becomes(site, 200)
        server.send(signal.SIGTERM)
        wait_until(lambda: site.ready()[0] == 503, "the process stays ready")
        assert json.loads(site.probe("ready").text) == {"status": "ending", "failed": []}
        assert site.probe("live").status == 200


def test_a_socket_of_its_own_answers_while_all_workers_are_busy(tmp_path):
    own = find_free_port()
    site = Site(tmp_path, health=f"address = {own}")
    gunicorn = [find_script("gunicorn", "gunicorn"), "--paste", "prod.ini", "--bind", f"127.0.0.1:{site.port}"]
    with site.served(*gunicorn, "--workers=2"):
        wait_until(lambda: is_open(own), "nobody listens at the address of the probes")
        # Sync workers wait for the rest of these requests.
        with socket.create_connection(("127.0.0.1", site.port)), socket.create_connection(("127.0.0.1", site.port)):
            for _ in range(10):
                assert fetch(f"http://127.0.0.1:{own}/-/live").status == 200
            content = json.loads(fetch(f"http://127.0.0.1:{own}/-/ready").text)
            assert (content["status"], content["failed"]) == ("ok", [])
            assert fetch(f"http://127.0.0.1:{own}/").status == 404


HAPROXY = """\
global
    stats socket {stats}
defaults
    mode http
    log stderr local0
    timeout connect 5s
    timeout client 30s
    timeout server 30s
frontend visitors
    bind 127.0.0.1:{port}
    http-request set-header Host www.example.com
    http-request set-header X-Scheme https
    default_backend shop
{backend}
"""


def test_haproxy_takes_a_node_out_and_back_without_a_lost_request(tmp_path_factory, manual):
    haproxy = Path("/usr/sbin/haproxy")
    if not haproxy.exists():
        pytest.fail("haproxy is not there: apt-get install haproxy")
    (block,) = manual(PAGE, "haproxy")
    home = tmp_path_factory.mktemp("haproxy")
    with (
        running_redis(tmp_path_factory.mktemp("redis")) as redis,
        running_redis(tmp_path_factory.mktemp("redis")) as other,
    ):
        nodes = [
            Site(tmp_path_factory.mktemp("site"), cache=server.url, health="checks = shop.checks.check_search")
            for server in (redis, other)
        ]
        backend = block.text.replace("inter 2s", "inter 200ms")
        for node, shown in zip(nodes, ("10.0.0.11:8080", "10.0.0.12:8080"), strict=True):
            backend = backend.replace(shown, f"127.0.0.1:{node.port}")
        port, stats = find_free_port(), home / "stats"
        (home / "haproxy.cfg").write_text(HAPROXY.format(port=port, stats=stats, backend=backend))
        command = [haproxy, "-db", "-f", home / "haproxy.cfg"]
        with nodes[0].served(), nodes[1].served(), running(command, cwd=home, environ=make_environ()):
            wait_until(lambda: ask_haproxy(stats) == {"one": "UP", "two": "UP"}, "the nodes are not up")
            with steady_load(f"http://127.0.0.1:{port}/") as load:
                load.wait_for(20)
                redis.stop()
                wait_until(lambda: ask_haproxy(stats) == {"one": "DOWN", "two": "UP"}, "the node is not down")
                load.wait_for(20)
                redis.start()
                wait_until(lambda: ask_haproxy(stats) == {"one": "UP", "two": "UP"}, "the node is not up again")
                load.wait_for(20)
            assert not load.lost, load.describe()
            assert set(load.texts) == {"the shop"}


def ask_haproxy(stats: Path) -> dict[str, str]:
    """Return the state of each server, by its name."""
    with socket.socket(socket.AF_UNIX) as client:
        if client.connect_ex(str(stats)):
            return {}
        client.sendall(b"show stat\n")
        lines = client.makefile().read().splitlines()
    names = lines[0].removeprefix("# ").split(",")
    rows = [dict(zip(names, line.split(","), strict=False)) for line in lines[1:] if line]
    servers = [row for row in rows if row["svname"] not in ("FRONTEND", "BACKEND")]
    return {row["svname"]: row["status"].partition(" ")[0] for row in servers if row["check_status"] != "INI"}


def test_the_command_has_the_exit_status_of_the_checks(redis, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"), cache=redis.url)
    done = site.manage("health")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "database:default    ok\ncache:default       ok\nmigrations:default  ok\n"
    redis.stop()
    done = site.manage("health", "--json")
    assert done.returncode == 1
    content = json.loads(done.stdout)
    assert (content["status"], content["failed"]) == ("failed", ["cache:default"])


def test_nginx_keeps_visitors_from_the_probes_of_the_page(tmp_path, manual):
    (block,) = manual(PAGE, "nginx")
    conf = tmp_path / "nginx.conf"
    conf.write_text(f"events {{}}\nhttp {{ server {{\n{block.text}\n}} }}\n")
    done = run(["/usr/sbin/nginx", "-t", "-p", tmp_path, "-c", conf], cwd=tmp_path, environ=make_environ(), merged=True)
    assert "test is successful" in done.stdout


def test_the_probes_of_the_page_for_kubernetes_are_answered(tmp_path, manual):
    (block,) = manual(PAGE, "yaml")
    shown = re.findall(r"httpGet: \{path: /-/(\w+), port: 8080\}", block.text)
    site = Site(tmp_path)
    with site.served():
        assert {name: site.probe(name).status for name in shown} == {"live": 200, "ready": 200}


def test_the_unit_of_the_page_is_one_for_systemd(tmp_path, manual):
    (block,) = manual(PAGE, "systemd")
    programs = f"{Path(sys.executable)} -c pass"
    text = re.sub(r"/srv/shop/bin/(manage-prod|paster)[^\n]*", programs, block.text)
    assert text.count(programs) == 2
    unit = tmp_path / "shop.service"
    unit.write_text(text)
    done = run(["/usr/bin/systemd-analyze", "verify", unit], cwd=tmp_path, environ=make_environ(), merged=True)
    assert "shop.service" not in done.stdout, done.stdout
