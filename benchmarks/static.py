"""Media and static files against what a site would have instead.

``python benchmarks/static.py`` prints, for each kind of request, the processor time and the instructions of an answer,
and how many times as many the others take (above 1: twod.wsgi is cheaper); then what a download of 256 MB takes under
gunicorn.

The others are Paste's StaticURLParser (twod.wsgi 1.x), Django's own view for static files, WhiteNoise alone, and
WhiteNoise where its manual puts it, in ``MIDDLEWARE``. Requests go to the WSGI application itself, without a server.
The applications take turns, each in a process of its own, and of all turns the median counts; the instructions are
counted where valgrind is installed.
"""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from types import ModuleType
from typing import TYPE_CHECKING, Any
from wsgiref.util import FileWrapper

import django
from children import can_count, count_instructions, run_child
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import re_path
from django.utils.http import http_date
from django.views.static import serve
from paste.urlmap import URLMap
from paste.urlparser import StaticURLParser
from whitenoise import WhiteNoise

from twod.wsgi import DjangoApplication, add_media_to_app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from wsgiref.types import WSGIApplication

TURNS = 9
REQUESTS_A_TURN = 1000
WARM_UP = 50
MEGABYTES = 256
#: The first is compared with each of the others, and with those of the same kind alone.
STATIC = ("twod", "middleware", "whitenoise", "paste", "django")
# WhiteNoise sees what is there at the start, which is no way to serve media.
MEDIA = ("twod", "paste", "django")


#: As ``startproject`` has it.
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]


def make_folder(folder: Path) -> Path:
    """Fill a folder with the files that are asked for."""
    for root in ("media", "static"):
        deep = folder / root / "photos" / "2024"
        deep.mkdir(parents=True)
        for name, size in (("small.jpg", 1_000), ("picture.jpg", 200_000)):
            (deep / name).write_bytes(b"x" * size)
            os.utime(deep / name, (time.time() - 3600,) * 2)
    with (folder / "media" / "large.bin").open("wb") as large:
        large.truncate(MEGABYTES << 20)
    return folder


def not_found(_environ: Any, start_response: Any) -> list[bytes]:
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


def make_app(name: str, folder: str) -> WSGIApplication:
    """Return one contender, which serves the media and static files of a folder; gunicorn calls this, too."""
    media, static = f"{folder}/media", f"{folder}/static"
    if not settings.configured:
        extra = ["whitenoise.middleware.WhiteNoiseMiddleware"] if name == "middleware" else []
        urls = ModuleType("urls")
        urls.urlpatterns = [  # type: ignore[attr-defined]
            re_path(r"^media/(?P<path>.*)$", serve, {"document_root": media}),
            re_path(r"^static/(?P<path>.*)$", serve, {"document_root": static}),
        ]
        settings.configure(
            ALLOWED_HOSTS=["*"],
            MEDIA_ROOT=media,
            MEDIA_URL="/media/",
            MIDDLEWARE=[*MIDDLEWARE[:1], *extra, *MIDDLEWARE[1:]],
            INSTALLED_APPS=[f"django.contrib.{app}" for app in ("auth", "contenttypes", "sessions", "messages")],
            ROOT_URLCONF=urls,
            SECRET_KEY="x",
            STATIC_ROOT=static,
            STATIC_URL="/static/",
        )
        django.setup()
    if name == "twod":
        return add_media_to_app(DjangoApplication())
    if name in {"django", "middleware"}:
        return WSGIHandler()
    if name == "paste":
        urlmap: Any = URLMap(not_found)
        urlmap["/media"], urlmap["/static"] = StaticURLParser(media), StaticURLParser(static)
        return urlmap  # type: ignore[no-any-return]
    app: WSGIApplication = WhiteNoise(not_found, root=static, prefix="/static/")
    return app


def ask(app: WSGIApplication, path: str, **headers: str) -> tuple[str, Any, int]:
    """Request a path and read the answer to its end; return status, headers and number of bytes."""
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FileWrapper,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        **{f"HTTP_{name.upper()}": value for name, value in headers.items()},
    }
    started: list[Any] = []
    body = app(environ, lambda *arguments: started.append(arguments))  # type: ignore[arg-type,return-value]
    length = sum(map(len, body))
    if hasattr(body, "close"):
        body.close()
    status, sent = started[0][:2]
    return status, dict(sent), length


def read_headers(texts: list[str]) -> dict[str, str]:
    """Return the headers of a request, each given as ``name=value``."""
    return dict(text.split("=", 1) for text in texts)


def measure(app: WSGIApplication, path: str, **headers: str) -> float:
    """Return the seconds of processor time that a request takes."""
    repeat(app, path, WARM_UP, **headers)
    begin = time.process_time()
    repeat(app, path, REQUESTS_A_TURN, **headers)
    return (time.process_time() - begin) / REQUESTS_A_TURN


def repeat(app: WSGIApplication, path: str, requests: int, **headers: str) -> None:
    for _ in range(requests):
        ask(app, path, **headers)


def compare(title: str, contenders: tuple[str, ...], folder: Path, path: str, **headers: str) -> None:
    """Print a line for a request: what it takes, and how many times as much it takes the others."""
    texts = [f"{name}={value}" for name, value in headers.items()]
    answers = {name: run_child(__file__, "answer", name, str(folder), path, *texts) for name in contenders}
    assert len(set(answers.values())) == 1, answers
    turns: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(TURNS):
        for name in contenders:
            turns[name].append(float(run_child(__file__, "time", name, str(folder), path, *texts)))
    seconds = {name: median(taken) for name, taken in turns.items()}
    print_row(f"{title}, time", f"{seconds['twod'] * 1e6:.1f} us", seconds)
    if can_count():
        counts = {
            name: count_instructions(
                __file__, lambda cycles, name=name: ("repeat", name, str(folder), path, str(cycles), *texts)
            )
            for name in contenders
        }
        print_row(f"{title}, instructions", f"{counts['twod']:,}", counts)


def print_row(title: str, own: str, taken: Mapping[str, float]) -> None:
    ratios = (f"{taken[name] / taken['twod']:14.2f}" if name in taken else f"{'':14}" for name in STATIC[1:])
    print(f"{title:34}{own:>12}" + "".join(ratios))


def compare_requests(folder: Path) -> None:
    small, picture = "photos/2024/small.jpg", "photos/2024/picture.jpg"
    modified = http_date((folder / "static" / small).stat().st_mtime)
    print(f"Python {sys.version.split()[0]}, Django {django.__version__}")
    print(f"{'':34}{'twod':>12}" + "".join(f"{'x ' + name:>14}" for name in STATIC[1:]))
    compare("static, 1 kB", STATIC, folder, f"/static/{small}")
    compare("static, 200 kB", STATIC, folder, f"/static/{picture}")
    compare("static, not modified", STATIC, folder, f"/static/{small}", if_modified_since=modified)
    compare("media, 1 kB", MEDIA, folder, f"/media/{small}")
    compare("media, 200 kB", MEDIA, folder, f"/media/{picture}")
    compare("media, not modified", MEDIA, folder, f"/media/{small}", if_modified_since=modified)


def read_peak(pid: int) -> int:
    """Return the most memory that a process has had so far, in kB."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0])


def download(name: str, folder: Path, **headers: str) -> tuple[float, int]:
    """Return the seconds of a download of the large file under gunicorn, and the kB by which its worker grows."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        app = f"static:make_app({name!r}, {str(folder)!r})"
        gunicorn = [
            sys.executable,
            "-m",
            "gunicorn",
            "--bind",
            f"fd://{listener.fileno()}",
            "--log-level",
            "error",
            app,
        ]
        process = subprocess.Popen(gunicorn, cwd=Path(__file__).parent, pass_fds=[listener.fileno()])
        try:
            connection = HTTPConnection(*listener.getsockname(), timeout=60)
            connection.request("GET", "/media/photos/2024/picture.jpg")
            connection.getresponse().read()
            worker = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
            before, begin, length = read_peak(worker), time.perf_counter(), 0
            connection.request("GET", "/media/large.bin", headers=headers)
            answer = connection.getresponse()
            while block := answer.read(1 << 20):
                length += len(block)
            taken = time.perf_counter() - begin
            assert length == (MEGABYTES << 20) - ("Range" in headers), length
            return taken, read_peak(worker) - before
        finally:
            process.terminate()
            process.wait(30)


def compare_downloads(folder: Path) -> None:
    cases: list[tuple[str, str, dict[str, str]]] = [
        *((f"{MEGABYTES} MB, {name}", name, {}) for name in ("twod", "paste", "django")),
        (f"all of it but a byte, {'twod'}", "twod", {"Range": "bytes=1-"}),
    ]
    turns: dict[str, list[tuple[float, int]]] = {title: [] for title, _, _ in cases}
    for _ in range(5):
        for title, name, headers in cases:
            turns[title].append(download(name, folder, **headers))
    print()
    for title, taken in turns.items():
        seconds, memory = median(turn[0] for turn in taken), median(turn[1] for turn in taken)
        print(f"{title:28}{seconds:8.2f} s {memory / 1024:9.1f} MB more memory")


if __name__ == "__main__":
    match sys.argv[1:]:
        case []:
            with tempfile.TemporaryDirectory() as made:
                compare_requests(make_folder(Path(made)))
                compare_downloads(Path(made))
        case ["answer", name, files, path, *texts]:
            status, _, length = ask(make_app(name, files), path, **read_headers(texts))
            print(status[:3], length)
        case ["time", name, files, path, *texts]:
            print(measure(make_app(name, files), path, **read_headers(texts)))
        case ["repeat", name, files, path, requests, *texts]:
            repeat(make_app(name, files), path, int(requests), **read_headers(texts))
        case _:
            raise SystemExit(__doc__)
