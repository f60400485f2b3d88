"""The filter ``egg:twod.wsgi#access_log``, which writes a log record for each request when its response ends."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any
from urllib.parse import quote
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from twod.inifile.booleans import read_boolean
from twod.wsgi.asgi_protocol import ASGIApplication, ASGIMessage, ASGIReceive, ASGIScope, ASGISend
from twod.wsgi.exc import ConfigurationError, Problem
from twod.wsgi.request.visit import VISIT_KEY, Visit
from twod.wsgi.serving.gunicorn_errors import sparing_gunicorn_the_traceback
from twod.wsgi.serving.logs.access_entries import ACCESS_LOGGER, SAFE_IN_PATH, AccessEntry, cut_query, hide_secrets
from twod.wsgi.serving.logs.file_answers import FileWrapperWatch
from twod.wsgi.serving.logs.remote_address import TrustedProxies

#: Proxies on the same machine.
TRUSTED_BY_DEFAULT = "127.0.0.0/8 ::1 unix"
#: Values that servers and filters use for an anonymous visitor.
_NO_VISITOR = (None, "", "-")
_ExcInfo = tuple[type[BaseException], BaseException, TracebackType] | tuple[None, None, None]


class AccessLog:
    """A WSGI application (:pep:`3333`) that logs its requests.

    :param application: the application to call.
    :param proxies: the proxies to trust for ``X-Forwarded-For``.
    :param with_query: whether to log the query with the path; values with a secret's name are hidden.
    """

    def __init__(self, application: WSGIApplication, proxies: TrustedProxies, *, with_query: bool = False) -> None:
        self._application = application
        self._proxies = proxies
        self._with_query = with_query

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request, and log it when the response ends."""
        if not ACCESS_LOGGER.isEnabledFor(logging.INFO):
            return self._application(environ, start_response)
        entry = self._make_entry(environ)

        def start_and_note(status: str, headers: list[tuple[str, str]], exc_info: _ExcInfo | None = None, /) -> Any:
            write = start_response(status, headers, exc_info)
            lengths = [value for name, value in headers if name.lower() == "content-length"]
            entry.start(int(status[:3]), lengths[0] if lengths else None)

            def write_and_count(data: bytes) -> object:
                entry.bytes += len(data)
                return write(data)

            return write_and_count

        watch = FileWrapperWatch(environ)
        try:
            body = self._application(environ, start_and_note)
        except BaseException:
            entry.fail()
            raise
        if type(body) in (list, tuple):
            # Servers know the length of a list and need not close it, so log it now.
            entry.bytes += sum(map(len, body))
            entry.log(is_whole=True)
            return body
        if watch.has_made(body):
            _call_at_close(body, entry.log_file)
            return body
        return _CountedAnswer(body, entry)

    def _make_entry(self, environ: WSGIEnvironment) -> AccessEntry:
        environ[VISIT_KEY] = visit = Visit()
        path = quote((environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", "")).encode("latin-1"), SAFE_IN_PATH)
        user = environ.get("REMOTE_USER")
        return AccessEntry(
            {
                "remote": self._proxies.find_remote(
                    environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", "")
                ),
                "user": None if user in _NO_VISITOR else user,
                "method": environ["REQUEST_METHOD"],
                "path": path + (hide_secrets(environ.get("QUERY_STRING", "")) if self._with_query else ""),
                "protocol": environ.get("SERVER_PROTOCOL"),
                "referer": cut_query(environ.get("HTTP_REFERER")),
                "user_agent": environ.get("HTTP_USER_AGENT"),
            },
            visit,
        )


class _CountedAnswer:
    """The body of a response, logged when it ends or when the server closes it early.

    uvicorn never closes it.
    """

    def __init__(self, body: Iterable[bytes], entry: AccessEntry) -> None:
        self._body = body
        self._entry = entry
        self._chunks: Iterator[bytes] | None = None

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        try:
            if self._chunks is None:
                self._chunks = iter(self._body)
            chunk = next(self._chunks)
        except StopIteration:
            self._entry.log(is_whole=True)
            raise
        except BaseException:
            self._entry.fail()
            raise
        self._entry.bytes += len(chunk)
        return chunk

    def close(self) -> None:
        try:
            close = getattr(self._body, "close", None)
            if close is not None:
                close()
        finally:
            self._entry.log(is_whole=False)


def _call_at_close(file: Any, call: Callable[[], None]) -> None:
    """Call a function when the server closes a file that it sends itself; at once if that cannot be observed."""
    close = getattr(file, "close", None)

    def close_and_call() -> None:
        try:
            if close is not None:
                close()
        finally:
            call()

    try:
        file.close = close_and_call
    except (AttributeError, TypeError):  # such as mod_wsgi's object, which is written in C
        call()


class AccessLogASGI:
    """An ASGI application that logs its HTTP requests, but not its WebSocket connections.

    :param application: the application to call.
    :param proxies: the proxies to trust for ``X-Forwarded-For``.
    :param with_query: as for :class:`AccessLog`.
    """

    def __init__(self, application: ASGIApplication, proxies: TrustedProxies, *, with_query: bool = False) -> None:
        self._application = application
        self._proxies = proxies
        self._with_query = with_query

    async def __call__(self, scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        """Answer a request, and log it when the application returns."""
        if scope["type"] != "http" or not ACCESS_LOGGER.isEnabledFor(logging.INFO):
            await self._application(scope, receive, send)
            return
        visit = Visit()
        entry = self._make_entry(scope, visit)
        is_whole = False

        async def send_and_note(message: ASGIMessage) -> None:
            nonlocal is_whole
            await send(message)
            if message["type"] == "http.response.start":
                lengths = [value for name, value in message.get("headers", ()) if name.lower() == b"content-length"]
                entry.start(message["status"], lengths[0].decode("latin-1") if lengths else None)
            elif message["type"] == "http.response.body":
                entry.bytes += len(message.get("body", b""))
                is_whole = not message.get("more_body", False)

        try:
            await self._application({**scope, VISIT_KEY: visit}, receive, send_and_note)
        except BaseException:
            entry.fail()
            raise
        entry.log(is_whole=is_whole)

    def _make_entry(self, scope: ASGIScope, visit: Visit) -> AccessEntry:
        headers = {name.lower(): value.decode("latin-1") for name, value in scope["headers"]}
        raw_path = scope.get("raw_path") or scope["path"].encode()
        query = scope.get("query_string", b"").decode("latin-1") if self._with_query else ""
        client = scope.get("client")
        return AccessEntry(
            {
                "remote": self._proxies.find_remote(client[0] if client else "", headers.get(b"x-forwarded-for", "")),
                "user": None,
                "method": scope["method"],
                "path": quote(raw_path, f"{SAFE_IN_PATH}%") + hide_secrets(query),
                "protocol": f"HTTP/{scope.get('http_version', '1.1')}",
                "referer": cut_query(headers.get(b"referer")),
                "user_agent": headers.get(b"user-agent"),
            },
            visit,
        )


@sparing_gunicorn_the_traceback()
def make_access_log(
    application: WSGIApplication,
    global_conf: Mapping[str, str],
    /,
    query: str = "false",
    trusted_proxy: str = TRUSTED_BY_DEFAULT,
) -> WSGIApplication:
    """Return an application that logs its requests; a ``paste.filter_app_factory``.

    PasteDeploy calls it for ``use = egg:twod.wsgi#access_log``.

    :param query: ``true`` to log the query with the path; values with a secret's name are hidden.
    :param trusted_proxy: addresses and networks of the proxies to trust for ``X-Forwarded-For``.
    :raises twod.wsgi.exc.ConfigurationError: if an option is wrong.
    """
    proxies, with_query = read_access_options(global_conf.get("__file__"), query, trusted_proxy)
    return AccessLog(application, proxies, with_query=with_query)


def read_access_options(ini: str | None, query: str, trusted_proxy: str) -> tuple[TrustedProxies, bool]:
    """Return the converted options of the filter.

    :raises twod.wsgi.exc.ConfigurationError: if an option is wrong.
    """
    try:
        proxies = TrustedProxies(trusted_proxy.split())
    except ValueError as error:
        message = f"expected addresses, networks or 'unix': {error}"
        raise ConfigurationError([Problem(ini, None, None, "trusted_proxy", message)]) from error
    try:
        return proxies, read_boolean(query)
    except ValueError as error:
        raise ConfigurationError(
            [Problem(ini, None, None, "query", f"expected true or false, got {query!r}")]
        ) from error
