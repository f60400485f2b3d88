"""A package index of a folder of files, on a port of this machine."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from packaging.utils import canonicalize_name


class FolderIndex:
    """What an index answers, and what it was asked.

    :param folder: its files.
    :param form: ``json`` (PEP 691) or ``html`` (PEP 503).
    :param user: ``NAME:PASSWORD`` that it demands; empty for everybody.
    :param hashes: whether it tells the hashes of the files.
    """

    def __init__(self, folder: Path, form: str, user: str, *, hashes: bool) -> None:
        self.folder = folder
        self.form = form
        self.user = user
        self.hashes = hashes
        self.asked: list[str] = []
        #: Names of files that are cut off on their way.
        self.cut_off: set[str] = set()
        self.url = ""

    def find(self, path: str, authorization: str) -> tuple[int, str, bytes]:
        """Return status, content type and body of an answer."""
        self.asked.append(path)
        if self.user and authorization != f"Basic {base64.b64encode(self.user.encode()).decode()}":
            return 401, "text/plain", b""
        kind, _, name = path.strip("/").partition("/")
        if kind == "files":
            return 200, "application/octet-stream", (self.folder / name).read_bytes()
        files = [file for file in sorted(self.folder.iterdir()) if canonicalize_name(file.name.split("-")[0]) == name]
        if not files:
            return 404, "text/plain", b""
        if self.form == "html":
            return 200, "text/html", "".join(map(self.make_link, files)).encode()
        return (
            200,
            "application/vnd.pypi.simple.v1+json",
            json.dumps({"files": list(map(self.describe, files))}).encode(),
        )

    def describe(self, file: Path) -> dict[str, object]:
        content = file.read_bytes()
        hashes = {"sha256": hashlib.sha256(content).hexdigest()} if self.hashes else {}
        return {"filename": file.name, "url": f"/files/{file.name}", "hashes": hashes, "size": len(content)}

    def make_link(self, file: Path) -> str:
        fragment = f"#sha256={hashlib.sha256(file.read_bytes()).hexdigest()}" if self.hashes else ""
        return f'<a href="../../files/{file.name}{fragment}">{file.name}</a>\n'


@contextmanager
def serving_index(folder: Path, form: str = "json", user: str = "", *, hashes: bool = True) -> Iterator[FolderIndex]:
    """Serve the files of a folder as a package index; the parameters are those of :class:`FolderIndex`."""
    index = FolderIndex(folder, form, user, hashes=hashes)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, content_type, body = index.find(self.path, self.headers.get("Authorization", ""))
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[:-1] if self.path.rpartition("/")[2] in index.cut_off else body)

        def log_message(self, *arguments: object) -> None:
            """Print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        credentials = f"{user}@" if user else ""
        index.url = f"http://{credentials}127.0.0.1:{server.server_port}/simple"
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield index
        finally:
            server.shutdown()
