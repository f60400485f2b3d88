"""Responses with an open file (RFC 9110), and their way to a WSGI server (:pep:`3333`)."""

from __future__ import annotations

import errno
import logging
import os
import time
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from io import FileIO
from typing import NamedTuple, Protocol
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from twod.wsgi.front_server import FRONT_SERVER_KEY, FrontServer, Headers
from twod.wsgi.promised_file import PromisedFile
from twod.wsgi.static.conditions import find_failed_condition, make_validators, select_range

_log = logging.getLogger("twod.wsgi.static")

#: Errors about the requested path. Others, such as too many open files or a broken disk, are about the server.
_BAD_PATH = {
    errno.EINVAL,  # not a name on this file system
    errno.EILSEQ,
    errno.EISDIR,
    errno.ELOOP,
    errno.ENAMETOOLONG,
    errno.ENODEV,
    errno.ENOENT,
    errno.ENOTDIR,
    errno.ENXIO,  # a socket
}


class Answer(NamedTuple):
    """Status, headers and body of a response."""

    status: HTTPStatus
    headers: Headers
    #: The part of the file to send; None to send the message.
    part: range | None = None
    #: The bytes to send without a file.
    message: bytes = b""


def handle_unopened(error: OSError) -> None:
    """Treat a file that cannot be opened as missing, and log missing permissions.

    :raises OSError: the error, if the requested path has not caused it.
    """
    if isinstance(error, PermissionError):
        _log.warning("Cannot read %r: %s. Let the user of this process read it.", error.filename, error.strerror)
    elif error.errno not in _BAD_PATH:
        raise error


class FoundFile(NamedTuple):
    """A file of the site that a request asks for."""

    #: Open and unbuffered; the sender closes it.
    file: FileIO
    #: The type and caching of the file; the sender adds its length and validators.
    headers: Headers


class FileFinder(Protocol):
    """A finder of one kind of files: those below a URL of the site."""

    def is_asked(self, environ: WSGIEnvironment) -> bool:
        """Return whether the path of a request may be that of a file; the disk is not touched."""

    def find(self, environ: WSGIEnvironment) -> FoundFile | Answer | None:
        """Return the file of a request, another response, or None if the request is for the application."""


class FilesBeforeApplication:
    """A WSGI application (:pep:`3333`) with files in front of it.

    :param application: gets all other requests.
    :param finder: finds the files.
    """

    def __init__(self, application: WSGIApplication, finder: FileFinder) -> None:
        self.application = application
        self.finder = finder

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = self.finder.find(environ)
        if found is None:
            return self.application(environ, start_response)
        if isinstance(found, FoundFile):
            return send_file(found.file, found.headers, environ, start_response)
        start_response(f"{found.status} {found.status.phrase}", found.headers)
        return [found.message]


def send_file(
    file: FileIO, headers: Sequence[tuple[str, str]], environ: WSGIEnvironment, start_response: StartResponse
) -> Iterable[bytes]:
    """Return the body of a response with a file: the whole file, a part, or nothing if the client has it already.

    :param file: open and unbuffered; closed here or with the body.
    :param headers: the type and caching of the file; its length, ETag and Last-Modified are added.
    :param environ: the WSGI environ.
    :param start_response: from the server.
    """
    is_sent_later = False
    try:
        found = os.fstat(file.fileno())
        if is_left_to_front(file, headers, environ):
            start_response("200 OK", [*headers, ("Content-Length", str(found.st_size))])
            is_sent_later = True
            return _wrap(PromisedFile(file, found.st_size), environ)
        answer = make_answer(environ, found, headers)
        start_response(f"{answer.status} {answer.status.phrase}", answer.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            return []
        if answer.part is None:
            return [answer.message]
        body = make_body(file, answer.part, found.st_size, environ)
        is_sent_later = True
        return body
    finally:
        if not is_sent_later:
            file.close()


def make_answer(environ: WSGIEnvironment, found: os.stat_result, headers: Sequence[tuple[str, str]]) -> Answer:
    """Return the response to a request for a file.

    :param environ: the method and the headers of the request, as in WSGI.
    :param found: ``os.fstat`` of the open file.
    :param headers: the type and caching of the file.
    """
    size, validators = found.st_size, make_validators(found, time.time())
    method = environ["REQUEST_METHOD"]
    if method not in ("GET", "HEAD"):
        return refuse(HTTPStatus.METHOD_NOT_ALLOWED, ("Allow", "GET, HEAD"))
    match find_failed_condition(environ, validators):
        case HTTPStatus.NOT_MODIFIED as status:
            # The client has the other headers with its copy (RFC 9110, 15.4.5).
            kept = [header for header in headers if not _describes_content(header[0].lower())]
            return Answer(status, [*kept, *validators.headers()])
        case HTTPStatus.PRECONDITION_FAILED as status:
            return refuse(status)
    said = [*headers, *validators.headers(), ("Accept-Ranges", "bytes")]
    part = select_range(environ, size, validators) if method == "GET" else None
    if part is None:
        return Answer(HTTPStatus.OK, [*said, ("Content-Length", str(size))], range(size))
    if not part:
        return refuse(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, ("Content-Range", f"bytes */{size}"))
    described = [
        ("Content-Range", f"bytes {part.start}-{part.stop - 1}/{size}"),
        ("Content-Length", str(len(part))),
    ]
    return Answer(HTTPStatus.PARTIAL_CONTENT, [*said, *described], part)


def _describes_content(name: str) -> bool:
    return name.startswith("content-") and name != "content-security-policy"


def refuse(status: HTTPStatus, *headers: tuple[str, str]) -> Answer:
    """Return a response that has only the status as its text."""
    message = f"{status} {status.phrase}\n".encode()
    described = [("Content-Type", "text/plain"), ("Content-Length", str(len(message)))]
    return Answer(status, [*headers, *described], message=message)


def make_body(file: FileIO, part: range, size: int, environ: WSGIEnvironment) -> Iterable[bytes]:
    """Return a part of a file as a WSGI iterable, and the whole file in the server's ``wsgi.file_wrapper``.

    A part never goes to the wrapper: against :pep:`3333`, uWSGI sends from the beginning of the file, and wsgiref to
    its end.
    """
    if part.start:
        file.seek(part.start)
    body = PromisedFile(file, len(part))
    return _wrap(body, environ) if "wsgi.file_wrapper" in environ and len(part) == size else body


def _wrap(body: PromisedFile, environ: WSGIEnvironment) -> Iterable[bytes]:
    wrapped: Iterable[bytes] = environ["wsgi.file_wrapper"](body, body.block_size)
    return wrapped


def is_left_to_front(file: FileIO, headers: Sequence[tuple[str, str]], environ: WSGIEnvironment) -> bool:
    """Return whether the server in front sends a file, and handles conditions and ranges itself.

    It compares them with its own ETag of the file, the only one that clients have seen.
    """
    front: FrontServer | None = environ.get(FRONT_SERVER_KEY)
    if front is None or environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
        return False
    return front.find_order(file, headers) is not None
