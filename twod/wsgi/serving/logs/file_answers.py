"""Answers that a server sends from a file by itself, which a filter must hand over as they are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from wsgiref.types import WSGIEnvironment


class FileWrapperWatch:
    """What a request's ``wsgi.file_wrapper`` (:pep:`3333`) has made, if it has made anything.

    Servers recognise such an answer by its class (waitress, gunicorn) or by its identity (uWSGI, mod_wsgi), and then
    send the file without Python. An iterable around it would hide it.

    :param environ: of the request; a wrapper that is a function is replaced by one that takes notes.
    """

    def __init__(self, environ: WSGIEnvironment) -> None:
        self._wrapper: Any = environ.get("wsgi.file_wrapper")
        self._made: object = None
        if self._wrapper is not None and not isinstance(self._wrapper, type):
            # These servers look at what they have made, and never again at the environ.
            environ["wsgi.file_wrapper"] = self._make

    def _make(self, *arguments: Any) -> Any:
        self._made = self._wrapper(*arguments)
        return self._made

    def has_made(self, body: Iterable[bytes]) -> bool:
        """Return whether the server sends this answer by itself."""
        if isinstance(self._wrapper, type):
            return isinstance(body, self._wrapper)
        return self._made is not None and body is self._made
