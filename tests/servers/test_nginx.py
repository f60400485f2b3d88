"""nginx in front of a site: what twod.recipe:nginx writes, tried by nginx itself with nodes of gunicorn."""

from __future__ import annotations

import contextlib
import http.client
import os
import random
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.front_servers import find_daemon_or_fail, is_listening, nginx_running, telling_node
from kit.inis import LOGGING
from kit.ports import find_free_port
from kit.processes import run, running
from kit.servers import fetch
from kit.sites import write_files
from kit.steady_load import steady_load
from twod.inifile.send_file_options import PASSED_HEADERS
from twod.recipe.engines.nginx.nginx_check import check_nginx, move_places
from twod.recipe.engines.nginx.nginx_facts import InternalFolder, MediaFolder, NginxFacts, StaticFolder
from twod.recipe.engines.nginx.nginx_main import make_nginx_main
from twod.recipe.engines.nginx.nginx_site import make_nginx_site

SITE = NginxFacts("shop_prod", ("10.0.0.11:8080", "web2.internal:8080", "[fd00::1]:8080"), ("www.example.com",))
FILES = SITE._replace(
    static=StaticFolder("/static/", "/srv/My shop; {1}/static/", 60, has_hashed_names=True, has_compressed_files=True),
    media=MediaFolder("/media files/", '/srv/"media"/'),
    internals=(InternalFolder("/-/media/", "/srv/private/"), InternalFolder("/~x/", "/srv/x/")),
)
CASES = {
    "a site": SITE,
    "any host": SITE._replace(server_names=(), keepalive=0),
    "hosts": SITE._replace(server_names=(".example.com", "[::1]", "127.0.0.1", "xn--bcher-kva.example")),
    "files": FILES,
    "files without a hash": FILES._replace(
        static=StaticFolder("/static/", "/srv/static/", None), media=MediaFolder("/m/", "/m/", has_sandbox=False)
    ),
    "a hash without an age": FILES._replace(static=StaticFolder("/s/", "/s/", None, has_hashed_names=True)),
    "https": FILES._replace(
        certificate="/etc/ssl/none.pem",
        certificate_key="/etc/ssl/none key.pem",
        acme_root="/var/www/acme",
        listen=("80", "[::]:80"),
        listen_tls=("8443", "[::]:8443"),
    ),
    "https for any host": SITE._replace(certificate="/x", certificate_key="/x", server_names=()),
    "a prefix": FILES._replace(prefix="/shop", streaming=("/shop/events",), health_path="/-/"),
    "behind another proxy": SITE._replace(
        trusted_proxies=("10.0.0.0/8", "fd00::/8"), secure_header=("X-Scheme", 'a "quoted" mark'), has_request_id=True
    ),
    "all else": SITE._replace(
        nodes=("unix:/run/shop/site.sock",),
        has_websocket=True,
        has_request_id=True,
        health_path="/-/",
        health_from=("127.0.0.1", "10.0.0.0/8"),
        max_body_size="2g",
        timeout=0.5,
        maintenance_page="/srv/shop/down for now.html",
        access_log="/var/log/shop/requests.log",
        error_log="/var/log/shop/problems.log",
    ),
}


@pytest.fixture(scope="module")
def nginx() -> str:
    return find_daemon_or_fail("nginx", "nginx-light")


@pytest.mark.parametrize("case", CASES)
def test_nginx_takes_what_is_made_for_a_site(nginx: str, case: str) -> None:
    assert check_nginx(nginx, CASES[case]) is None


#: What an option may change in the facts; any of them go together.
CHANGES = (
    {"server_names": ()},
    {"server_names": (".example.com", "www.example.com", "[::1]")},
    {"certificate": "/c.pem", "certificate_key": "/k.pem", "listen_tls": ("8443", "[::]:8443")},
    {"acme_root": "/var/www/my acme"},
    {"keepalive": 0},
    {"keepalive": 10_000},
    {"nodes": tuple(f"10.0.{number // 256}.{number % 256}:8080" for number in range(1000))},
    {"nodes": ("unix:/run/a.sock", "unix:/run/b.sock")},
    {"prefix": "/shop", "streaming": ("/shop/events", "/shop/export/")},
    {"health_path": "/-/"},
    {"health_path": "/-/", "health_from": ("127.0.0.1", "fd00::/8")},
    {"static": StaticFolder("/s/", "/srv/s/")},
    {"static": StaticFolder("/s/", "/srv/s/", None, has_hashed_names=True, has_compressed_files=True)},
    {"media": MediaFolder("/m/", "/srv/m/")},
    {"media": MediaFolder("/m/", "/srv/m/", 0, has_sandbox=False)},
    {"internals": (InternalFolder("/-/m/", "/srv/{p}/"),), "passed_headers": (*PASSED_HEADERS, "X-Total-Count")},
    {"has_request_id": True},
    {"has_websocket": True},
    {"trusted_proxies": ("10.0.0.0/8", "fd00::1")},
    {"secure_header": ("X-Forwarded-Ssl", "on")},
    {"secure_header": ("X-Forwarded-Proto", 'a \\ "secure" one;')},
    {"max_body_size": "0", "timeout": 0.001},
    {"maintenance_page": "/down.html"},
    {"access_log": "/var/log/a b", "error_log": "/var/log/e"},
)


def test_nginx_takes_all_that_options_change_together(nginx: str) -> None:
    choice = random.Random(17)
    for _ in range(60):
        facts = SITE
        for change in choice.sample(CHANGES, 10):
            facts = facts._replace(**change)
        assert check_nginx(nginx, facts) is None, facts


def test_two_sites_are_in_one_nginx(nginx: str, tmp_path: Path) -> None:
    every = FILES._replace(trusted_proxies=("10.0.0.1",), has_request_id=True, has_websocket=True)
    site = move_places(every._replace(certificate="/c", certificate_key="/k"), tmp_path)
    other = site._replace(name="other_prod", server_names=("other.example",))
    texts = [make_nginx_site(each).replace("/%ssl", "/$ssl") for each in (site, other)]
    (tmp_path / "both.conf").write_text("".join(texts))
    main = tmp_path / "nginx.conf"
    main.write_text(make_nginx_main(site, str(tmp_path), str(tmp_path / "both.conf")))
    command = [nginx, "-t", "-p", tmp_path, "-e", "stderr", "-c", main]
    done = run(command, cwd=tmp_path, environ=make_environ(), merged=True)
    assert done.returncode == 0, done.stdout


def test_what_nginx_does_not_take_is_told(nginx: str) -> None:
    told = check_nginx(nginx, SITE._replace(max_body_size="much"))
    assert told is not None
    assert '"client_max_body_size" directive invalid value' in told


INI = """\
[DEFAULT]
debug = false

[pipeline:main]
pipeline = health sendfile site

[filter:health]
use = egg:twod.wsgi#health
path = /-/

[filter:sendfile]
use = egg:twod.wsgi#sendfile
kind = x-accel
roots = %(here)s/private ; /-/private/

[composite:site]
use = egg:twod.wsgi#full_django
django_app = django

[app:django]
use = egg:twod.wsgi
ROOT_URLCONF = shop_urls
SECRET_KEY = for tests alone, and for nothing else that anybody would want to sign
ALLOWED_HOSTS = shop.example
INSTALLED_APPS = django.contrib.staticfiles
STATIC_URL = static/
STATIC_ROOT = %(here)s/static
MEDIA_URL = media/
MEDIA_ROOT = %(here)s/media

[server:main]
use = egg:gunicorn#main

"""
HASHED = "app.0123456789ab.css"
SITE_FILES = {
    "shop_urls.py": """
        import os
        from pathlib import Path

        from django.http import FileResponse, HttpResponse
        from django.urls import path, re_path
        from django.views.decorators.csrf import csrf_exempt

        @csrf_exempt
        def home(request):
            return HttpResponse(f"{os.environ['NODE']} {len(request.body)}")

        def download(request):
            response = FileResponse(open(Path(__file__).parent / "private" / "a b%.bin", "rb"), as_attachment=True)
            response["X-Frame-Options"] = "DENY"
            return response

        def missing(request):
            return HttpResponse("the page of the site", status=404)

        urlpatterns = [path("", home), path("download", download), re_path("", missing)]
    """,
    "private/a b%.bin": "0123456789" * 1000,
    "static/app.css": "body {}",
    f"static/{HASHED}": "body { color: red }",
    "static/module.mjs": "export {}",
    "media/digits.txt": "0123456789",
    "media/page.svg": "<svg/>",
    "media/.hidden": "secret",
    "media/folder/index.html": "a folder",
}
#: One process each, which a slow client could hold.
NODES = ("one", "two", "three")
HOST = {"Host": "shop.example"}


class Front:
    """nginx in front of three nodes of gunicorn."""

    def __init__(self, home):
        self.home = home
        self.port = find_free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.ports = {name: find_free_port() for name in NODES}
        write_files(home, SITE_FILES | {"prod.ini": INI + LOGGING})
        subprocess.run(["gzip", "-k", home / "static" / HASHED], check=True)
        (home / "media" / "out").symlink_to(home / "private" / "a b%.bin")

    def make_facts(self):
        return NginxFacts(
            "shop",
            tuple(f"127.0.0.1:{port}" for port in self.ports.values()),
            ("shop.example",),
            listen=(f"127.0.0.1:{self.port}",),
            static=StaticFolder(
                "/static/", f"{self.home}/static/", 60, has_hashed_names=True, has_compressed_files=True
            ),
            media=MediaFolder("/media/", f"{self.home}/media/", 60),
            internals=(InternalFolder("/-/private/", f"{self.home}/private/"),),
            passed_headers=PASSED_HEADERS,
            health_path="/-/",
            timeout=30,
        )

    @contextlib.contextmanager
    def node(self, name):
        """Run a node as long as the block lasts."""
        gunicorn = Path(sys.executable).with_name("gunicorn")
        address = f"127.0.0.1:{self.ports[name]}"
        environ = make_environ(PYTHONPATH=str(self.home), NODE=name)
        command = [gunicorn, "--paste", "prod.ini", "--bind", address, "--workers", "1"]
        with running(command, cwd=self.home, environ=environ) as process:
            wait_until(lambda: is_listening(self.ports[name]), f"{name} does not listen")
            yield process

    @contextlib.contextmanager
    def served(self):
        """Run nginx as long as the block lasts."""
        with serving_by_nginx(self.make_facts(), self.home):
            yield

    def ask(self, path, body=None, **headers):
        return fetch(f"{self.url}{path}", body, **(HOST | headers))


@contextlib.contextmanager
def serving_by_nginx(facts, home):
    """Run nginx with a whole configuration, as the part writes it."""
    state, site, main = home / "state", home / "site.conf", home / "nginx.conf"
    state.mkdir(exist_ok=True)
    site.write_text(make_nginx_site(facts))
    main.write_text(make_nginx_main(facts, str(state), str(site)))
    port = int((facts.listen_tls if facts.certificate else facts.listen)[0].rpartition(":")[2])
    with nginx_running(main):
        wait_until(lambda: is_listening(port), "nginx does not listen")
        yield


@pytest.fixture(scope="module")
def front():
    """Three nodes, and nginx in front of them."""
    with tempfile.TemporaryDirectory(prefix="twod-nginx-") as home, contextlib.ExitStack() as stack:
        # nginx gives up root's rights, and nobody else may look into the folder.
        Path(home).chmod(0o755)
        front = Front(Path(home))
        for name in NODES:
            stack.enter_context(front.node(name))
        stack.enter_context(front.served())
        yield front


def test_each_node_gets_requests(front):
    assert {front.ask("/").text for _ in range(6)} == {f"{name} 0" for name in NODES}
    assert front.ask("/", b"x" * 100_000).text.endswith(" 100000")


def test_slow_uploads_hold_no_node(front):
    head = "POST / HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 100000\r\n\r\n"
    with contextlib.ExitStack() as stack:
        slow = [
            stack.enter_context(contextlib.closing(socket.create_connection(("127.0.0.1", front.port))))
            for _ in range(6)
        ]
        for client in slow:
            client.sendall(head.encode() + b"x" * 1000)
        for _ in range(6):
            with urllib.request.urlopen(urllib.request.Request(front.url, headers=HOST), timeout=5) as answer:
                assert answer.status == 200
        for client in slow:
            client.sendall(b"x" * 99_000)
            assert client.recv(1000).startswith(b"HTTP/1.1 200 OK")


def test_static_files_are_kept_as_long_as_their_names_allow(front):
    plain, hashed = front.ask("/static/app.css"), front.ask(f"/static/{HASHED}")
    assert (plain.text, plain.headers["Cache-Control"]) == ("body {}", "max-age=60, public")
    assert plain.headers["Content-Type"] == "text/css; charset=utf-8"
    assert hashed.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert front.ask("/static/module.mjs").headers["Content-Type"] == "text/javascript; charset=utf-8"
    connection = http.client.HTTPConnection("127.0.0.1", front.port)
    connection.request("GET", f"/static/{HASHED}", headers=HOST | {"Accept-Encoding": "gzip"})
    answer = connection.getresponse()
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
    connection.close()


def test_parts_and_conditions_are_answered_by_nginx(front):
    whole = front.ask("/media/digits.txt")
    part = front.ask("/media/digits.txt", Range="bytes=2-4")
    assert (part.status, part.text, part.headers["Content-Range"]) == (206, "234", "bytes 2-4/10")
    assert front.ask("/media/digits.txt", If_None_Match=whole.headers["ETag"]).status == 304


def test_a_media_file_with_scripts_is_in_a_sandbox(front):
    page, digits = front.ask("/media/page.svg"), front.ask("/media/digits.txt")
    assert (page.headers["Content-Security-Policy"], page.headers["X-Content-Type-Options"]) == ("sandbox", "nosniff")
    assert (digits.headers["Content-Security-Policy"], digits.headers["Cache-Control"]) == (None, "max-age=60")


@pytest.mark.parametrize(
    "path",
    [
        "/static/missing.css",
        "/media/missing.png",
        "/media/.hidden",
        "/media/%2ehidden",
        "/media/x/..%2f.hidden",
        "/media/folder/",
        "/media/out",
        "/media/",
        "/static/",
    ],
)
def test_what_is_no_file_for_everybody_gets_the_page_of_the_site(front, path):
    answer = front.ask(path)
    assert (answer.status, answer.text) == (404, "the page of the site")


def test_a_file_of_the_site_is_sent_by_nginx_and_to_nobody_else(front):
    answer = front.ask("/download")
    assert (answer.status, answer.text) == (200, "0123456789" * 1000)
    assert answer.headers["X-Frame-Options"] == "DENY"
    # Only nginx makes such an ETag: in Python, a FileResponse has none.
    assert answer.headers["ETag"]
    assert front.ask("/download", Range="bytes=0-3").text == "0123"
    assert front.ask("/-/private/a%20b%25.bin").status == 404


@pytest.mark.parametrize("path", ["/-/ready", "/-/live", "/%2d/ready", "//-/ready", "/x/../-/ready", "/-/"])
def test_visitors_do_not_see_the_probes(front, path):
    answer = front.ask(path)
    assert answer.status == 404
    assert "ready" not in answer.text


def test_other_hosts_end_at_nginx(front):
    with pytest.raises(OSError, match="closed connection without response"):
        fetch(f"{front.url}/", Host="evil.example")


def test_nodes_that_are_killed_cost_no_request_that_may_be_done_twice():
    with tempfile.TemporaryDirectory(prefix="twod-nginx-") as home, contextlib.ExitStack() as stack:
        Path(home).chmod(0o755)
        front = Front(Path(home))
        nodes = {name: stack.enter_context(front.node(name)) for name in NODES}
        stack.enter_context(front.served())
        with steady_load(f"{front.url}/", headers=HOST) as load:
            for name in NODES:
                load.wait_for(50)
                os.killpg(nodes[name].pid, signal.SIGKILL)
                load.wait_for(50)
                nodes[name] = stack.enter_context(front.node(name))
        # No node is left out that has come back.
        assert not load.lost, load.describe()
        os.killpg(nodes["one"].pid, signal.SIGKILL)
        wait_until(lambda: not is_listening(front.ports["one"]), "the node still listens")
        with steady_load(f"{front.url}/", headers=HOST, body=b"x" * 1000) as load:
            load.wait_for(50)
        # Nothing listens at the address of the node, so a request that must not be done twice was not begun there.
        assert not load.lost, load.describe()
        for name in ("two", "three"):
            os.killpg(nodes[name].pid, signal.SIGKILL)
        wait_until(lambda: not any(map(is_listening, front.ports.values())), "a node still listens")
        answer = front.ask("/")
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert "try again" in answer.text
        assert front.ask("/static/app.css").status == 200


@contextlib.contextmanager
def before_a_telling_node(home, **facts):
    """Run nginx in front of a node that tells what it was sent; gives nginx's port."""
    home.chmod(0o755)
    port = find_free_port()
    with telling_node() as node:
        made = NginxFacts("shop", (node,), ("shop.example",), listen=(f"127.0.0.1:{port}",))._replace(**facts)
        with serving_by_nginx(made, home):
            yield port


FORGED = {
    "X-Forwarded-For": "10.9.8.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Scheme": "https",
    "X-Forwarded-Ssl": "on",
    "Forwarded": "for=10.9.8.7;proto=https",
}


def read_headers(text):
    return dict(line.split(": ", 1) for line in text.splitlines()[1:] if line)


def test_nobody_can_claim_to_come_from_elsewhere(tmp_path):
    with before_a_telling_node(tmp_path, has_request_id=True) as port:
        told = read_headers(fetch(f"http://127.0.0.1:{port}/", **HOST, **FORGED).text)
    assert {name: told[name] for name in told if name.startswith(("X-Forw", "Forw"))} == {
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Host": "shop.example",
        "X-Forwarded-Port": str(port),
        "X-Forwarded-Proto": "http",
    }
    assert len(told["X-Request-ID"]) == 32


def test_a_trusted_proxy_says_where_a_client_comes_from(tmp_path):
    with before_a_telling_node(tmp_path, trusted_proxies=("127.0.0.1",), has_request_id=True) as port:
        told = read_headers(fetch(f"http://127.0.0.1:{port}/", **HOST, **FORGED, X_Request_ID="of-the-client").text)
    assert (told["X-Forwarded-For"], told["X-Forwarded-Proto"]) == ("10.9.8.7", "https")
    assert told["X-Request-ID"] == "of-the-client"


def test_an_order_that_no_filter_gave_is_ignored(tmp_path):
    with before_a_telling_node(tmp_path) as port:
        answer = fetch(f"http://127.0.0.1:{port}/order", **HOST)
    assert answer.text.startswith("GET /order HTTP/1.1")
    assert answer.headers["X-Accel-Redirect"] is None


def test_a_site_below_a_path_keeps_it(tmp_path):
    with before_a_telling_node(tmp_path, prefix="/shop") as port:
        base = f"http://127.0.0.1:{port}"
        assert fetch(f"{base}/shop/a%2Fb?c", **HOST).text.startswith("GET /shop/a%2Fb?c HTTP/1.1")
        assert fetch(f"{base}/shop", **HOST).text.startswith("GET /shop/ HTTP/1.1")
        assert fetch(f"{base}/other", **HOST).status == 404


def test_a_websocket_passes(tmp_path):
    request = "GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nping"
    with before_a_telling_node(tmp_path, has_websocket=True) as port:
        with contextlib.closing(socket.create_connection(("127.0.0.1", port))) as client:
            client.sendall(request.encode())
            head, _, rest = b"".join(iter(lambda: client.recv(1000), b"")).partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 101 ")
        assert rest == b"ping"
        assert "Upgrade" not in read_headers(fetch(f"http://127.0.0.1:{port}/", **HOST).text)


def test_by_https_the_site_is_told_so(tmp_path):
    certificate, secure = tmp_path / "shop.pem", find_free_port()
    options = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=shop.example"]
    command = ["openssl", "req", *options, "-keyout", certificate, "-out", tmp_path / "crt"]
    assert run(command, cwd=tmp_path, environ=make_environ()).returncode == 0
    certificate.write_text(certificate.read_text() + (tmp_path / "crt").read_text())
    facts = {
        "certificate": str(certificate),
        "certificate_key": str(certificate),
        "listen_tls": (f"127.0.0.1:{secure}",),
        "secure_header": ("X-Forwarded-Ssl", "on"),
    }
    with before_a_telling_node(tmp_path, **facts) as port:
        plain = http.client.HTTPConnection("127.0.0.1", port)
        plain.request("POST", "/a?b", headers=HOST)
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (308, f"https://shop.example:{secure}/a?b")
        plain.close()
        context = ssl.create_default_context(cafile=tmp_path / "crt")
        with (
            socket.create_connection(("127.0.0.1", secure)) as raw,
            context.wrap_socket(raw, server_hostname="shop.example") as client,
        ):
            client.sendall(b"GET / HTTP/1.1\r\nHost: shop.example\r\nConnection: close\r\n\r\n")
            text = b"".join(iter(lambda: client.recv(1000), b"")).decode().partition("\r\n\r\n")[2]
        told = read_headers(text)
    assert (told["X-Forwarded-Proto"], told["X-Forwarded-Ssl"]) == ("https", "on")
