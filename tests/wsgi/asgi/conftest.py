"""Applications that are asked as an ASGI server asks."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fidelity_kit.server import Connection


@pytest.fixture
def ask() -> Callable[..., Connection]:
    """Request a path of an application, and return what the server got."""

    def ask(application: Any, raw_path: str = "/", *, method: str = "GET", **scope: Any) -> Connection:
        async def run() -> Connection:
            connection = Connection(method, raw_path, b"", (), scope)
            await application(connection.scope, connection.receive, connection.send)
            return connection

        return asyncio.run(run())

    return ask


@pytest.fixture
def converse() -> Callable[..., list[dict[str, Any]]]:
    """Send an application messages of one kind of connection, and return what it sent."""

    def converse(application: Any, kind: str, *messages: str) -> list[dict[str, Any]]:
        sent: list[dict[str, Any]] = []
        waiting = iter(messages)

        async def receive() -> dict[str, Any]:
            return {"type": next(waiting)}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asyncio.run(application({"type": kind, "path": "/", "headers": []}, receive, send))
        return sent

    return converse
