"""SIGTERM: what runs is answered, and behind a load balancer nothing is lost."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import sys
import threading
from pathlib import Path

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.servers import fetch
from kit.sites import write_files
from kit.steady_load import steady_load

INI = """\
[DEFAULT]
debug = false
twod.graceful_timeout = {timeout}
twod.stop_delay = {delay}

[app:main]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = 127.0.0.1

[server:main]
{server}

{LOGGING}"""
FILES = {
    "shop_urls.py": """
        import time
        from pathlib import Path

        from django.http import HttpResponse, StreamingHttpResponse
        from django.urls import path
        from django.views.decorators.csrf import csrf_exempt

        from twod.wsgi.serving.end.ending import is_ending

        HERE = Path(__file__).parent

        def wait_for(name):
            while not (HERE / name).exists():
                time.sleep(0.01)

        def hold(request):
            (HERE / "begun").touch()
            wait_for("go")
            return HttpResponse("held")

        def stream(request):
            def parts():
                yield b"one "
                (HERE / "begun").touch()
                wait_for("go")
                yield b"two"
            return StreamingHttpResponse(parts())

        @csrf_exempt
        def home(request):
            return HttpResponse(f"{HERE.name} {len(request.body)}")

        def tell_ready(request):
            return HttpResponse(status=503 if is_ending() else 200)

        urlpatterns = [path("", home), path("hold", hold), path("stream", stream), path("ready", tell_ready)]
    """,
    # bin/paster of a buildout.
    "paster.py": """
        import sys
        from twod.wsgi.commands.pastescript.paster import main

        if __name__ == "__main__":
            sys.exit(main())
    """,
}
SERVERS = {
    "waitress": "use = egg:waitress\nlisten = {address}\nthreads = 8",
    "paste": "use = egg:Paste#http\nhost = 127.0.0.1\nport = {port}",
    "gunicorn": "use = egg:gunicorn#main\nbind = {address}\nworkers = 2",
    "gthread": "use = egg:gunicorn#main\nbind = {address}\nworkers = 2\nthreads = 8",
}
#: Those that twod runs itself.
OURS = ("waitress", "paste")


class Site:
    """A site with pages that wait, and a free port."""

    def __init__(self, home):
        self.home = home
        self.port = find_free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.url = f"http://{self.address}/"
        home.mkdir(exist_ok=True)
        write_files(home, FILES)

    def write_ini(self, name, *, timeout="30s", delay="0"):
        server = SERVERS[name].format(address=self.address, port=self.port)
        text = INI.format(timeout=timeout, delay=delay, server=server, LOGGING=LOGGING)
        (self.home / "prod.ini").write_text(text)

    @contextlib.contextmanager
    def run(self, *arguments):
        environ = make_environ(PYTHONPATH=str(self.home), PYTHONWARNINGS="ignore")
        command = [sys.executable, "paster.py", "serve", *(arguments or ["prod.ini"])]
        with running(command, cwd=self.home, environ=environ) as server:
            yield server

    @contextlib.contextmanager
    def served(self, *arguments):
        with self.run(*arguments) as server:
            self.wait_for_answer()
            yield server

    def wait_for_answer(self):
        wait_until(self.answers, f"{self.url} does not answer")

    def answers(self):
        try:
            return fetch(self.url).status == 200
        except OSError:
            return False

    def wait_for_begin(self):
        wait_until((self.home / "begun").exists, "the request does not get to the site")

    def go(self):
        (self.home / "go").touch()

    def wait_until_closed(self):
        wait_until(self.is_closed, "the server still listens")

    def is_closed(self):
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return True
        return False


class Asking(threading.Thread):
    """A request whose answer comes later."""

    def __init__(self, url):
        super().__init__(daemon=True)
        self.url = url
        self.text = None
        self.start()

    def run(self):
        with contextlib.suppress(OSError, EOFError):
            self.text = fetch(self.url).text


@pytest.fixture
def site(tmp_path):
    return Site(tmp_path / "site")


@pytest.mark.parametrize(
    ("name", "page", "text"),
    [*((name, "hold", "held") for name in SERVERS), *((name, "stream", "one two") for name in OURS)],
)
def test_the_request_in_flight_is_answered_and_the_status_is_0(site, name, page, text):
    site.write_ini(name)
    with site.served() as server:
        asking = Asking(f"{site.url}{page}")
        site.wait_for_begin()
        server.send(signal.SIGTERM)
        if name in OURS:
            site.wait_until_closed()
        else:
            server.wait_for("Handling signal: term")
        site.go()
        asking.join()
        assert asking.text == text
        assert server.ends_within(60)
    assert server.status == 0
    assert "Traceback" not in server.output


@pytest.mark.parametrize("name", [*OURS, "gthread"])
def test_what_takes_too_long_is_dropped(site, name):
    site.write_ini(name, timeout="1s")
    with site.served() as server:
        asking = Asking(f"{site.url}hold")
        site.wait_for_begin()
        server.send(signal.SIGTERM)
        assert server.ends_within(25)
        asking.join()
        assert asking.text is None
    assert server.status == 0
    if name in OURS:
        line = (
            "LOGGED twod.wsgi.serving Dropped 1 request without a response: the graceful timeout of 1 seconds is over"
        )
        assert line in server.lines


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("waitress", (signal.SIGINT, signal.SIGTERM)), ("paste", (signal.SIGTERM, signal.SIGTERM))],
)
def test_a_second_signal_ends_at_once(site, name, numbers):
    site.write_ini(name, timeout="10m", delay="10m")
    with site.served() as server:
        asking = Asking(f"{site.url}hold")
        site.wait_for_begin()
        server.send(numbers[0])
        wait_until(lambda: ask_status(f"{site.url}ready") == 503, "the site is still ready")
        server.send(numbers[1])
        assert server.ends_within(25)
        asking.join()
        assert asking.text is None
    assert server.status == 0
    assert "LOGGED twod.wsgi.serving Dropped 1 request without a response: a second signal arrived" in server.lines


def ask_status(url):
    try:
        return fetch(url).status
    except OSError:
        return None


@pytest.mark.parametrize(
    ("name", "number"), [("waitress", signal.SIGTERM), ("waitress", signal.SIGINT), ("gunicorn", signal.SIGTERM)]
)
def test_a_signal_during_the_start_ends_it_without_a_traceback(site, name, number):
    site.write_ini(name)
    write_files(site.home, {"shop_urls.py": "import time\nprint('LOADS', flush=True)\ntime.sleep(600)\n"})
    ini = site.home / "prod.ini"
    ini.write_text(ini.read_text().replace("debug = false", "debug = false\ndjango_settings_module = shop_urls", 1))
    with site.run() as server:
        server.wait_for("LOADS")
        server.send(number)
        assert server.ends_within(25)
    assert server.status == 0
    assert "Traceback" not in server.output


def test_stop_daemon_lets_the_requests_be_answered(site):
    site.write_ini("waitress")
    with site.run("prod.ini", "--daemon") as starting:
        assert starting.ends_within(60)
    site.wait_for_answer()
    asking = Asking(f"{site.url}hold")
    site.wait_for_begin()
    with site.run("prod.ini", "--stop-daemon") as stopping:
        site.wait_until_closed()
        site.go()
        asking.join()
        assert stopping.ends_within(60)
    assert (asking.text, stopping.status) == ("held", 0)
    assert not (site.home / "paster.pid").exists()


@pytest.mark.parametrize("option", ["--reload", "--monitor-restart"])
def test_a_signal_to_the_monitor_and_to_the_server_drops_nothing(site, option):
    site.write_ini("waitress")
    with site.served(option, "prod.ini") as server:
        asking = Asking(f"{site.url}hold")
        site.wait_for_begin()
        # As systemd does, and a terminal.
        os.killpg(server.pid, signal.SIGTERM)
        site.wait_until_closed()
        site.go()
        asking.join()
        assert asking.text == "held"
        assert server.ends_within(60)
    assert server.status == 0


HAPROXY = """\
global
    log stderr local0 warning
defaults
    mode http
    timeout connect 2s
    timeout client 30s
    timeout server 30s
    # Nothing that is lost is asked again.
    retries 0
frontend front
    bind {front}
    default_backend nodes
backend nodes
    balance roundrobin
    option httpchk GET /ready HTTP/1.1\\r\\nHost:\\ 127.0.0.1
    default-server check inter 100ms fall 2 rise 1
{nodes}
"""


@contextlib.contextmanager
def balanced(home, sites):
    """Run HAProxy in front of some sites; gives its address."""
    front = f"127.0.0.1:{find_free_port()}"
    nodes = "\n".join(f"    server node{number} {site.address}" for number, site in enumerate(sites))
    conf = home / "haproxy.cfg"
    conf.write_text(HAPROXY.format(front=front, nodes=nodes))
    haproxy = Path("/usr/sbin/haproxy")
    if not haproxy.exists():
        pytest.fail("HAProxy is not there: apt-get install haproxy")
    with running([haproxy, "-db", "-f", conf], cwd=home, environ=make_environ()):
        url = f"http://{front}/"
        wait_until(lambda: ask_status(url) == 200, "HAProxy does not answer")
        yield url


@pytest.mark.parametrize("name", [*OURS, "gunicorn"])
def test_nothing_is_lost_when_a_node_behind_a_load_balancer_is_restarted(tmp_path, name):
    sites = [Site(tmp_path / node) for node in ("one", "two")]
    for site in sites:
        site.write_ini(name, delay="1s")
    with contextlib.ExitStack() as stack:
        nodes = [(site, stack.enter_context(site.served())) for site in sites]
        url = stack.enter_context(balanced(tmp_path, sites))
        with steady_load(url, body=b"x" * 1000, clients=2, pause=0.02) as load:
            site, server = nodes[0]
            load.wait_for(20)
            server.send(signal.SIGTERM)
            assert server.ends_within(60)
            load.wait_for(20)
            stack.enter_context(site.served())
            load.wait_for_text(f"{site.home.name} 1000")
        assert not load.lost, load.describe()


def test_the_unit_of_the_manual_is_one_for_systemd(tmp_path, manual):
    (block,) = manual("docs/how-to/deployment.rst", "systemd")
    unit = tmp_path / "shop.service"
    unit.write_text(block.text.replace("/srv/shop/bin/paster", sys.executable))
    done = run(["/usr/bin/systemd-analyze", "verify", unit], cwd=tmp_path, environ=make_environ(), merged=True)
    assert "shop.service" not in done.stdout
    assert "ExecReload=/bin/kill -HUP $MAINPID\n" in block.text
