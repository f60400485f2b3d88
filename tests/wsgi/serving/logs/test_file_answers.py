"""A filter knows the answers that the server sends by itself, whatever its wrapper for files is."""

from __future__ import annotations

import io
from typing import Any
from wsgiref.util import FileWrapper

from twod.wsgi.serving.logs.file_answers import FileWrapperWatch


def test_without_a_wrapper_nothing_is_the_servers() -> None:
    assert not FileWrapperWatch({}).has_made([b""])


def test_a_class_stays_in_the_environ_since_servers_compare_with_it() -> None:
    environ: dict[str, Any] = {"wsgi.file_wrapper": FileWrapper}
    watch = FileWrapperWatch(environ)
    assert environ["wsgi.file_wrapper"] is FileWrapper
    assert watch.has_made(FileWrapper(io.BytesIO()))
    assert not watch.has_made(io.BytesIO())


def test_what_a_function_has_made_is_known_by_its_identity() -> None:
    # uWSGI returns the file itself.
    environ: dict[str, Any] = {"wsgi.file_wrapper": lambda file, size: file}
    watch = FileWrapperWatch(environ)
    file = io.BytesIO()
    assert not watch.has_made(file)
    assert environ["wsgi.file_wrapper"](file, 8192) is file
    assert watch.has_made(file)
    assert not watch.has_made(io.BytesIO())
