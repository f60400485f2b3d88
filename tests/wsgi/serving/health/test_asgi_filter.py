"""Probes before an ASGI application."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import MutableMapping
from typing import Any

import pytest

from twod.inifile.health_options import HealthOptions
from twod.wsgi.serving.health import HealthASGI, Probes

DJANGO = frozenset({"database", "cache", "migrations", "static"})
Message = MutableMapping[str, Any]


async def site(scope: Message, receive: Any, send: Any) -> None:
    await send({"type": f"the site got {scope['type']}"})


async def ask(probes: Probes, path: str = "/", kind: str = "http", **scope: Any) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError("no probe has a body")

    whole = {"type": kind, "path": path, "method": "GET", **scope}
    await HealthASGI(site, probes)(whole, receive, send)
    return sent


def run(path: str = "/", kind: str = "http", probes: Probes | None = None, **scope: Any) -> list[Message]:
    return asyncio.run(ask(probes or Probes(), path, kind, **scope))


@pytest.mark.parametrize("path", ["/", "/-", "/shop/-/live"])
def test_what_is_not_below_the_path_is_the_sites(path: str) -> None:
    assert run(path) == [{"type": "the site got http"}]


@pytest.mark.parametrize("kind", ["websocket", "lifespan"])
def test_other_than_http_is_the_sites(kind: str) -> None:
    assert run("/-/live", kind) == [{"type": f"the site got {kind}"}]


def test_a_probe_is_answered() -> None:
    start, body = run("/-/live")
    assert (start["type"], start["status"]) == ("http.response.start", 200)
    assert (b"cache-control", b"no-store") in start["headers"]
    assert json.loads(body["body"]) == {"status": "ok"}


def test_head_has_the_headers_of_get_and_no_body() -> None:
    start, body = run("/-/live", method="HEAD")
    assert start == run("/-/live")[0]
    assert body["body"] == b""


@pytest.mark.parametrize("path", ["/-/live", "/shop/-/live"])
def test_the_path_is_that_below_the_place_of_the_application(path: str) -> None:
    assert run(path, root_path="/shop")[0]["status"] == 200


def test_the_event_loop_goes_on_while_the_checks_run() -> None:
    end = threading.Event()
    probes = Probes(HealthOptions(skip=DJANGO, timeout=60))
    probes._shared._checkup._checks = {"slow": end.wait}

    async def ask_twice() -> list[list[Message]]:
        waiting = asyncio.create_task(ask(probes, "/-/ready"))
        await asyncio.sleep(0)
        alive = await ask(probes, "/-/live")
        assert not waiting.done()
        end.set()
        return [alive, await waiting]

    answers = asyncio.run(ask_twice())
    assert [answer[0]["status"] for answer in answers] == [200, 200]


def test_a_probe_that_is_cancelled_leaves_the_verdict_to_others() -> None:
    end = threading.Event()
    probes = Probes(HealthOptions(skip=DJANGO, timeout=60))
    probes._shared._checkup._checks = {"slow": end.wait}

    async def cancel_one() -> list[Message]:
        one, other = (asyncio.create_task(ask(probes, "/-/ready")) for _ in range(2))
        await asyncio.sleep(0)
        one.cancel()
        await asyncio.sleep(0)
        end.set()
        return await other

    assert asyncio.run(cancel_one())[0]["status"] == 200
