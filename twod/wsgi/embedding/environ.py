"""The environ of a mounted application, as a WSGI server would pass it."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import IO, Any
from wsgiref.types import InputStream, WSGIEnvironment

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest

from twod.wsgi.embedding.asgi_environ import make_asgi_environ
from twod.wsgi.embedding.files import FileWrapper
from twod.wsgi.embedding.identity import put_user, remove_user
from twod.wsgi.embedding.paths import Paths, split_path
from twod.wsgi.exc import ApplicationCallError
from twod.wsgi.request import TwodWSGIRequest
from twod.wsgi.request.visit import VISIT_KEY
from twod.wsgi.wsgi_text import encode_wsgi, is_wsgi_string

#: Keys that the frameworks around the application have set. The application's own framework uses some of the same keys.
#:
#: Other keys stay: most describe the server (``werkzeug.debug.preserve_context``).
OUTER_NOTES = frozenset(
    {
        "wsgiorg.routing_args",
        "paste.urlvars",
        "werkzeug.request",
        # The access log's note about the outer request.
        VISIT_KEY,
        # Django sets these in META, which writes to the environ.
        "CSRF_COOKIE",
        "CSRF_COOKIE_NEEDS_UPDATE",
        # WebOb's cached results; paths and bodies differ for the application.
        "webob._body_file",
        "webob._cache_control",
        "webob._parsed_cookies",
        "webob._parsed_post_vars",
        "webob._parsed_query_vars",
        "webob.adhoc_attrs",
        "webob.is_body_readable",
        "webob.is_body_seekable",
        "webob.url_encoding",
    }
)

#: The request classes that keep the bytes of the path. Other classes overwrite them with text.
_HAVE_BYTES = (TwodWSGIRequest, ASGIRequest)


def make_environ(
    request: HttpRequest, path_info: str, more: Mapping[str, Any], *, user: bool = True
) -> WSGIEnvironment:
    """Return the environ (:pep:`3333`) for a call of an application, as a copy that the application may change.

    :param request: Django's request, by WSGI or by ASGI.
    :param path_info: the end of the request's path for the application, as text.
    :param more: names and values to add. If the name has no dot, text is encoded as PEP 3333 demands, and None removes
        the name. Values of names with a dot stay unchanged.
    :param user: whether to pass the user in ``REMOTE_USER``. If False, ``REMOTE_USER`` is removed, even the server's.
    :raises ApplicationCallError: if the path does not end with ``path_info``, or the body cannot be read again.
    """
    environ = _copy_environ(request)
    environ["SCRIPT_NAME"], environ["PATH_INFO"] = _find_paths(request, environ, path_info)
    environ["wsgi.input"] = _find_input(request)
    if "wsgi.file_wrapper" in environ:
        environ["wsgi.file_wrapper"] = FileWrapper
    if user:
        put_user(environ, request)
    else:
        remove_user(environ)
    for name, value in more.items():
        if value is None and "." not in name:
            environ.pop(name, None)
        else:
            environ[name] = encode_wsgi(value) if isinstance(value, str) and "." not in name else value
    return environ


def _copy_environ(request: HttpRequest) -> dict[str, Any]:
    """Return a copy of the request's environ without :data:`OUTER_NOTES`, with all text as PEP 3333 demands."""
    environ = make_asgi_environ(request) if isinstance(request, ASGIRequest) else _get_environ(request).copy()
    for name in OUTER_NOTES & environ.keys():
        del environ[name]
    # Middleware writes text to META. Nearly all values are ASCII: one check of all is faster than one check of each.
    if not "".join([value for value in environ.values() if type(value) is str]).isascii():
        for name, value in environ.items():
            if type(value) is str and not is_wsgi_string(value):
                environ[name] = encode_wsgi(value)
    return environ


def _get_environ(request: HttpRequest) -> dict[str, Any]:
    """Return the environ of a WSGI request."""
    wsgi_request: Any = request
    environ: dict[str, Any] = wsgi_request.environ
    return environ


def _find_paths(request: HttpRequest, environ: dict[str, Any], path_info: str) -> Paths:
    """Return ``SCRIPT_NAME`` and ``PATH_INFO`` for a call with ``path_info``."""
    meta = request.META
    # Django's SCRIPT_NAME may differ from the server's (FORCE_SCRIPT_NAME, SCRIPT_URL).
    script_name = encode_wsgi(meta["SCRIPT_NAME"])
    text = meta["PATH_INFO"]
    path = environ["PATH_INFO"] if isinstance(request, _HAVE_BYTES) else encode_wsgi(text)
    if not text.endswith(path_info) and request.path_info.endswith(path_info):
        # A middleware has rerouted the request by assigning to request.path_info.
        text = request.path_info
        path = encode_wsgi(text)
    return split_path(script_name, path, text, path_info)


def _find_input(request: HttpRequest) -> InputStream:
    """Return a stream with the whole body, even if it was read before.

    :raises ApplicationCallError: if Django's own request class has read the body and not kept it.
    """
    if isinstance(request, TwodWSGIRequest):
        return request.get_wsgi_input()
    if isinstance(request, ASGIRequest):
        file: IO[bytes] = request._stream
        file.seek(0)
        return file
    if hasattr(request, "_body"):
        return BytesIO(request.body)
    wsgi_request: Any = request
    if wsgi_request._read_started:
        raise ApplicationCallError(
            "Django has read the body of this request, and its request class does not keep it:"
            " serve the site with twod.wsgi.DjangoApplication, whose requests can be read again"
        )
    raw: InputStream = _get_environ(request)["wsgi.input"]
    return raw
