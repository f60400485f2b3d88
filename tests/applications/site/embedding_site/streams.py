"""Applications that stream, for minutes if one lets them, and that use the site's database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = b"x" * 65536


class Blocks:
    """As many blocks as the query says; it writes down in a file of the query's that it was closed."""

    def __init__(self, query: str) -> None:
        number, _, self.mark = query.partition(",")
        self.number = int(number)
        self.given = 0

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.number):
            self.given += 1
            yield BLOCK

    def close(self) -> None:
        if self.mark:
            Path(self.mark).write_text(f"{self.given}\n", encoding="ascii")


def application(environ: dict[str, Any], start_response: Any) -> Any:
    if environ["REQUEST_METHOD"] == "PUT":
        length = 0
        while block := environ["wsgi.input"].read(65536):
            length += len(block)
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [str(length).encode()]
    start_response("200 OK", [("Content-Type", "application/octet-stream")])
    return Blocks(environ["QUERY_STRING"])


def lie(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """Say another length than is given, or two answers in one."""
    if environ["PATH_INFO"] == "/split":
        start_response("200 OK", [("Content-Type", "text/plain\r\n\r\nHTTP/1.1 200 OK\r\nX-Forged: 1")])
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "10")])
    yield b"x" * 5
    if environ["PATH_INFO"] == "/long":
        yield b"x" * 500


def make_user(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Add a user to the site's database, and fail if the path says so."""
    get_user_model().objects.create_user(environ["QUERY_STRING"])
    if environ["PATH_INFO"] == "/fail":
        raise LookupError("after writing")
    start_response("204 No Content", [])
    return []
