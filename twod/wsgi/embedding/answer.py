"""The response of a mounted application as a Django response, which middleware can read and change."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from twod.wsgi.embedding.cookies import SentCookies, split_cookies
from twod.wsgi.embedding.exchange import Exchange
from twod.wsgi.embedding.headers import Head
from twod.wsgi.promised_file import PromisedFile
from twod.wsgi.response import OldReason

#: The response of an application: an ``HttpResponse`` if it returned a list, and else a ``StreamingHttpResponse``.
#: The type of the second is ``Any``, so that views annotated ``-> HttpResponse`` or ``-> HttpResponseBase`` may return
#: it.
EmbeddedResponse: TypeAlias = HttpResponse | Any

#: A Content-Type for Django's constructor, which would compute one; the application's headers replace it.
_ANY_TYPE = "text/plain"


class _WholeResponse(OldReason, HttpResponse):
    """A response with its whole body, from an application that returned a list."""


class _StreamedResponse(OldReason, StreamingHttpResponse):
    """A response whose body comes from the application block by block, by WSGI and by ASGI.

    :param exchange: the application's answer.
    """

    #: The file for the server's ``wsgi.file_wrapper``; Django's handler reads this attribute.
    file_to_stream: PromisedFile | None = None
    block_size = 8192

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange, content_type=_ANY_TYPE)
        length = exchange.head.content_length
        # Without a length, the server would announce one, and nothing would check that the body has it.
        if exchange.file is not None and length is not None:
            self.block_size = exchange.file.block_size
            self.file_to_stream = PromisedFile(exchange.file.file, length)

    def close(self) -> None:
        """Close the application's answer, after checking that the server has sent the whole file."""
        try:
            if self.file_to_stream is not None:
                self.file_to_stream.check_sent()
        finally:
            super().close()

    def _set_streaming_content(self, value: Any) -> None:
        # A middleware has replaced the body, for example by a compressed one: the file is not the body any more.
        self.file_to_stream = None
        super()._set_streaming_content(value)  # type: ignore[misc]  # unknown to the stubs

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body block by block; Django's own method collects all blocks before it yields the first."""
        if self.is_async:
            async for block in super().__aiter__():
                yield block
            return
        blocks: Any = iter(self)
        # In the thread of the request, where the application was called and will be closed.
        get_next: Any = sync_to_async(next)
        while (block := await get_next(blocks, None)) is not None:
            yield block


def make_response(exchange: Exchange) -> HttpResponseBase:
    """Return the Django response for an application's answer, with nothing added.

    :param exchange: the answer; the response closes it.
    """
    if exchange.content is None:
        response: _StreamedResponse | _WholeResponse = _StreamedResponse(exchange)
    else:
        response = _WholeResponse(exchange.content, content_type=_ANY_TYPE)
    _put_head(response, exchange.head)
    return response


def _put_head(response: _StreamedResponse | _WholeResponse, head: Head) -> None:
    """Replace Django's status, headers and cookies by those of the application."""
    response.status_code, reason = head.status
    # Without a reason phrase, the response uses the one of its status, even if a middleware changes the status.
    if reason is not None:
        response.reason_phrase = reason
        response.given_reason = reason or None
    response.headers = head.headers
    if head.cookies:
        headers, cookies = split_cookies(head.cookies)
        head.headers.extend(("set-cookie", ("Set-Cookie", value)) for value in headers)
        response.cookies = SentCookies(cookies)
