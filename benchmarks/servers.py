"""The same site under real servers: twod.wsgi beside Django alone, with WhiteNoise in ``MIDDLEWARE`` for static files.

``python benchmarks/servers.py`` starts gunicorn (``sync`` and ``gthread``) and waitress, each with either site, and
asks for each page over four connections that are kept alive where the server keeps them. It prints the requests a
second and the processor time that the server takes for a request, with their ratios: more than 1 means that twod.wsgi
answers more requests, less than 1 that it takes less time.

The two sites take turns, and of all turns the median counts. On a machine that does other work as well, the processor
time says more than the requests a second. A name narrows it down: ``python benchmarks/servers.py waitress``.
"""

from __future__ import annotations

import logging
import os
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from children import run_child

if TYPE_CHECKING:
    from collections.abc import Iterator
    from wsgiref.types import WSGIApplication

HERE = Path(__file__).parent
TURNS = 25
CONNECTIONS = 4
REQUESTS = 25  # of a connection, in one turn
WARM_UP = 60
SITES = ("stock", "twod")
GUNICORN = (sys.executable, "-m", "gunicorn", "--log-level", "error", "--workers", "1")
SERVERS = {
    "gunicorn sync": GUNICORN,
    "gunicorn gthread": (*GUNICORN, "--worker-class", "gthread", "--threads", "4"),
    "waitress": (sys.executable, __file__, "waitress-for"),
}


class Page(NamedTuple):
    """A page, and where each site has it."""

    title: str
    stock: str
    twod: str
    is_signed_in: bool = False


PAGES = (
    Page("a trivial page", "/", "/"),
    Page("a table of 20 rows", "/table/", "/table/"),
    Page("a session and a query", "/visits/", "/visits/", is_signed_in=True),
    Page("a static file of 10 kB", "/static/site.css", "/static/site.css"),
    Page("embedded, anonymous", "/by-hand/", "/mounted/"),
    Page("embedded, signed in", "/by-hand/", "/mounted/", is_signed_in=True),
)


def make_app(site: str) -> WSGIApplication:
    """Return a site; the servers call this."""
    if site == "twod":
        from twod.wsgi.loading import load_application

        return load_application(HERE / "measured_site" / "site.ini")
    os.environ["DJANGO_SETTINGS_MODULE"] = "measured_site.settings"
    from django.core.wsgi import get_wsgi_application
    from measured_site import settings

    settings.MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")
    return get_wsgi_application()


def prepare() -> str:
    """Fill the database and the folder of static files, and return the key of a session that has signed in."""
    static = Path(os.environ["MEASURED_FOLDER"]) / "static"
    static.mkdir()
    (static / "site.css").write_bytes(b"/* */\n" * 1700)
    make_app("stock")
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command
    from django.http import HttpRequest

    call_command("migrate", verbosity=0)
    request = HttpRequest()
    request.session = SessionStore()
    login(request, User.objects.create_user("alice"))
    request.session["visits"] = 41
    request.session.save()
    return str(request.session.session_key)


class Server(NamedTuple):
    """A server that runs one of the sites."""

    address: tuple[str, int]
    #: The process that answers.
    pid: int


@contextmanager
def serve(command: tuple[str, ...], site: str) -> Iterator[Server]:
    """Run a server on a free port of this machine until the block ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        handle = listener.fileno()
        is_gunicorn = "gunicorn" in command
        arguments = ["--bind", f"fd://{handle}", f"servers:make_app({site!r})"] if is_gunicorn else [site, str(handle)]
        process = subprocess.Popen([*command, *arguments], cwd=HERE, pass_fds=[handle])
        try:
            address = listener.getsockname()
            # The first request waits in the socket until the server is there.
            with socket.create_connection(address, timeout=60) as connection:
                fetch(connection, make_request("/", None))
            pid = process.pid
            if is_gunicorn:
                pid = int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])
            yield Server(address, pid)
        finally:
            process.terminate()
            process.wait(30)


def serve_by_waitress(site: str, handle: str) -> None:
    import waitress

    # It warns of each request that waits, which all do here.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    waitress.serve(make_app(site), sockets=[socket.socket(fileno=int(handle))], threads=4)


def make_request(path: str, cookie: str | None) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "Accept-Language: en-US,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br, zstd",
    ]
    if cookie is not None:
        lines.append(f"Cookie: {cookie}")
    return "\r\n".join([*lines, "", ""]).encode()


def fetch(connection: socket.socket, request: bytes) -> tuple[bytes, bool]:
    """Send a request; return the body of the answer, and whether the server keeps the connection."""
    connection.sendall(request)
    received = b""
    while b"\r\n\r\n" not in received:
        block = connection.recv(1 << 16)
        assert block, received
        received += block
    head, _, body = received.partition(b"\r\n\r\n")
    status, *lines = head.split(b"\r\n")
    assert status.split()[1] == b"200", head
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(b":") for line in lines)}
    blocks, left = [body], int(headers[b"content-length"]) - len(body)
    while left:
        block = connection.recv(left)
        assert block, head
        blocks.append(block)
        left -= len(block)
    return b"".join(blocks), headers.get(b"connection", b"").lower() != b"close"


def fetch_often(address: tuple[str, int], request: bytes, number: int) -> bytes:
    """Send a request many times over one connection, or over a new one whenever the server has closed it."""
    body, is_kept, connection = b"", False, None
    try:
        for _ in range(number):
            if connection is None or not is_kept:
                if connection is not None:
                    connection.close()
                connection = socket.create_connection(address, timeout=60)
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            body, is_kept = fetch(connection, request)
    finally:
        if connection is not None:
            connection.close()
    return body


def read_processor_time(pid: int) -> float:
    """Return the seconds of processor time that the threads of a process have taken."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((thread / "schedstat").read_text().split()[0]) for thread in threads) / 1e9


class Turn(NamedTuple):
    """The cost of one turn."""

    requests_a_second: float
    #: Of the server, for a request.
    processor_time: float


def measure(server: Server, request: bytes, number: int) -> Turn:
    """Make requests over all connections at once."""
    before, start = read_processor_time(server.pid), time.perf_counter()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        list(pool.map(lambda _: fetch_often(server.address, request, number), range(CONNECTIONS)))
    total = CONNECTIONS * number
    taken = time.perf_counter() - start
    return Turn(total / taken, (read_processor_time(server.pid) - before) / total)


def compare(servers: dict[str, Server], page: Page, cookie: str) -> None:
    """Let both sites take turns with a page, and print the medians."""
    sent = cookie if page.is_signed_in else None
    requests = {"stock": make_request(page.stock, sent), "twod": make_request(page.twod, sent)}
    bodies = {site: fetch_often(server.address, requests[site], 1) for site, server in servers.items()}
    assert bodies["stock"] == bodies["twod"], bodies
    turns: dict[str, list[Turn]] = {site: [] for site in SITES}
    for site, server in servers.items():
        measure(server, requests[site], WARM_UP)
    for _ in range(TURNS):
        for site, server in servers.items():
            turns[site].append(measure(server, requests[site], REQUESTS))
    row = f"  {page.title:24}"
    for column, (scale, form) in enumerate([(1, "8.0f"), (1e6, "8.0f")]):
        stock, twod = ([turn[column] for turn in turns[site]] for site in SITES)
        ratio = median(ours / theirs for ours, theirs in zip(twod, stock, strict=True))
        row += f" {median(stock) * scale:{form}} {median(twod) * scale:{form}} {ratio:6.2f}"
    print(row, flush=True)


def main(names: list[str]) -> None:
    """Print a table for each server."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MEASURED_FOLDER"] = folder
        os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])])
        cookie = f"sessionid={run_child(__file__, 'prepare').strip()}"
        print(f"{'':26} {'requests a second':^24} {'processor time, us':^24}")
        print(f"{'':26} {'stock':>8} {'twod':>8} {'ratio':>6} {'stock':>8} {'twod':>8} {'ratio':>6}")
        for name in names:
            print(name)
            with ExitStack() as running:
                servers = {site: running.enter_context(serve(SERVERS[name], site)) for site in SITES}
                for page in PAGES:
                    compare(servers, page, cookie)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["prepare"]:
            print(prepare())
        case ["waitress-for", site, handle]:
            serve_by_waitress(site, handle)
        case names:
            wanted = [server for server in SERVERS if not names or any(name in server for name in names)]
            if not wanted:
                raise SystemExit(__doc__)
            main(wanted)
