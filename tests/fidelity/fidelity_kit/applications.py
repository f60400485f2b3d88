"""Small applications to embed, which tell what they saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

TEXT = ("Content-Type", "text/plain")


class Recorder:
    """An application that keeps the environ and the body it was called with."""

    def __init__(self) -> None:
        self.environ: dict[str, Any] = {}
        self.body = b""

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        self.environ = dict(environ)
        while block := environ["wsgi.input"].read(100_000):
            self.body += block
        start_response("200 OK", [TEXT])
        return [b"ok"]


class Body:
    """An application's iterable that writes down what happens to it; an exception among its blocks is raised."""

    def __init__(self, *blocks: bytes | Exception) -> None:
        self.blocks = blocks
        self.log: list[str] = []

    def __iter__(self) -> Iterator[bytes]:
        for number, block in enumerate(self.blocks):
            self.log.append(f"made {number}")
            if isinstance(block, Exception):
                raise block
            yield block

    def close(self) -> None:
        self.log.append("closed")


def answering(body: Any, *headers: tuple[str, str], status: str = "200 OK") -> Callable[..., Any]:
    """Return an application that answers with that body, as the very object it is."""

    def application(environ: Any, start_response: Any) -> Any:
        start_response(status, list(headers))
        return body

    return application
