"""The response that an answer becomes: with nothing added, and served by WSGI and by ASGI."""

from __future__ import annotations

import asyncio
import io
import pickle
from typing import Any

import pytest

from fidelity_kit.applications import TEXT, Body, answering
from twod.wsgi.embedding.answer import make_response
from twod.wsgi.embedding.exchange import Exchange
from twod.wsgi.embedding.files import FileWrapper

pytestmark = pytest.mark.usefixtures("django_settings")


def make(body: Any, *headers: tuple[str, str], status: str = "200 OK") -> Any:
    return make_response(
        Exchange(answering(body, *headers, status=status), {"REQUEST_METHOD": "GET"}, "an application")
    )


@pytest.mark.parametrize("kind", [list, iter])
def test_status_headers_and_cookies_are_the_application_s_alone(kind: Any) -> None:
    response = make(kind([b"a"]), ("X-A", "1"), ("Set-Cookie", "s=1"), status="403 Get out")
    assert (response.status_code, response.reason_phrase) == (403, "Get out")
    assert response.items() == [("X-A", "1")]
    assert [cookie.OutputString() for cookie in response.cookies.values()] == ["s=1"]
    response.close()


def test_a_usual_reason_follows_the_status_that_a_middleware_sets() -> None:
    response = make([b"a"], TEXT)
    response.status_code = 404
    assert response.reason_phrase == "Not Found"


def test_a_list_is_whole_and_can_be_pickled() -> None:
    response = make([b"a", b"b"], TEXT)
    assert not response.streaming
    assert pickle.loads(pickle.dumps(response)).content == b"ab"


def test_a_stream_is_given_block_by_block_under_asgi() -> None:
    body = Body(b"0", b"1")
    response = make(body, TEXT)

    async def take() -> None:
        async for block in response:
            body.log.append(f"sent {block.decode()}")

    asyncio.run(take())
    assert body.log == ["made 0", "sent 0", "made 1", "sent 1"]


def test_an_asynchronous_stream_that_a_middleware_puts_there_is_given() -> None:
    response = make(iter([b"a"]), TEXT)
    blocks = response.streaming_content

    async def compress() -> Any:
        for block in blocks:
            yield block.upper()

    response.streaming_content = compress()

    async def take() -> list[bytes]:
        return [block async for block in response]

    assert asyncio.run(take()) == [b"A"]


def test_a_file_is_offered_to_the_server_until_the_body_is_another() -> None:
    response = make(FileWrapper(io.BytesIO(b"0123456789"), 4), TEXT, ("Content-Length", "10"))
    assert (response.file_to_stream.read(), response.block_size) == (b"0123456789", 4)
    response.streaming_content = iter([b"another"])
    assert response.file_to_stream is None
    response.close()


def test_a_file_without_a_length_is_not_left_to_the_server() -> None:
    response = make(FileWrapper(io.BytesIO(b"0123456789"), 4), TEXT)
    assert response.file_to_stream is None
    assert b"".join(response) == b"0123456789"
    response.close()


@pytest.mark.parametrize("kind", [list, iter])
@pytest.mark.parametrize(("status", "reason"), [("200 Here you are", "Here you are"), ("200 ", None)])
def test_the_reason_has_its_name_of_1x_with_a_warning(kind: Any, status: str, reason: str | None) -> None:
    response = make(kind([b"a"]), TEXT, status=status)
    with pytest.warns(DeprecationWarning, match="status_reason"):
        assert response.status_reason == reason
    response.close()
