"""WebOb's public names on a request of another class.

A class that inherits from both requests cannot serve both, because ``path``, ``headers`` and ``body`` mean different
things. So the request *has* a ``webob.Request``, and descriptors here pass on the names that Django does not have. They
are non-data descriptors, without ``__set__``: an assigned value (``request.user_agent = ...``) stays in the request's
own ``__dict__`` and takes precedence, as on any Django request, and the environ does not change. A missing name
(``hasattr(request, "user")``, which Django checks many times in a request) costs no more than in Django;
``__getattr__`` would cost more.

Each name is written out for editors and type checkers. Its type is that of ``types-WebOb``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import IO, TYPE_CHECKING, Any, Generic, Self, TypeVar, overload
from wsgiref.types import WSGIEnvironment

if TYPE_CHECKING:
    from webob.request import BaseRequest, Request

_T = TypeVar("_T")

#: twod.wsgi's own names, with their names on ``request.webob``.
RENAMED = {"uGET": "GET", "uPOST": "POST"}


def _import_class() -> type[Request]:
    # Few processes need it, and the import takes a tenth of the time of importing Django.
    from webob.request import Request  # noqa: PLC0415 - see above

    return Request


class _FromWebOb(Generic[_T]):
    """A name of the request with the value of ``request.webob``.

    :param get: returns this value.
    """

    def __init__(self, get: Callable[[BaseRequest], _T]) -> None:
        self._get = get

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = RENAMED.get(name, name)

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """WebOb's documentation of the name."""
        return getattr(getattr(_import_class(), self._name, None), "__doc__", None)

    @overload
    def __get__(self, request: None, owner: type) -> Self: ...

    @overload
    def __get__(self, request: WebObNames, owner: type) -> _T: ...

    def __get__(self, request: WebObNames | None, owner: type) -> Self | _T:
        return self if request is None else self._get(request.webob)

    if TYPE_CHECKING:
        # For pyright, which otherwise reports every assignment.
        def __set__(self, request: WebObNames, value: Any) -> None: ...


class WebObNames:
    """The names of :class:`webob.Request` that Django's request does not have.

    ``uGET`` and ``uPOST`` are WebOb's ``GET`` and ``POST``.
    """

    environ: WSGIEnvironment

    if TYPE_CHECKING:
        # In Django's request class.
        def __init__(self, environ: WSGIEnvironment) -> None: ...

    @cached_property
    def webob(self) -> Request:
        """A real :class:`webob.Request` on the same environ, made on first use."""
        return _import_class()(self.environ)

    accept = _FromWebOb(lambda request: request.accept)
    accept_charset = _FromWebOb(lambda request: request.accept_charset)
    accept_encoding = _FromWebOb(lambda request: request.accept_encoding)
    accept_language = _FromWebOb(lambda request: request.accept_language)
    application_url = _FromWebOb(lambda request: request.application_url)
    authorization = _FromWebOb(lambda request: request.authorization)
    body_file = _FromWebOb(lambda request: request.body_file)
    body_file_raw = _FromWebOb(lambda request: request.body_file_raw)
    body_file_seekable = _FromWebOb(lambda request: request.body_file_seekable)
    cache_control = _FromWebOb(lambda request: request.cache_control)
    charset = _FromWebOb(lambda request: request.charset)
    client_addr = _FromWebOb(lambda request: request.client_addr)
    content_length = _FromWebOb(lambda request: request.content_length)
    cookies = _FromWebOb(lambda request: request.cookies)
    date = _FromWebOb(lambda request: request.date)
    domain = _FromWebOb(lambda request: request.domain)
    host = _FromWebOb(lambda request: request.host)
    host_port = _FromWebOb(lambda request: request.host_port)
    host_url = _FromWebOb(lambda request: request.host_url)
    http_version = _FromWebOb(lambda request: request.http_version)
    if_match = _FromWebOb(lambda request: request.if_match)
    if_modified_since = _FromWebOb(lambda request: request.if_modified_since)
    if_none_match = _FromWebOb(lambda request: request.if_none_match)
    if_range = _FromWebOb(lambda request: request.if_range)
    if_unmodified_since = _FromWebOb(lambda request: request.if_unmodified_since)
    is_body_readable = _FromWebOb(lambda request: request.is_body_readable)
    is_body_seekable = _FromWebOb(lambda request: request.is_body_seekable)
    is_xhr = _FromWebOb(lambda request: request.is_xhr)
    json = _FromWebOb(lambda request: request.json)
    json_body = _FromWebOb(lambda request: request.json_body)
    max_forwards = _FromWebOb(lambda request: request.max_forwards)
    params = _FromWebOb(lambda request: request.params)
    path_qs = _FromWebOb(lambda request: request.path_qs)
    path_url = _FromWebOb(lambda request: request.path_url)
    pragma = _FromWebOb(lambda request: request.pragma)
    query_string = _FromWebOb(lambda request: request.query_string)
    range = _FromWebOb(lambda request: request.range)
    referer = _FromWebOb(lambda request: request.referer)
    referrer = _FromWebOb(lambda request: request.referrer)
    remote_addr = _FromWebOb(lambda request: request.remote_addr)
    remote_host = _FromWebOb(lambda request: request.remote_host)
    remote_user = _FromWebOb(lambda request: request.remote_user)
    request_body_tempfile_limit = _FromWebOb(lambda request: request.request_body_tempfile_limit)
    ResponseClass = _FromWebOb(lambda request: request.ResponseClass)
    script_name = _FromWebOb(lambda request: request.script_name)
    server_name = _FromWebOb(lambda request: request.server_name)
    server_port = _FromWebOb(lambda request: request.server_port)
    text = _FromWebOb(lambda request: request.text)
    upath_info = _FromWebOb(lambda request: request.upath_info)
    url = _FromWebOb(lambda request: request.url)
    url_encoding = _FromWebOb(lambda request: request.url_encoding)
    urlargs = _FromWebOb(lambda request: request.urlargs)
    urlvars = _FromWebOb(lambda request: request.urlvars)
    uscript_name = _FromWebOb(lambda request: request.uscript_name)
    user_agent = _FromWebOb(lambda request: request.user_agent)
    uGET = _FromWebOb(lambda request: request.GET)  # noqa: N815 - twod.wsgi 1's name
    uPOST = _FromWebOb(lambda request: request.POST)  # noqa: N815

    as_bytes = _FromWebOb(lambda request: request.as_bytes)
    as_text = _FromWebOb(lambda request: request.as_text)
    call_application = _FromWebOb(lambda request: request.call_application)
    copy_body = _FromWebOb(lambda request: request.copy_body)
    encget = _FromWebOb(lambda request: request.encget)
    encset = _FromWebOb(lambda request: request.encset)
    get_response = _FromWebOb(lambda request: request.get_response)
    make_body_seekable = _FromWebOb(lambda request: request.make_body_seekable)
    make_default_send_app = _FromWebOb(lambda request: request.make_default_send_app)
    make_tempfile = _FromWebOb(lambda request: request.make_tempfile)
    path_info_peek = _FromWebOb(lambda request: request.path_info_peek)
    path_info_pop = _FromWebOb(lambda request: request.path_info_pop)
    relative_url = _FromWebOb(lambda request: request.relative_url)
    remove_conditional_headers = _FromWebOb(lambda request: request.remove_conditional_headers)
    send = _FromWebOb(lambda request: request.send)

    def copy(self) -> Self:
        """Return a request like this one, with a separate environ and body."""
        return type(self)(self.webob.copy().environ)

    def copy_get(self) -> Self:
        """Return a GET request for the same URL, with a separate environ."""
        return type(self)(self.webob.copy_get().environ)

    def decode(self, charset: str | None = None, errors: str = "strict") -> Self:
        """Return a request like this one whose query string and form are UTF-8.

        :param charset: their present encoding. None means the one that the request declares.
        :param errors: how to treat bytes that cannot be decoded, as in :meth:`bytes.decode`.
        """
        return type(self)(self.webob.decode(charset, errors).environ)

    @classmethod
    def blank(
        cls,
        path: str,
        environ: Mapping[str, Any] | None = None,
        base_url: str | None = None,
        headers: Mapping[str, str] | None = None,
        POST: str | bytes | Mapping[Any, Any] | None = None,  # noqa: N803 - WebOb's name
        **kw: Any,
    ) -> Self:
        """Return a new request for a path, for tests.

        >>> from twod.wsgi.handler import TwodWSGIRequest
        >>> TwodWSGIRequest.blank("/menu?drink=tea", headers={"Accept-Language": "es"}).GET["drink"]
        'tea'

        :param path: path and query string, as in a URL.
        :param environ: more names and values for the environ.
        :param base_url: scheme, host and ``SCRIPT_NAME``. **Default:** ``http://localhost``.
        :param headers: the headers.
        :param POST: the body, or the fields of a form. It makes the method ``POST``.
        :param kw: attributes to set on the :class:`webob.Request`.
        """
        return cls(_import_class().blank(path, dict(environ or {}), base_url, headers, POST, **kw).environ)

    @classmethod
    def from_bytes(cls, b: bytes) -> Self:
        """Return the request in an HTTP message."""
        return cls(_import_class().from_bytes(b).environ)

    @classmethod
    def from_text(cls, s: str) -> Self:
        """Return the request in an HTTP message, encoded as UTF-8."""
        return cls(_import_class().from_text(s).environ)

    @classmethod
    def from_file(cls, fp: IO[bytes] | IO[str]) -> Self:
        """Return the request in a file with an HTTP message."""
        return cls(_import_class().from_file(fp).environ)
