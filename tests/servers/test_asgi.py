"""One ini, and every ASGI server of the manual's page on ASGI: pages, files, WebSockets, and mistakes."""

from __future__ import annotations

import gzip
import http.client
import os
import signal
import socket
import time
from contextlib import closing, contextmanager
from email.utils import formatdate
from pathlib import Path

import pytest

from kit.conditions import wait_until
from kit.environs import make_environ
from kit.processes import PATIENCE, run

SERVERS = {
    "uvicorn": ("uvicorn --port 8080 --workers 4 shop_asgi:application", "Application startup complete"),
    "granian": ("granian --interface asgi --port 8080 --workers 4 shop_asgi:application", "Started worker-1"),
    "hypercorn": ("hypercorn --bind 127.0.0.1:8080 --workers 4 shop_asgi:application", "Running on http"),
    "daphne": ("daphne --port 8080 shop_asgi:application", "Listening on TCP address"),
}
#: What the site has besides the files of its fixture.
FILES = {
    "shop_sockets.py": """
        async def application(scope, receive, send):
            assert (await receive())["type"] == "websocket.connect"
            await send({"type": "websocket.accept"})
            await send({"type": "websocket.send", "text": f"hello {scope['path']}"})
            await send({"type": "websocket.close"})
    """,
    "mounts.py": """
        from django.urls import include, path
        from django.http import HttpResponse, StreamingHttpResponse
        from twod.wsgi import mount

        async def stream(request):
            async def parts():
                for number in range(3):
                    yield f"{number}\\n"
            return StreamingHttpResponse(parts())

        def flat(environ, start_response):
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [(environ["SCRIPT_NAME"] + " " + environ["PATH_INFO"]).encode("latin-1")]

        urlpatterns = [mount("flat/", flat), path("stream", stream), path("", include("shop_urls"))]
    """,
}
RULES = "body { color: rebeccapurple }\n" * 100
LARGE = os.urandom(3_000_000)


@pytest.fixture
def asgi_site(site):
    """The site with static files, a mount and WebSockets."""
    ini = (site.home / "prod.ini").read_text()
    ini = ini.replace(
        "ROOT_URLCONF = shop_urls", "ROOT_URLCONF = mounts\nSTATIC_URL = static/\nSTATIC_ROOT = %(here)s/static"
    )
    ini = ini.replace("django_app = django", "django_app = django\nwebsocket = shop_sockets:application")
    site.write("prod.ini", ini)
    for name, text in FILES.items():
        site.write(name, text)
    media, static = site.home / "media", site.home / "static"
    static.mkdir()
    (static / "site.css").write_text(RULES)
    (static / "site.css.gz").write_bytes(gzip.compress(RULES.encode()))
    (media / "café.txt").write_text("coffee")
    (media / ".hidden").write_text("")
    (media / "large.bin").write_bytes(LARGE)
    (media / "out").symlink_to("/etc/hostname")
    for path in [*media.iterdir(), *static.iterdir()]:
        os.utime(path, (time.time() - 3600,) * 2, follow_symlinks=False)
    return site


@contextmanager
def serving(site, command, *, ready, is_ended=True):
    """Serve the site by a command; end it by a signal to the first process alone, as a supervisor does it."""
    # Fewer processes are as good, and start sooner.
    words = ["2" if word == "4" else word for word in map(str, command)]
    with site.served(*words, ready=ready) as server:
        if "granian" in words[0]:
            # It forgets a signal that comes while a worker starts.
            wait_until(lambda: server.output.count("Started worker-") >= 2, "there are not two workers")
        wait_until(lambda: is_listened_on(site.port), "nothing listens")
        yield server
        if is_ended:
            server.send(signal.SIGTERM)
            assert server.ends_within(PATIENCE)


def is_listened_on(port):
    with closing(socket.socket()) as tried:
        return tried.connect_ex(("127.0.0.1", port)) == 0


class Client:
    """Requests whose paths and headers go out as they are."""

    def __init__(self, site) -> None:
        self.site = site

    def ask(self, path, method="GET", body=None, **headers):
        with closing(http.client.HTTPConnection("127.0.0.1", self.site.port, timeout=60)) as connection:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, named)
            response = connection.getresponse()
            return response.status, response.headers, response.read()

    def tell(self, path, *names, **headers):
        """Return status and body of an answer, and some of its headers."""
        status, found, body = self.ask(path, **headers)
        return (status, body, *(found[name] for name in names))

    def is_told(self, path, body):
        """Return whether a page says something, also when a server has just let a worker go."""
        try:
            return self.tell(path) == (200, body)
        except (OSError, http.client.HTTPException):
            return False

    def shake_hands(self, path):
        """Ask for a WebSocket; return the status line, and what comes behind the head."""
        head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        with closing(socket.create_connection(("127.0.0.1", self.site.port), timeout=60)) as connection:
            connection.sendall(head.encode())
            received = b""
            while b"\r\n\r\n" not in received or (b" 101 " in received[:20] and b"hello /chat" not in received):
                block = connection.recv(4096)
                if not block:
                    break
                received += block
        return received.split(b"\r\n", 1)[0].decode()


def assert_pages_are_served(client):
    assert client.tell("/") == (200, b"GET  0 /")
    assert client.tell("/caf%C3%A9") == (200, "GET café 0 /".encode())
    assert client.tell("/", method="POST", body=b"x" * 300_000) == (200, b"POST  300000 /")
    assert client.tell("/flat/caf%C3%A9") == (200, "/flat /café".encode())
    assert client.tell("/stream") == (200, b"0\n1\n2\n")


def assert_files_are_served(client):
    """The rows of the table in which servers of static files differ."""
    digits = "/media/digits.txt"
    status, headers, body = client.ask(digits)
    assert (status, body, headers["Accept-Ranges"]) == (200, b"0123456789", "bytes")
    tag, modified = headers["ETag"], headers["Last-Modified"]
    # Ranges: some bytes, the last ones, none that there are.
    assert client.tell(digits, "Content-Range", range="bytes=0-3") == (206, b"0123", "bytes 0-3/10")
    assert client.tell(digits, range="bytes=-5") == (206, b"56789")
    assert client.tell(digits, "Content-Range", range="bytes=10-")[::2] == (416, "bytes */10")
    # One byte.
    assert client.tell(digits, range="bytes=0-0") == (206, b"0")
    assert client.tell(digits, range="bytes=-1") == (206, b"9")
    # A part of a file that is longer than a block.
    assert client.tell("/media/large.bin", range="bytes=1000-1999999") == (206, LARGE[1000:2_000_000])
    assert client.tell("/media/large.bin") == (200, LARGE)
    # Several ranges.
    assert client.tell(digits, range="bytes=0-1,3-4") == (200, b"0123456789")
    # If-Range.
    assert client.tell(digits, range="bytes=5-", if_range=tag) == (206, b"56789")
    assert client.tell(digits, range="bytes=5-", if_range='"other"') == (200, b"0123456789")
    # If-Modified-Since, ETag.
    assert client.tell(digits, if_modified_since=modified) == (304, b"")
    assert client.tell(digits, if_modified_since=formatdate(0, usegmt=True))[0] == 200
    assert client.tell(digits, if_none_match=tag) == (304, b"")
    assert client.tell(digits, if_match='"other"')[0] == 412
    # Names.
    assert client.tell("/media/caf%C3%A9.txt") == (200, b"coffee")
    assert client.tell("/media/%FF")[0] in (400, 404)
    # A file that came after the start.
    (client.site.home / "media" / "new.txt").write_text("new")
    assert client.tell("/media/new.txt") == (200, b"new")
    # A compressed variant.
    status, headers, body = client.ask("/static/site.css", accept_encoding="gzip")
    assert (status, headers["Content-Encoding"], gzip.decompress(body)) == (200, "gzip", RULES.encode())
    assert client.tell("/static/site.css", "Content-Encoding") == (200, RULES.encode(), None)
    # Methods.
    assert client.tell(digits, "Allow", method="POST", body=b"x")[::2] == (405, "GET, HEAD")
    status, headers, body = client.ask(digits, method="HEAD")
    assert (status, headers["Content-Length"], body) == (200, "10", b"")
    # What is not for everybody.
    assert [client.tell(f"/media/{name}")[0] for name in (".hidden", "out", "", "..%2Fprod.ini")] == [404] * 4


@pytest.mark.parametrize("name", SERVERS)
def test_an_asgi_server_serves_pages_files_and_websockets(asgi_site, command, name):
    shown, ready = SERVERS[name]
    client = Client(asgi_site)
    with serving(asgi_site, command(shown, name), ready=ready) as server:
        assert_pages_are_served(client)
        assert_files_are_served(client)
        assert client.shake_hands("/chat").startswith("HTTP/1.1 101")
    assert "LOGGED shop asked for " in server.output
    assert "Traceback" not in server.output


@pytest.mark.parametrize("name", SERVERS)
def test_without_an_application_for_it_a_websocket_is_refused(site, command, name):
    shown, ready = SERVERS[name]
    with serving(site, command(shown, name), ready=ready) as server:
        assert Client(site).shake_hands("/chat").split()[1] == "403"
    assert "Traceback" not in server.output


WSGI_SERVERS = {
    "gunicorn": ("gunicorn --bind 127.0.0.1:8080 --workers 4 shop_wsgi:application", "Booting worker"),
    "granian": ("granian --interface wsgi --port 8080 --workers 4 shop_wsgi:application", "Started worker-1"),
}


@pytest.mark.parametrize("name", WSGI_SERVERS)
def test_a_wsgi_server_imports_the_other_module(site, command, name):
    shown, ready = WSGI_SERVERS[name]
    with serving(site, command(shown, name), ready=ready) as server:
        client = Client(site)
        assert client.tell("/caf%C3%A9") == (200, "GET café 0 /".encode())
        assert client.tell("/media/digits.txt", range="bytes=2-4") == (206, b"234")
    assert "LOGGED shop asked for " in server.output


def test_uvicorn_takes_the_ini_from_the_environment(site, command):
    shown = "TWOD_CONFIG_URI=prod.ini uvicorn --port 8080 --factory twod.wsgi:load_asgi_application"
    assert f"``{shown}``" in Path(__file__).parents[2].joinpath("docs/how-to/asgi.rst").read_text()
    uvicorn, *_ = command(SERVERS["uvicorn"][0], "uvicorn")
    arguments = [f"--port={site.port}", *shown.split()[4:]]
    environ = ["env", "TWOD_CONFIG_URI=prod.ini"]
    with serving(site, [*environ, uvicorn, *arguments], ready="startup complete"):
        assert Client(site).tell("/") == (200, b"GET  0 /")


def test_a_download_that_is_given_up_leaves_no_file_open(asgi_site, command):
    (asgi_site.home / "media" / "huge.bin").write_bytes(LARGE * 20)
    uvicorn, *_ = command(SERVERS["uvicorn"][0], "uvicorn")
    with serving(asgi_site, [uvicorn, f"--port={asgi_site.port}", "shop_asgi:application"], ready="complete") as server:
        for _ in range(5):
            with closing(socket.create_connection(("127.0.0.1", asgi_site.port))) as connection:
                connection.sendall(b"GET /media/huge.bin HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                assert connection.recv(2**16).startswith(b"HTTP/1.1 200")
        files = Path(f"/proc/{server.pid}/fd")
        wait_until(lambda: not any("huge.bin" in str(file.readlink()) for file in files.iterdir()), "a file is open")
    assert "Traceback" not in server.output


#: Whether a server whose new workers cannot start goes on with the old ones, after SIGHUP.
RELOADS = {
    "uvicorn --port 8080 --workers 4 shop_asgi:application": True,
    "granian --interface asgi --port 8080 --workers 4 shop_asgi:application": False,
    "hypercorn --bind 127.0.0.1:8080 --workers 4 shop_asgi:application": False,
    "gunicorn --bind 127.0.0.1:8080 --config python:twod.wsgi.serving.gunicorn_reload shop_wsgi:application": True,
}


@pytest.mark.parametrize("shown", RELOADS)
def test_a_reload_takes_the_new_settings(site, command, shown):
    name, *_ = shown.split()
    ready = dict(SERVERS, gunicorn=("", "Booting worker"))[name][1]
    for protocol in ("wsgi", "asgi"):
        site.write(f"shop_{protocol}.py", MODULE.format(protocol))
    site.write("shop_urls.py", SHOW_SETTING)
    ini = (site.home / "prod.ini").read_text().replace("[app:django]", "[app:django]\nSITE_ID = 1")
    site.write("prod.ini", ini)
    client = Client(site)
    with serving(site, command(shown, name), ready=ready, is_ended=RELOADS[shown]) as server:
        assert client.tell("/") == (200, b"1")
        site.write("prod.ini", ini.replace("SITE_ID = 1", "SITE_ID = 2"))
        server.send(signal.SIGHUP)
        wait_until(lambda: client.is_told("/", b"2"), "the old settings stay")
        if name == "uvicorn":
            # It replaces one worker after another.
            wait_until(lambda: server.output.count("Application startup complete") == 4, "an old worker stays")
        site.write("prod.ini", ini.replace("SITE_ID = 1", "SITE_ID = x"))
        server.send(signal.SIGHUP)
        server.wait_for("SITE_ID: expected an integer, got 'x'")
        if RELOADS[shown]:
            if name == "uvicorn":
                server.wait_for("keeping worker")
            assert client.tell("/") == (200, b"2")
        else:
            assert server.ends_within(PATIENCE)


SHOW_SETTING = """
    from django.conf import settings
    from django.http import HttpResponse
    from django.urls import path

    urlpatterns = [path("", lambda request: HttpResponse(settings.SITE_ID))]
"""

#: As buildout makes them, without the eggs.
MODULE = "from twod.wsgi.commands.server_modules import load_{0}_module\napplication = load_{0}_module('prod.ini')\n"


@pytest.mark.parametrize(
    ("shown", "distribution"),
    [
        *((shown, name) for name, (shown, _) in SERVERS.items()),
        *((shown, name) for name, (shown, _) in WSGI_SERVERS.items()),
        ("waitress-serve --listen=127.0.0.1:8080 shop_wsgi:application", "waitress"),
    ],
)
def test_a_mistake_in_the_ini_is_one_line(site, command, shown, distribution):
    site.write("prod.ini", (site.home / "prod.ini").read_text().replace("[app:django]", "[app:django]\nEMAIL_PORT = x"))
    for protocol in ("wsgi", "asgi"):
        site.write(f"shop_{protocol}.py", MODULE.format(protocol))
    program, *arguments = command(shown, distribution)
    arguments = [word for word in arguments if word not in ("--workers", "4")]
    done = run([program, *arguments], cwd=site.home, environ=make_environ(PYTHONPATH=str(site.home)), merged=True)
    assert "prod.ini:9 [app:django] EMAIL_PORT: expected an integer, got 'x'\n" in done.stdout
    assert "Traceback" not in done.stdout
