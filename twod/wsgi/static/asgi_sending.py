"""The way of a static or media file to an ASGI server (https://asgi.readthedocs.io/en/latest/specs/www.html).

The same code as under WSGI finds the file and makes the response. It runs in a thread, as does the reading of each
block, because a disk can be slow: the event loop goes on with other requests.
"""

from __future__ import annotations

import asyncio
import os
from asyncio import AbstractEventLoop, Future
from collections.abc import Callable, Sequence
from contextlib import suppress
from http import HTTPStatus
from io import FileIO
from typing import TypeVar
from wsgiref.types import WSGIEnvironment

from django.core.handlers.asgi import get_script_prefix

from twod.wsgi.asgi_protocol import ASGIApplication, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.asgi_scope import find_scope_paths
from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontRequest
from twod.wsgi.promised_file import PromisedFile
from twod.wsgi.static.sending import Answer, FileFinder, FoundFile, make_answer

#: Bytes to read at once: more than under WSGI, since each block costs a change of threads.
_BLOCK_SIZE = 1 << 18

_T = TypeVar("_T")


class FilesBeforeASGI:
    """An ASGI application with files in front of it.

    :param application: gets all other requests, and all connections other than HTTP.
    :param finders: tried in this order.
    """

    def __init__(self, application: ASGIApplication, finders: Sequence[FileFinder]) -> None:
        self.application = application
        self.finders = finders

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        if scope["type"] != "http" or not await self.send_file(scope, receive, send):
            await self.application(scope, receive, send)

    async def send_file(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> bool:
        """Send the file that a request asks for, and return whether there is one."""
        environ = make_paths(scope)
        asked = [finder for finder in self.finders if finder.is_asked(environ)]
        if not asked:
            return False
        _add_headers(environ, scope)
        front: FrontRequest | None = scope.get(FRONT_SERVER_KEY)
        for finder in asked:
            reply = _Reply(finder, environ, front)
            try:
                await _run_in_thread(reply.open)
                if reply.answer is not None:
                    await _send_reply(reply, reply.answer, receive, send)
                    return True
            finally:
                reply.close()
        return False


def make_paths(scope: ASGIScope) -> WSGIEnvironment:
    """Return the request line as in a WSGI environ (:pep:`3333`)."""
    script_name = get_script_prefix(scope)
    path_info = scope["path"].removeprefix(script_name)
    environ: WSGIEnvironment = {"REQUEST_METHOD": scope["method"].upper()}
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = find_scope_paths(scope, script_name, path_info)
    return environ


def _add_headers(environ: WSGIEnvironment, scope: ASGIScope) -> None:
    """Add the request's headers, which only a request for a file needs."""
    for name, value in scope["headers"]:
        if b"_" not in name:  # its key would be that of another header
            key, text = f"HTTP_{name.decode('latin-1').upper().replace('-', '_')}", value.decode("latin-1")
            environ[key] = f"{environ[key]},{text}" if key in environ else text


class _Reply:
    """The response to a request and, if its body is a file, the open file.

    :param finder: finds the file.
    :param environ: the head of the request.
    :param front: the server in front, which may send the file.
    """

    def __init__(self, finder: FileFinder, environ: WSGIEnvironment, front: FrontRequest | None) -> None:
        self.finder = finder
        self.environ = environ
        self.front = front
        #: None without a file.
        self.answer: Answer | None = None
        #: The first block of the body, or all of it.
        self.block = b""
        self.file: FileIO | None = None
        self.promised: PromisedFile | None = None

    def open(self) -> None:
        """Find the file, and read its first block."""
        found = self.finder.find(self.environ)
        if isinstance(found, FoundFile):
            self.file = found.file
            self.answer = self._leave_to_front(found) or make_answer(
                self.environ, os.fstat(self.file.fileno()), found.headers
            )
        else:
            self.answer = found
        if self.answer is None or self.environ["REQUEST_METHOD"] == "HEAD":
            return
        self.block = self.answer.message
        if self.file is not None and self.answer.part is not None:
            self.file.seek(self.answer.part.start)
            self.promised = PromisedFile(self.file, len(self.answer.part))
            self.read()

    def _leave_to_front(self, found: FoundFile) -> Answer | None:
        """Return the response that orders the server in front to send the file; None if this process has to."""
        if self.front is None or self.environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        order = self.front.give_order(found.file, found.headers)
        return None if order is None else Answer(HTTPStatus.OK, [*found.headers, order])

    @property
    def has_more(self) -> bool:
        """Whether the file has more bytes after the block."""
        return self.promised is not None and not self.promised.is_finished

    def read(self) -> None:
        """Read the next block."""
        if self.promised is not None:
            self.block = self.promised.read(_BLOCK_SIZE)

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()


async def _send_reply(reply: _Reply, answer: Answer, receive: ASGIReceive, send: ASGISend) -> None:
    """Send the response; stop reading the file when the client disconnects."""
    headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers]
    await send({"type": "http.response.start", "status": answer.status.value, "headers": headers})
    gone = asyncio.create_task(_wait_for_disconnect(receive)) if reply.has_more else None
    try:
        while True:
            more = reply.has_more
            await send({"type": "http.response.body", "body": reply.block, "more_body": more})
            if not more or (gone is not None and gone.done()):
                return
            await _run_in_thread(reply.read)
    except OSError:
        # The client has disconnected: servers raise this since version 2.4 of the specification.
        return
    finally:
        if gone is not None:
            gone.cancel()
            with suppress(asyncio.CancelledError):
                await gone


async def _wait_for_disconnect(receive: ASGIReceive) -> None:
    """Return when the client has disconnected; ignore a body that it sends meanwhile."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _run_in_thread(function: Callable[[], _T]) -> _T:
    """Call a function in a thread, and wait for its end even if the task is cancelled.

    A file must not be closed while a thread reads from it: another file may get its number.
    """
    loop: AbstractEventLoop = asyncio.get_running_loop()
    call: Future[_T] = loop.run_in_executor(None, function)
    try:
        return await asyncio.shield(call)
    except asyncio.CancelledError:
        while not call.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([call])
        raise
