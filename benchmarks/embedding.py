"""What it costs to call a WSGI application in a Django view, beside the ways in use and beside no application at all.

Every request is a whole one, through a handler with the middleware of ``startproject``: of a visitor who has signed
in, whom the database knows, and of an anonymous one, for whom nobody asks it. The yardstick is a view written by hand
under Django's own handler that looks the user up and answers with the same bytes; the applications answer with a list,
and tell who the user is. The ways take turns, each in a process of its own; the medians of the processor time are
compared, and the instructions where valgrind is installed. Ways in other worlds (Pyramid under Pyramid, an ASGI bridge)
stand beside their own yardstick.

The second part streams: 1 GiB out and 1 GiB in, and tells the growth of the process's memory and the time to the first
block.

Run it with ``python benchmarks/embedding.py``. ``django-wsgi3``, ``pyramid`` and ``a2wsgi`` take part if they are
installed.
"""

from __future__ import annotations

import asyncio
import io
import resource
import statistics
import sys
import time
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from children import can_count, count_instructions, run_child

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Way = Callable[[], None]

TURNS = 15
SECONDS = 1.0  # of the processor's time, in one turn
WARM_UP = 50
SIGNED_IN, ANONYMOUS = "alice", ""
BLOCK = b"x" * 2**16
GIBIBYTE = 2**30


def configure(visitor: str) -> dict[str, str]:
    """Set Django up with a user, and return what the environ of a request has of theirs; of nobody's, nothing."""
    import django
    from django.conf import settings

    settings.configure(
        ALLOWED_HOSTS=["*"],
        SECRET_KEY="not so secret",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        SESSION_ENGINE="django.contrib.sessions.backends.signed_cookies",
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.messages"],
        MIDDLEWARE=[
            "__main__.choose_patterns",
            "django.middleware.security.SecurityMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
            "django.middleware.clickjacking.XFrameOptionsMiddleware",
        ],
        ROOT_URLCONF="__main__",
        USE_I18N=False,
    )
    django.setup()
    from django.contrib.auth import login
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.signed_cookies import SessionStore
    from django.core.management import call_command
    from django.test import RequestFactory

    call_command("migrate", verbosity=0)
    request = RequestFactory().get("/")
    request.session = SessionStore()
    login(request, User.objects.create_user(SIGNED_IN))
    request.session.save()
    return {"HTTP_COOKIE": f"sessionid={request.session.session_key}"} if visitor else {}


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer with the user's name, as small as an application can be."""
    body = b"Hello, " + environ.get("REMOTE_USER", "").encode("latin-1")
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def stream(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """Answer a GET with 1 GiB, and a PUT with the length of what was sent."""
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    if environ["REQUEST_METHOD"] == "PUT":
        length = 0
        while block := environ["wsgi.input"].read(len(BLOCK)):
            length += len(block)
        return iter([str(length).encode()])
    return iter(BLOCK for _ in range(GIBIBYTE // len(BLOCK)))


def by_hand(request: Any) -> Any:
    """Do what :func:`application` does, as a Django view."""
    from django.http import HttpResponse

    return HttpResponse(f"Hello, {request.user.get_username()}", content_type="text/plain")


def by_webob(request: Any) -> Any:
    """Call the application by WebOb, and copy its answer by hand: what one finds in many a project."""
    import webob
    from django.http import HttpResponse

    environ = dict(request.environ, REMOTE_USER=request.user.get_username())
    answer = webob.Request(environ).send(application)
    response = HttpResponse(answer.app_iter, status=answer.status_int)
    for name, value in answer.headers.items():
        response[name] = value
    return response


def make_environ(path: str, more: dict[str, Any]) -> dict[str, Any]:
    """Return the environ that a server makes for a browser's request."""
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "example.com",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "192.0.2.1",
        "HTTP_HOST": "example.com",
        "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0",
        "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
        "HTTP_ACCEPT_LANGUAGE": "en-US,en;q=0.5",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd",
        "HTTP_CONNECTION": "keep-alive",
        "HTTP_SEC_FETCH_SITE": "same-origin",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    } | more


def ignore_head(_status: str, _headers: Any, _exc_info: Any = None) -> None:
    """Be a server's ``start_response``."""


def serve(handler: Any, environ: dict[str, Any]) -> Iterator[bytes]:
    """Do a WSGI server's work for one request."""
    result = handler(environ, ignore_head)
    try:
        yield from result
    finally:
        if hasattr(result, "close"):
            result.close()


def make_way(handler: Any, path: str, more: dict[str, Any], visitor: str) -> Way:
    """Return a function that makes one request, after a look that it is answered as it should be."""
    expected = f"Hello, {visitor}".encode()
    found = b"".join(serve(handler, make_environ(path, more)))
    assert found == expected, (path, found)

    def way() -> None:
        for _ in serve(handler, make_environ(path, more)):
            pass

    return way


def make_stock_way(path: str, visitor: str) -> Way:
    """Return a request to Django's own handler."""
    more = configure(visitor)
    from django.core.handlers.wsgi import WSGIHandler

    return make_way(WSGIHandler(), path, more, visitor)


def make_twod_way(path: str, visitor: str) -> Way:
    """Return a request to our handler, with all that an ini turns on."""
    more = configure(visitor)
    from twod.wsgi import DjangoApplication
    from twod.wsgi.fast.switchboard import SWITCHES, turn_on_switches

    turn_on_switches(SWITCHES)
    return make_way(DjangoApplication(), path, more, visitor)


def make_django_wsgi_way(path: str, visitor: str) -> Way:
    """Return a request to the handler of django-wsgi3."""
    more = configure(visitor)
    from django_wsgi.handler import DjangoApplication

    return make_way(DjangoApplication(), path, more, visitor)


def make_pyramid_way(path: str, _visitor: str) -> Way:
    """Return a request to Pyramid's own view or to Pyramid's ``wsgiapp2``, neither of which knows Django's visitors."""
    from pyramid.config import Configurator
    from pyramid.response import Response
    from pyramid.wsgi import wsgiapp2

    with Configurator() as config:
        config.add_route("hand", "/hand/*subpath")
        config.add_view(lambda _request: Response(b"Hello, ", content_type="text/plain"), route_name="hand")
        config.add_route("app", "/app/*subpath")
        config.add_view(wsgiapp2(application), route_name="app")
        router = config.make_wsgi_app()
    return make_way(router, path, {}, "")


def make_asgi_way(make_handler: Callable[[], Any], path: str, visitor: str) -> Way:
    """Return a request by ASGI."""
    cookie = configure(visitor).get("HTTP_COOKIE", "")
    handler = make_handler()
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"example.com"), (b"cookie", cookie.encode())],
        "client": ("192.0.2.1", 4711),
        "server": ("example.com", 80),
    }

    async def request() -> None:
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                await asyncio.Event().wait()
            sent = True
            return {"type": "http.request", "body": b""}

        async def send(message: dict[str, Any]) -> None:
            pass

        await handler(dict(scope), receive, send)

    loop = asyncio.new_event_loop()
    return lambda: loop.run_until_complete(request())


def make_django_asgi_handler() -> Any:
    """Return Django as an ASGI application."""
    from django.core.handlers.asgi import ASGIHandler

    return ASGIHandler()


def make_bridge() -> Any:
    """Return the application as an ASGI application, beside Django."""
    from a2wsgi import WSGIMiddleware

    return WSGIMiddleware(application)


WAYS: dict[str, Callable[[str], Way]] = {
    "hand": partial(make_stock_way, "/hand/"),
    "twod": partial(make_twod_way, "/twod/"),
    "webob": partial(make_stock_way, "/webob/"),
    "django_wsgi": partial(make_django_wsgi_way, "/dw3/"),
    "pyramid-hand": partial(make_pyramid_way, "/hand/"),
    "pyramid-wsgiapp2": partial(make_pyramid_way, "/app/"),
    "asgi-hand": partial(make_asgi_way, make_django_asgi_handler, "/hand/"),
    "asgi-twod": partial(make_asgi_way, make_django_asgi_handler, "/twod/"),
    "asgi-a2wsgi": partial(make_asgi_way, make_bridge, "/"),
}

TITLES = {
    "hand": "a view by hand",
    "twod": "twod.wsgi: mount()",
    "webob": "WebOb's request.send, by hand",
    "django_wsgi": "django-wsgi3",
    "pyramid-hand": "a view of Pyramid's",
    "pyramid-wsgiapp2": "wsgiapp2",
    "asgi-hand": "a view by hand",
    "asgi-twod": "twod.wsgi: mount()",
    "asgi-a2wsgi": "a2wsgi, beside Django: no user, no middleware",
}


def make_patterns() -> dict[str, tuple[Any, ...]]:
    """Return the URL patterns of each way, by the first part of the path."""
    from django.urls import path, re_path
    from django.views.decorators.csrf import csrf_exempt

    from twod.wsgi import mount

    patterns: dict[str, tuple[Any, ...]] = {
        "hand": (path("hand/", by_hand),),
        "twod": (mount("twod/", application),),
        "webob": (path("webob/", csrf_exempt(by_webob)),),
        "stream": (mount("stream/", stream),),
    }
    if find_spec("django_wsgi"):
        from django_wsgi.embedded_wsgi import make_wsgi_view

        patterns["dw3"] = (re_path("^dw3(/.*)$", make_wsgi_view(application)),)
    return patterns


def choose_patterns(get_response: Any) -> Any:
    """Give each way a site of its own, being a middleware: a pattern behind others is found later."""
    patterns = make_patterns()

    def middleware(request: Any) -> Any:
        request.urlconf = patterns[request.path_info.split("/")[1]]
        return get_response(request)

    return middleware


def compare(title: str, names: list[str], visitor: str) -> None:
    """Let the ways take turns, each in a process of its own, and print their medians; the first is the yardstick."""
    times: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(TURNS):
        for name, found in times.items():
            found.append(float(run_child(__file__, name, visitor)))
    counts: dict[str, int] = {}
    if can_count():
        counts = {
            name: count_instructions(__file__, lambda cycles, name=name: (name, visitor, str(cycles))) for name in names
        }
    yardstick = names[0]
    print(f"\n{title}")
    for name, found in times.items():
        ratio = statistics.median(a / b for a, b in zip(found, times[yardstick], strict=True))
        row = f"  {TITLES[name]:46} {statistics.median(found) * 1e6:8.1f} us {ratio:6.3f}"
        if counts:
            row += f" {counts[name]:12,} instructions {counts[name] / counts[yardstick]:6.3f}"
        print(row)


def measure(name: str, visitor: str) -> float:
    """Return the processor time of one request in a way, in seconds."""
    way = WAYS[name](visitor)
    repeat(way, WARM_UP)
    requests = 0
    start = time.process_time()
    while (taken := time.process_time() - start) < SECONDS:
        repeat(way, WARM_UP)
        requests += WARM_UP
    return taken / requests


def repeat(way: Way, requests: int) -> None:
    """Make some requests."""
    for _ in range(requests):
        way()


class Sent:
    """1 GiB that a client sends, made as it is read."""

    def __init__(self) -> None:
        self.left = GIBIBYTE

    def read(self, size: int) -> bytes:
        """Return the next bytes."""
        block = BLOCK[: min(size, self.left)]
        self.left -= len(block)
        return block

    readline = read


def measure_streams(handler: Any) -> None:
    """Print the memory and the time that 1 GiB takes in each direction."""

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024

    more = {"wsgi.input": Sent(), "CONTENT_LENGTH": str(GIBIBYTE), "REQUEST_METHOD": "PUT"}
    print("\n1 GiB through an embedded application")
    for name, environ in {"out": {}, "in": more}.items():
        before, start = peak(), time.perf_counter()
        blocks = serve(handler, make_environ("/stream/", environ))
        length = len(next(blocks))
        first = time.perf_counter() - start
        length += sum(map(len, blocks))
        whole = time.perf_counter() - start
        assert length in {GIBIBYTE, len(str(GIBIBYTE))}
        told = f"first block after {first * 1e3:.1f} ms, " if name == "out" else ""
        print(f"  {name:4} {told}{whole:.2f} s, {peak() - before} MiB more memory")


def main() -> None:
    """Print everything."""
    ways = ["hand", "twod", "webob"]
    if find_spec("django_wsgi"):
        ways.append("django_wsgi")
    compare("In a Django site, by WSGI, a visitor who has signed in", ways, SIGNED_IN)
    compare("In a Django site, by WSGI, an anonymous visitor", ways, ANONYMOUS)
    if find_spec("pyramid"):
        compare("In a Pyramid site", ["pyramid-hand", "pyramid-wsgiapp2"], ANONYMOUS)
    bridges = ["asgi-a2wsgi"] if find_spec("a2wsgi") else []
    compare("In a Django site, by ASGI, a visitor who has signed in", ["asgi-hand", "asgi-twod", *bridges], SIGNED_IN)
    configure(ANONYMOUS)
    from twod.wsgi import DjangoApplication

    measure_streams(DjangoApplication())


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            main()
        case [name, visitor]:
            print(measure(name, visitor))
        case [name, visitor, requests]:
            repeat(WAYS[name](visitor), int(requests))
        case _:
            raise SystemExit(__doc__)
