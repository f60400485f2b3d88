"""What a request costs through twod.wsgi, with all switches of ``twod.fast``, against stock Django.

``python benchmarks/request.py`` prints ratios (below 1: twod.wsgi is faster, or smaller):

* a whole request through the application, with the middleware of ``startproject`` and a view that does nothing, in
  time and in instructions (by valgrind, where it is installed; those are the same from run to run);
* in instructions, a request for the last route of sites with many, and one that no route matches;
* the same when the view asks for something that only WebOb has, against ``webob.Request(request.environ)`` by hand;
* an upload of 256 MB, as a form with a file and as a body that the view reads in pieces, in time and in peak memory.

The two take turns, and of all turns the median counts. Each turn has a process of its own: the interpreter adapts
itself to the class that it meets, and an upload is measured by its memory.
"""

from __future__ import annotations

import io
import logging
import os
import resource
import socket
import sys
import time
import types
from statistics import median
from typing import Any

import django
import webob
from children import can_count, count_instructions, run_child
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from twod.wsgi import DjangoApplication
from twod.wsgi.fast.switchboard import SWITCHES, turn_on_switches

TURNS = 25
CYCLES_A_TURN = 2000
UPLOADS = 15
MEGABYTES = 256
BLOCK = b"0123456789abcdef" * 4096
BOUNDARY = "------------------------0123456789abcdef"
NO_BODY = io.BytesIO()


def make_twod() -> WSGIHandler:
    turn_on_switches(SWITCHES)
    return DjangoApplication()


CONTENDERS = {"stock": WSGIHandler, "twod": make_twod}


def say_hello(_request: HttpRequest, **_captured: int) -> HttpResponse:
    return HttpResponse("hello")


def ask_webob(request: Any) -> HttpResponse:
    environ_request = request if hasattr(request, "webob") else webob.Request(request.environ)
    return HttpResponse(str(environ_request.accept_language.lookup(["en", "es"], default="en")))


def receive_form(request: Any) -> HttpResponse:
    return HttpResponse(str(request.FILES["file"].size))


def receive_pieces(request: HttpRequest) -> HttpResponse:
    size = 0
    while piece := request.read(65536):
        size += len(piece)
    return HttpResponse(str(size))


receive_form.csrf_exempt = receive_pieces.csrf_exempt = True  # type: ignore[attr-defined]
urlpatterns = [
    path("", say_hello),
    path("webob", ask_webob),
    path("form", receive_form),
    path("pieces", receive_pieces),
]
#: Sites with many routes: the number of apps, and of routes in each.
SITES = {"1 x 300": (1, 300), "1 x 3,000": (1, 3000), "20 x 15": (20, 15), "20 x 150": (20, 150)}
#: The last app of a site, its last route.
LAST_ROUTE = "/last/things0/7/"


def make_urlconf(site: str) -> types.ModuleType:
    """Return the URLconf of a site; every other route has a parameter."""
    apps, routes = SITES[site]
    numbers = reversed(range(routes))
    prefixes = [*(f"app{number}/" for number in range(1, apps)), "last/"]
    included = [f"things{number}/" if number % 2 else f"things{number}/<int:thing>/" for number in numbers]
    urlconf = types.ModuleType(site)
    urlconf.urlpatterns = [  # type: ignore[attr-defined]
        path(prefix, include([path(route, say_hello) for route in included])) for prefix in prefixes
    ]
    return urlconf


def send(head: bytes, tail: bytes) -> Any:
    """Return a stream of what a client sends, a process of its own, as a server's ``wsgi.input``."""
    receiver, sender = socket.socketpair()
    with sender:
        if not os.fork():
            receiver.close()
            sender.sendall(head)
            for _ in range(MEGABYTES * 16):
                sender.sendall(BLOCK)
            sender.sendall(tail)
            os._exit(0)
    with receiver:
        return receiver.makefile("rb")


def make_environ(url: str) -> dict[str, Any]:
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": url,
        "QUERY_STRING": "a=1&b=2",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "example.com",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "es,en;q=0.5",
        "HTTP_COOKIE": "csrftoken=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; theme=dark",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": NO_BODY,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


def make_upload_environ(kind: str) -> dict[str, Any]:
    head = tail = b""
    content_type = "application/octet-stream"
    if kind == "form":
        content_type = f"multipart/form-data; boundary={BOUNDARY}"
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'.encode()
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
    return make_environ(f"/{kind}") | {
        "REQUEST_METHOD": "POST",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(head) + MEGABYTES * 16 * len(BLOCK) + len(tail)),
        "wsgi.input": send(head, tail),
    }


def answer(application: WSGIHandler, environ: dict[str, Any]) -> bytes:
    response: Any = application(environ, lambda _status, _headers: None)  # type: ignore[arg-type]
    body = b"".join(response)
    response.close()
    return body


def run_cycles(application: WSGIHandler, number: int, url: str = "/", site: str = "") -> float:
    """Return the seconds of processor time that ``number`` requests take, of one of the sites with many routes."""
    if site:
        settings.ROOT_URLCONF = make_urlconf(site)  # type: ignore[assignment]
        logging.disable()  # that nothing is found
    start = time.process_time()
    for _ in range(number):
        answer(application, make_environ(url))
    return time.process_time() - start


def configure() -> None:
    apps = [f"django.contrib.{name}" for name in ("auth", "contenttypes", "sessions", "messages")]
    middleware = """
        django.middleware.security.SecurityMiddleware
        django.contrib.sessions.middleware.SessionMiddleware
        django.middleware.common.CommonMiddleware
        django.middleware.csrf.CsrfViewMiddleware
        django.contrib.auth.middleware.AuthenticationMiddleware
        django.contrib.messages.middleware.MessageMiddleware
        django.middleware.clickjacking.XFrameOptionsMiddleware
    """
    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="a key for benchmarks alone",
        ROOT_URLCONF=__name__,
        INSTALLED_APPS=apps,
        MIDDLEWARE=middleware.split(),
    )
    django.setup()


def compare_cycles(url: str) -> float:
    """Return the ratio of seconds, of processes that each know one of the two classes, as a site's do."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(TURNS):
        for name in CONTENDERS:
            seconds[name].append(float(run_child(__file__, "cycles", name, str(CYCLES_A_TURN), url)))
    return median(seconds["twod"]) / median(seconds["stock"])


def compare_uploads(kind: str) -> tuple[float, float]:
    """Return the ratios of seconds and of peak memory."""
    seconds: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    memory: dict[str, list[float]] = {name: [] for name in CONTENDERS}
    for _ in range(UPLOADS):
        for name in CONTENDERS:
            taken, peak = run_child(__file__, "upload", name, kind).split()
            seconds[name].append(float(taken))
            memory[name].append(float(peak))
    ratios = [median(of["twod"]) / median(of["stock"]) for of in (seconds, memory)]
    return ratios[0], ratios[1]


def upload(name: str, kind: str) -> None:
    application = CONTENDERS[name]()
    start = time.process_time()
    answer(application, make_upload_environ(kind))
    print(time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def compare_instructions(url: str, site: str = "") -> str:
    """Return the ratio of instructions, and the numbers."""
    stock, ours = (
        count_instructions(__file__, lambda cycles, name=name: ("cycles", name, str(cycles), url, site))
        for name in CONTENDERS
    )
    return f"{ours / stock:.3f} ({ours:,} for {stock:,})"


def main() -> None:
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}")
    print(f"a request, time                 {compare_cycles('/'):.3f}")
    if can_count():
        print(f"a request, instructions         {compare_instructions('/')}")
        for site in SITES:
            print(f"{site} routes, the last     {compare_instructions(LAST_ROUTE, site)}")
            print(f"{site} routes, not found    {compare_instructions('/last/nothing/', site)}")
    print(f"a request that asks WebOb, time {compare_cycles('/webob'):.3f}")
    for kind, title in (("form", "256 MB in a form"), ("pieces", "256 MB in pieces")):
        seconds, memory = compare_uploads(kind)
        print(f"{title}, time          {seconds:.3f}\n{title}, memory        {memory:.3f}")


if __name__ == "__main__":
    configure()
    match sys.argv[1:]:
        case []:
            main()
        case ["cycles", name, number, url, *site]:
            print(run_cycles(CONTENDERS[name](), int(number), url, *site))
        case ["upload", name, kind]:
            upload(name, kind)
        case _:
            raise SystemExit(__doc__)
