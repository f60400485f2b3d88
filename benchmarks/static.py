"""Media and static files against what a site would have instead.

``python benchmarks/static.py`` prints, for each kind of request, how many times as many requests a second twod.wsgi
answers as the others do (above 1: twod.wsgi is faster), and what a download of 256 MB takes under gunicorn.

The others are Paste's StaticURLParser (twod.wsgi 1.x), Django's own view for static files, and WhiteNoise alone.
Requests go to the WSGI application itself, without a server; the applications take turns, and of all turns the median
counts.
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
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.urls import re_path
from django.views.static import serve
from paste.urlmap import URLMap
from paste.urlparser import StaticURLParser
from whitenoise import WhiteNoise

from twod.wsgi import add_media_to_app

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

TURNS = 30
REQUESTS_A_TURN = 60
MEGABYTES = 256
CONTENDERS = ("twod", "paste", "django", "whitenoise")


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
        urls = ModuleType("urls")
        urls.urlpatterns = [  # type: ignore[attr-defined]
            re_path(r"^media/(?P<path>.*)$", serve, {"document_root": media}),
            re_path(r"^static/(?P<path>.*)$", serve, {"document_root": static}),
        ]
        settings.configure(
            ALLOWED_HOSTS=["*"],
            MEDIA_ROOT=media,
            MEDIA_URL="/media/",
            ROOT_URLCONF=urls,
            SECRET_KEY="x",
            STATIC_ROOT=static,
            STATIC_URL="/static/",
        )
        django.setup()
    if name == "twod":
        return add_media_to_app(not_found)
    if name == "django":
        return WSGIHandler()
    if name == "paste":
        urlmap: Any = URLMap(not_found)
        urlmap["/media"], urlmap["/static"] = StaticURLParser(media), StaticURLParser(static)
        return urlmap  # type: ignore[no-any-return]
    # WhiteNoise sees what is there at the start, which is no way to serve media; it is measured on static files.
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


def measure(apps: dict[str, WSGIApplication], path: str, **headers: str) -> dict[str, float]:
    """Return the median of seconds a request for each application."""
    turns: dict[str, list[float]] = {name: [] for name in apps}
    for _ in range(TURNS):
        for name, app in apps.items():
            begin = time.perf_counter()
            for _ in range(REQUESTS_A_TURN):
                ask(app, path, **headers)
            turns[name].append((time.perf_counter() - begin) / REQUESTS_A_TURN)
    return {name: median(taken) for name, taken in turns.items()}


def compare_requests(folder: Path) -> None:
    apps = {name: make_app(name, str(folder)) for name in CONTENDERS}
    media = {name: app for name, app in apps.items() if name != "whitenoise"}
    small, picture = "photos/2024/small.jpg", "photos/2024/picture.jpg"
    modified = ask(apps["twod"], f"/media/{small}")[1]["Last-Modified"]
    rows: list[tuple[str, dict[str, WSGIApplication], str, dict[str, str]]] = [
        ("media, 1 kB", media, f"/media/{small}", {}),
        ("media, 200 kB", media, f"/media/{picture}", {}),
        ("media, not modified", media, f"/media/{small}", {"if_modified_since": modified}),
        ("static, 1 kB", apps, f"/static/{small}", {}),
        ("static, not modified", apps, f"/static/{small}", {"if_modified_since": modified}),
    ]
    print(f"{'':24}{'twod':>12}" + "".join(f"{'x ' + name:>14}" for name in CONTENDERS[1:]))
    for title, contenders, path, headers in rows:
        answers = {
            name: (ask(app, path, **headers)[0][:3], ask(app, path, **headers)[2]) for name, app in contenders.items()
        }
        assert len(set(answers.values())) == 1, answers
        taken = measure(contenders, path, **headers)
        ratios = (f"{taken[name] / taken['twod']:14.2f}" if name in taken else f"{'':14}" for name in CONTENDERS[1:])
        print(f"{title:24}{taken['twod'] * 1e6:9.1f} us" + "".join(ratios))


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
    with tempfile.TemporaryDirectory() as made:
        compare_requests(make_folder(Path(made)))
        compare_downloads(Path(made))
