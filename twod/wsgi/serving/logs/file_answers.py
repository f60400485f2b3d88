"""Responses that a server sends from a file itself, which a filter must pass on unchanged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import WSGIEnvironment


class FileWrapperWatch:
    """The observer of a request's ``wsgi.file_wrapper`` (:pep:`3333`).

    Servers recognise a response that the wrapper has made by its class (waitress, gunicorn) or by its identity (uWSGI,
    mod_wsgi), and then send the file without Python. They would not recognise it inside another iterable.

    :param environ: the request's environ; a wrapper that is a function is replaced by one that records its result.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._wrapper: Any = environ.get("wsgi.file_wrapper")
        self._made: object = None
        if self._wrapper is not None and not isinstance(self._wrapper, type):
            # Servers with such a function compare the response with its result, and do not read the environ again.
            environ["wsgi.file_wrapper"] = self._make

    def _make(self, *arguments: Any) -> Any:
        self._made = self._wrapper(*arguments)
        return self._made

    def has_made(self, body: Iterable[bytes]) -> bool:
        """Return whether the server will send this response itself."""
        if isinstance(self._wrapper, type):
            return isinstance(body, self._wrapper)
        return self._made is not None and body is self._made
