"""A package index of a test's own on 127.0.0.1, which remembers what was asked of it; and wheels for it."""

from __future__ import annotations

import base64
import hashlib
import re
import threading
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def make_wheel(
    folder: Path,
    name: str,
    version: str = "1.0",
    *,
    requires: Sequence[str] = (),
    files: Mapping[str, str] | None = None,
    scripts: str = "",
) -> Path:
    """Put a wheel into a folder and return it.

    :param name: name of the distribution, and of its one package.
    :param files: text of files besides, by their names in the wheel.
    :param scripts: its console scripts, ``NAME = MODULE:FUNCTION`` a line.
    """
    module = re.sub("[-.]", "_", name)
    info = f"{module}-{version}.dist-info"
    extras = "".join(f"Provides-Extra: {extra}\n" for extra in re.findall('extra == "(.+?)"', "\n".join(requires)))
    needs = "".join(f"Requires-Dist: {line}\n" for line in requires)
    contents = {
        f"{module}/__init__.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{extras}{needs}",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": f"[console_scripts]\n{scripts}\n",
        f"{info}/top_level.txt": f"{module}\n",
        **(files or {}),
    }
    record = "".join(f"{path},{_make_digest(text)}\n" for path, text in contents.items()) + f"{info}/RECORD,,\n"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{module}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in {**contents, f"{info}/RECORD": record}.items():
            # The same bytes on each day.
            wheel.writestr(zipfile.ZipInfo(file, (2020, 1, 1, 0, 0, 0)), text)
    return path


def _make_digest(text: str) -> str:
    data = text.encode()
    digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")
    return f"sha256={digest},{len(data)}"


class PackageIndex:
    """An index of the files in a folder.

    :param folder: has the files.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        #: ``Authorization`` that each request has to have; None for everybody.
        self.authorization: str | None = None
        #: Names of the files that the connection ends in the middle of.
        self.cut: set[str] = set()
        #: The requests, as their paths with the beginning of the ``User-Agent``: ``("/simple/", "uv/")``.
        self.requests: list[tuple[str, str]] = []
        self.address = ""

    @property
    def url(self) -> str:
        """The address for ``index`` and ``index-url``."""
        return f"http://{self.address}/simple"

    def list_pages(self, agent: str = "") -> list[str]:
        """Return the pages that were asked for by a program whose ``User-Agent`` begins so."""
        return [path for path, asking in self.requests if path.startswith("/simple/") and asking.startswith(agent)]

    def find_body(self, path: str) -> bytes | None:
        """Return what is at a path."""
        if path == "/simple/":
            names = sorted({_get_key(file.name) for file in self.folder.iterdir()})
            return "".join(f'<a href="{name}/">{name}</a>\n' for name in names).encode()
        if path.startswith("/simple/"):
            name = _normalise(path.removeprefix("/simple/").rstrip("/"))
            links = [_make_link(file) for file in sorted(self.folder.iterdir()) if _get_key(file.name) == name]
            return "".join(links).encode() or None
        file = self.folder / Path(path).name
        return file.read_bytes() if path.startswith("/files/") and file.is_file() else None


def _get_key(file: str) -> str:
    return _normalise(file.partition("-")[0])


def _normalise(name: str) -> str:
    """Return a name of a distribution as PyPI compares it (PEP 503)."""
    return re.sub("[-_.]+", "-", name).lower()


def _make_link(file: Path) -> str:
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    return f'<a href="/files/{file.name}#sha256={digest}">{file.name}</a>\n'


@contextmanager
def serve_index(folder: Path) -> Iterator[PackageIndex]:
    """Serve the files of a folder as a package index while the block runs."""
    index = PackageIndex(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            index.requests.append((self.path, self.headers.get("User-Agent", "")))
            if index.authorization not in (None, self.headers.get("Authorization")):
                self.answer(401, b"", {"WWW-Authenticate": 'Basic realm="test"'})
                return
            body = index.find_body(self.path)
            if body is None:
                self.answer(404, b"")
                return
            headers = {"Content-Type": "text/html" if self.path.startswith("/simple/") else "application/octet-stream"}
            self.answer(200, body, headers, is_cut=Path(self.path).name in index.cut)

        def do_HEAD(self) -> None:
            self.answer(405, b"")

        def answer(
            self, status: int, body: bytes, headers: Mapping[str, str] | None = None, *, is_cut: bool = False
        ) -> None:
            self.send_response(status)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2] if is_cut else body)
            self.close_connection = True

        def log_message(self, *_: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        index.address = f"127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield index
        finally:
            server.shutdown()
            thread.join()
