"""PasteDeploy's filter ``prefix`` for ASGI: a site below a path, behind a proxy that may strip the path."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from twod.inifile.booleans import read_boolean
from twod.wsgi.asgi_protocol import ASGIApplication, ASGIReceive, ASGIScope, ASGISend

#: The headers that a proxy adds. ASGI servers pass header names in lower case.
_FORWARDED = {
    b"x-forwarded-server",
    b"x-forwarded-host",
    b"x-forwarded-for",
    b"x-forwarded-scheme",
    b"x-forwarded-proto",
}

#: The scheme of a connection for the scheme that the proxy reports, by the type of the scope.
_SCHEMES: dict[str, dict[str, str]] = {"http": {}, "websocket": {"http": "ws", "https": "wss"}}

#: The default ports, by the scheme.
_PORTS = {"http": 80, "ws": 80, "https": 443, "wss": 443}


def make_asgi_prefix(
    application: ASGIApplication,
    _global_conf: Mapping[str, str],
    /,
    prefix: str = "/",
    translate_forwarded_server: str = "true",
    force_port: str | None = None,
    scheme: str | None = None,
) -> ASGIApplication:
    """Return the application below a path prefix: ASGI version of ``egg:PasteDeploy#prefix``.

    The options are those of :class:`paste.deploy.config.PrefixMiddleware`, with the same meaning. One difference: with
    the prefix ``/shop``, the path ``/shopping`` is not below the prefix.
    """
    is_translated = read_boolean(translate_forwarded_server)
    root = prefix.rstrip("/")

    async def below_prefix(scope: ASGIScope, receive: ASGIReceive, send: ASGISend) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = _move_below(scope, root)
            if is_translated:
                scope = _translate_headers(scope)
            if force_port is not None:
                scope = _force_port(scope, force_port)
            if scheme is not None:
                scope = {**scope, "scheme": _SCHEMES[scope["type"]].get(scheme, scheme)}
        await application(scope, receive, send)

    return below_prefix


def _move_below(scope: ASGIScope, root: str) -> ASGIScope:
    """Return a scope with its path below a prefix; add the prefix if a proxy has stripped it."""
    outer = scope.get("root_path") or ""
    moved = {**scope, "root_path": root, "path": _put_below(scope["path"].removeprefix(outer), root)}
    if scope.get("raw_path"):
        raw = scope["raw_path"].decode("latin-1").removeprefix(quote(outer))
        moved["raw_path"] = _put_below(raw, quote(root)).encode("latin-1")
    return moved


def _put_below(path: str, root: str) -> str:
    """Return a path that begins with the prefix once, followed by at least a slash."""
    rest = path[len(root) :] if f"{path}/".startswith(f"{root}/") else path
    return root + (rest or "/")


def _translate_headers(scope: ASGIScope) -> ASGIScope:
    """Return a scope with the host, client address and scheme from the headers of a proxy."""
    given = {name: value.decode("latin-1") for name, value in reversed(scope["headers"]) if name in _FORWARDED}
    if not given:
        return scope
    translated = {**scope, "headers": [(name, value) for name, value in scope["headers"] if name not in _FORWARDED]}
    if server := given.get(b"x-forwarded-server"):
        name = server.split(",")[0]
        translated["server"] = (name, (scope.get("server") or (None, None))[1])
        translated = _set_host(translated, name)
    if host := given.get(b"x-forwarded-host"):
        translated = _set_host(translated, host.split(",")[0])
    if client := given.get(b"x-forwarded-for"):
        translated["client"] = (client.split(",")[0], (scope.get("client") or (None, 0))[1])
    if scheme := given.get(b"x-forwarded-scheme") or given.get(b"x-forwarded-proto"):
        translated["scheme"] = _SCHEMES[scope["type"]].get(scheme, scheme)
    return translated


def _force_port(scope: ASGIScope, port: str) -> ASGIScope:
    """Return a scope with another port; an empty text means the default port of the scheme."""
    hosts = [value.decode("latin-1") for name, value in scope["headers"] if name == b"host"]
    host = hosts[0].split(":", 1)[0] if hosts else ""
    number = int(port) if port else _PORTS.get(scope.get("scheme", "http"), 443)
    server = (scope.get("server") or (host, None))[0], number
    return _set_host({**scope, "server": server}, f"{host}:{port}" if port else host)


def _set_host(scope: ASGIScope, host: str) -> dict[str, Any]:
    others = [(name, value) for name, value in scope["headers"] if name != b"host"]
    return {**scope, "headers": [(b"host", host.encode("latin-1")), *others]}
