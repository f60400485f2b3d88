"""The application's answer as a Django response, which Django's middleware reads and changes like any other."""

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

#: The response for an application: a ``StreamingHttpResponse``, or an ``HttpResponse`` when it returned a list.
#: ``Any`` stands for the former, so that a view annotated ``-> HttpResponse`` or ``-> HttpResponseBase`` may return it.
EmbeddedResponse: TypeAlias = HttpResponse | Any

#: A Content-Type for Django to begin with, so that it does not work one out; the application's headers follow.
_ANY_TYPE = "text/plain"


class _WholeResponse(OldReason, HttpResponse):
    """An answer whose whole body is available at once, because the application returned a list."""


class _StreamedResponse(OldReason, StreamingHttpResponse):
    """An answer whose body comes from the application as the client takes it.

    Django serves it by WSGI and by ASGI.

    :param exchange: the answer.
    """

    #: The file to let the server send, if it can; Django's handler asks for it.
    file_to_stream: PromisedFile | None = None
    block_size = 8192

    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange, content_type=_ANY_TYPE)
        length = exchange.head.content_length
        # Without a length, a server would promise one itself, and nothing would see that it is kept.
        if exchange.file is not None and length is not None:
            self.block_size = exchange.file.block_size
            self.file_to_stream = PromisedFile(exchange.file.file, length)

    def close(self) -> None:
        """Close the answer, as a server does that has sent the file."""
        try:
            if self.file_to_stream is not None:
                self.file_to_stream.check_sent()
        finally:
            super().close()

    def _set_streaming_content(self, value: Any) -> None:
        # A body that a middleware has put in its place, compressed say, is not the file.
        self.file_to_stream = None
        super()._set_streaming_content(value)  # type: ignore[misc]  # unknown to the stubs

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Yield the body block by block; Django's own method collects all of it before it yields the first."""
        if self.is_async:
            async for block in super().__aiter__():
                yield block
            return
        blocks: Any = iter(self)
        # In the request's own thread, in which the application was called and will be closed.
        get_next: Any = sync_to_async(next)
        while (block := await get_next(blocks, None)) is not None:
            yield block


def make_response(exchange: Exchange) -> HttpResponseBase:
    """Return the Django response for an application's answer, with nothing added to it.

    :param exchange: the answer, which is closed with the response.
    """
    if exchange.content is None:
        response: _StreamedResponse | _WholeResponse = _StreamedResponse(exchange)
    else:
        response = _WholeResponse(exchange.content, content_type=_ANY_TYPE)
    _put_head(response, exchange.head)
    return response


def _put_head(response: _StreamedResponse | _WholeResponse, head: Head) -> None:
    """Put the application's status, headers and cookies in the place of Django's."""
    response.status_code, reason = head.status
    # A response without a reason phrase uses that of its status, also when a middleware changes the status.
    if reason is not None:
        response.reason_phrase = reason
        response.given_reason = reason or None
    response.headers = head.headers
    if head.cookies:
        headers, cookies = split_cookies(head.cookies)
        head.headers.extend(("set-cookie", ("Set-Cookie", value)) for value in headers)
        response.cookies = SentCookies(cookies)
