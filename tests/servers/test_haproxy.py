"""HAProxy in front of a site: what twod.recipe:haproxy writes, tried by HAProxy itself with nodes of waitress."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.front_servers import find_daemon_or_fail, is_listening, telling_node
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import running
from kit.servers import fetch
from kit.sites import write_files
from kit.steady_load import steady_load
from twod.recipe.engines.haproxy.haproxy_check import check_haproxy
from twod.recipe.engines.haproxy.haproxy_facts import Checks, HaproxyFacts
from twod.recipe.engines.haproxy.haproxy_text import make_haproxy_text

CHECKS = Checks("/-/ready", "shop.example", interval=0.3, timeout=3, fall=2, rise=1)
SITE = HaproxyFacts("shop_prod", (("web1", "10.0.0.1:8080"), ("web2", "web2.internal:8080")), CHECKS, "/-/")
CASES = {
    "a site": SITE,
    "nodes of all kinds": SITE._replace(nodes=(("web1", "[fd00::1]:8080"), ("web2", "unix:/run/shop.sock"))),
    "https": SITE._replace(certificate="/etc/ssl/My shop.pem", listen=("80", "[::]:80"), listen_tls=("443", "*:444")),
    "https elsewhere": SITE._replace(certificate="/etc/ssl/shop.pem", listen_tls=("8443",)),
    "behind another proxy": SITE._replace(
        trusted_proxies=("10.0.0.0/8", "fd00::/8"), health_from=("10.0.0.1", "::1"), has_request_id=True
    ),
    "a mark of its own": SITE._replace(secure_header=("X-Scheme", "it's 100 % #secure $x")),
    "the usual mark with another value": SITE._replace(secure_header=("X-Forwarded-Proto", "secure")),
    "commands and logs": SITE._replace(stats_socket="/run/haproxy/shop.sock", log="/dev/log", timeout=0.5),
    "syslog": SITE._replace(log="10.0.0.9:514"),
}


@pytest.fixture(scope="module")
def haproxy() -> str:
    return find_daemon_or_fail("haproxy", "haproxy")


@pytest.mark.parametrize("case", CASES)
def test_haproxy_takes_what_is_made_for_a_site(haproxy: str, case: str) -> None:
    assert check_haproxy(haproxy, CASES[case]) is None


def test_what_haproxy_does_not_take_is_told(haproxy: str) -> None:
    told = check_haproxy(haproxy, SITE._replace(log="nowhere at all"))
    assert told is not None
    assert told.startswith("log : invalid address")


INI = """\
[DEFAULT]
debug = false
twod.stop_delay = 1s
twod.graceful_timeout = 30s

[pipeline:main]
pipeline = health django

[filter:health]
use = egg:twod.wsgi#health
path = /-/

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = shop.example

[server:main]
use = egg:waitress
listen = 127.0.0.1:${env:PORT}
threads = 8

"""
FILES = {
    "prod.ini": INI + LOGGING,
    "shop_urls.py": """
        import os

        from django.http import HttpResponse
        from django.urls import path
        from django.views.decorators.csrf import csrf_exempt

        @csrf_exempt
        def home(request):
            return HttpResponse(f"{os.environ['PORT']} {len(request.body)}")

        urlpatterns = [path("", home)]
    """,
    "paster.py": """
        import sys
        from twod.wsgi.commands.pastescript.paster import main

        if __name__ == "__main__":
            sys.exit(main())
    """,
}
HOST = {"Host": "shop.example"}


def ask_status(url, **headers):
    try:
        return fetch(url, **(HOST | headers)).status
    except OSError:
        return None


@contextlib.contextmanager
def node(home, port):
    """Run a node of the site until it is ready, and as long as the block lasts."""
    environ = make_environ(PYTHONPATH=str(home), PORT=str(port), PYTHONWARNINGS="ignore")
    with running([sys.executable, "paster.py", "serve", "prod.ini"], cwd=home, environ=environ) as process:
        wait_until(lambda: ask_status(f"http://127.0.0.1:{port}/-/ready") == 200, f"{port} is not ready")
        yield process


@contextlib.contextmanager
def balanced(home, nodes, **facts):
    """Run HAProxy in front of some nodes; gives its URL."""
    port = find_free_port()
    made = HaproxyFacts("shop", tuple(nodes), CHECKS, "/-/", listen=(f"127.0.0.1:{port}",))._replace(**facts)
    conf = home / "haproxy.cfg"
    conf.write_text(make_haproxy_text(made))
    haproxy = find_daemon_or_fail("haproxy", "haproxy")
    with running([haproxy, "-W", "-db", "-f", conf], cwd=home, environ=make_environ()):
        wait_until(lambda: is_listening(port), "HAProxy does not listen")
        yield f"http://127.0.0.1:{port}"


def send_command(path, text):
    """Return what HAProxy answers to a command, as ``socat`` sends it."""
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as client:
        client.connect(str(path))
        client.sendall(f"{text}\n".encode())
        return b"".join(iter(lambda: client.recv(4096), b"")).decode()


def test_nodes_end_one_after_another_and_nothing_is_lost(tmp_path, manual):
    write_files(tmp_path, FILES)
    ports = [find_free_port() for _ in range(3)]
    # HAProxy's socket has to have a short path.
    commands = tmp_path / "s"
    with contextlib.ExitStack() as stack:
        processes = [stack.enter_context(node(tmp_path, port)) for port in ports]
        names = [(f"web{number}", f"127.0.0.1:{port}") for number, port in enumerate(ports)]
        url = stack.enter_context(balanced(tmp_path, names, stats_socket=str(commands)))
        with steady_load(f"{url}/", headers=HOST, body=b"x" * 1000, clients=2, pause=0.02) as load:
            load.wait_for(20)
            for port, process in zip(ports, processes, strict=True):
                process.send(signal.SIGTERM)
                assert process.ends_within(60)
                load.wait_for(10)
                stack.enter_context(node(tmp_path, port))
                load.wait_for_text(f"{port} 1000")
        assert not load.lost, load.describe()
        # An operator takes a node out by hand, as docs/how-to/proxies.rst says.
        (block,) = manual("docs/how-to/proxies.rst", "console")
        (drain, ready) = re.findall('"(.+)" [|] socat - ', block.text.replace("twod_prod/web1", "shop/web0"))
        assert send_command(commands, drain).strip() == ""
        answers = {fetch(f"{url}/", **HOST).text for _ in range(10)}
        assert answers == {f"{ports[1]} 0", f"{ports[2]} 0"}
        assert send_command(commands, ready).strip() == ""
        assert f"{ports[0]} 0" in {fetch(f"{url}/", **HOST).text for _ in range(30)}


def test_a_node_that_is_killed_costs_no_request_that_may_be_done_twice(tmp_path):
    write_files(tmp_path, FILES)
    ports = [find_free_port() for _ in range(2)]
    with contextlib.ExitStack() as stack:
        first, second = [stack.enter_context(node(tmp_path, port)) for port in ports]
        names = [(f"web{number}", f"127.0.0.1:{port}") for number, port in enumerate(ports)]
        url = stack.enter_context(balanced(tmp_path, names))
        with steady_load(f"{url}/", headers=HOST) as load:
            load.wait_for(20)
            os.killpg(first.pid, signal.SIGKILL)
            load.wait_for(50)
        assert not load.lost, load.describe()
        with steady_load(f"{url}/", headers=HOST, body=b"x") as load:
            load.wait_for(20)
        assert not load.lost, load.describe()
        os.killpg(second.pid, signal.SIGKILL)
        wait_until(lambda: ask_status(f"{url}/") == 503, "HAProxy does not notice")
        answer = fetch(f"{url}/", **HOST)
        assert (answer.headers["Retry-After"], "try again" in answer.text) == ("5", True)


FORGED = {
    "X-Forwarded-For": "10.9.8.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Scheme": "https",
    "Forwarded": "for=10.9.8.7;proto=https",
}


def read_headers(text):
    return {
        line.split(": ", 1)[0].title(): line.split(": ", 1)[1].strip() for line in text.splitlines()[1:] if ": " in line
    }


def test_nobody_can_claim_to_come_from_elsewhere_or_ask_the_probes(tmp_path):
    with telling_node() as address, balanced(tmp_path, [("web1", address)], has_request_id=True) as url:
        told = read_headers(fetch(f"{url}/", **HOST, **FORGED).text)
        assert {name: told[name] for name in told if name.startswith(("X-Forw", "Forw"))} == {
            "X-Forwarded-For": "127.0.0.1",
            "X-Forwarded-Host": "shop.example",
            "X-Forwarded-Port": url.rpartition(":")[2],
            "X-Forwarded-Proto": "http",
        }
        assert len(told["X-Request-Id"]) == 36
        for path in ("/-/ready", "/-/live", "/%2d/ready", "/-/"):
            assert ask_status(f"{url}{path}") == 404


def test_a_trusted_proxy_says_where_a_client_comes_from(tmp_path):
    facts = {"trusted_proxies": ("127.0.0.1",), "health_from": ("127.0.0.1",), "secure_header": ("X-Ssl", "on")}
    with telling_node() as address, balanced(tmp_path, [("web1", address)], **facts) as url:
        text = fetch(f"{url}/", **HOST, **FORGED, X_Request_ID="of-the-client").text
        told = read_headers(text)
        assert (told["X-Forwarded-Proto"], told["X-Ssl"], told["X-Request-Id"]) == ("https", "on", "of-the-client")
        assert "X-Forwarded-For: 10.9.8.7" in text.title()
        assert ask_status(f"{url}/-/ready") == 200


def test_by_https_the_site_is_told_so(tmp_path):
    certificate, secure = tmp_path / "shop.pem", find_free_port()
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=shop.example"]
    subprocess.run([*command, "-keyout", tmp_path / "key", "-out", tmp_path / "crt"], check=True, capture_output=True)
    certificate.write_text((tmp_path / "crt").read_text() + (tmp_path / "key").read_text())
    facts = {"certificate": str(certificate), "listen_tls": (f"127.0.0.1:{secure}",)}
    with telling_node() as address, balanced(tmp_path, [("web1", address)], **facts) as url:
        plain = http.client.HTTPConnection(url.removeprefix("http://"))
        plain.request("POST", "/a?b", headers=HOST)
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (308, f"https://shop.example:{secure}/a?b")
        plain.close()
