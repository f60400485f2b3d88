"""Streams through real servers: first bytes, clients that leave, gigabytes; and the site's transactions."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from kit.conditions import wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(params=["site", "asgi_site"])
def any_site(request: pytest.FixtureRequest) -> Any:
    """The site behind gunicorn, and behind uvicorn."""
    return request.getfixturevalue(request.param)


def peak_memory(site: Any) -> int:
    """Megabytes that the largest of the server's processes has ever had."""
    pids = [site.process.pid]
    children = Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text(encoding="ascii")
    pids += map(int, children.split())
    statuses = [Path(f"/proc/{pid}/status").read_text(encoding="ascii") for pid in pids]
    return max(int(status.partition("VmHWM:")[2].split()[0]) for status in statuses) // 1024


def test_the_first_byte_comes_at_once_and_memory_stays_as_it_is(any_site: Any) -> None:
    with any_site.connect(signed_in=False) as client:
        client.get("/stream/?1")
        before = peak_memory(any_site)
        with client.stream("GET", "/stream/?800") as answer:
            length = sum(len(block) for block in answer.iter_raw())
        assert length == 800 * 65536
        assert peak_memory(any_site) - before < 25


def test_a_client_that_leaves_stops_and_closes_the_application(any_site: Any, tmp_path: Path) -> None:
    mark = tmp_path / "closed"
    with any_site.connect(signed_in=False) as client, client.stream("GET", f"/stream/?1000000,{mark}") as answer:
        next(answer.iter_raw())
    wait_until(lambda: mark.exists() and mark.read_text(encoding="ascii") != "", "the application was not closed")
    assert int(mark.read_text(encoding="ascii")) < 1000


def test_a_body_that_is_too_short_ends_the_connection_instead_of_hanging(any_site: Any) -> None:
    with any_site.connect(signed_in=False) as client, pytest.raises(httpx.RemoteProtocolError):
        client.get("/lying/short")


def test_a_body_that_is_too_long_is_cut_and_the_next_answer_is_the_next(any_site: Any) -> None:
    with any_site.connect(signed_in=False) as client:
        assert client.get("/lying/long").content == b"x" * 10
        assert client.get("/pyramid/page/a").status_code == 200


def test_a_header_with_an_answer_in_it_is_a_500(any_site: Any) -> None:
    with any_site.connect(signed_in=False) as client:
        answer = client.get("/lying/split")
    assert answer.status_code == 500
    assert "X-Forged" not in answer.headers


def test_an_upload_streams_in(site: Any) -> None:
    def blocks() -> Iterator[bytes]:
        for _ in range(800):
            yield b"x" * 65536

    with site.connect(signed_in=False) as client:
        client.put("/stream/", content=b"x")
        before = peak_memory(site)
        assert client.put("/stream/", content=blocks()).text == str(800 * 65536)
        assert peak_memory(site) - before < 25


def count_users(client: Any) -> int:
    return int(client.get("/users/").text)


def test_what_an_application_writes_is_in_the_request_s_transaction(any_site: Any, tmp_path: Path) -> None:
    with any_site.connect(signed_in=False) as client:
        before = count_users(client)
        assert client.post(f"/writing/?kept-{tmp_path.name}").status_code == 204
        assert count_users(client) == before + 1
        assert client.post(f"/writing/fail?lost-{tmp_path.name}").status_code == 500
        assert count_users(client) == before + 1


def test_an_error_is_logged_with_the_name_of_the_application(any_site: Any) -> None:
    with any_site.connect(signed_in=False) as client:
        assert client.post(f"/writing/fail?logged-{time.monotonic()}").status_code == 500
    name = "embedding_site.streams:make_user, mounted at 'writing/'"
    any_site.process.wait_for(name)
