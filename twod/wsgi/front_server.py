"""The server in front of the site, and the orders by which it sends files.

An order is a header of a response without a body: ``X-Accel-Redirect`` names an internal URL of nginx, ``X-Sendfile`` a
path. Only this module decides which files an order may name.
"""

from __future__ import annotations

import logging
import os
import re
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import quote

from twod.inifile.send_file_options import KEPT_HEADERS, PASSED_HEADERS, Root, SendFileOptions
from twod.wsgi.entity_tag import make_entity_tag
from twod.wsgi.opened_file import OpenedFile, find_opened_file

_log = logging.getLogger("twod.wsgi.serving.sendfile")

#: The key of an environ for the :class:`FrontServer`, and of an ASGI scope for the :class:`FrontRequest`.
FRONT_SERVER_KEY = "twod.wsgi.front_server"

#: The first characters of headers that command nginx (with mod_zip), Apache, lighttpd, Caddy, LiteSpeed or Perlbal to
#: send a file, redirect internally, cache a response or limit its speed.
ORDERS = ("x-accel-", "x-sendfile", "x-lighttpd-", "x-litespeed-", "x-reproxy-", "x-archive-")

#: Tells nginx not to buffer a stream; it opens no file.
HARMLESS_ORDERS = frozenset({"x-accel-buffering"})

#: A path without control characters, percent signs, and surrogates, which represent bytes that are not UTF-8.
_PLAIN_PATH = re.compile(r"[^\x00-\x1f%\x7f\ud800-\udfff]+")

#: The headers that the server in front makes from the file itself, and compares with the request.
_FOUND_IN_FRONT = frozenset({"accept-ranges", "content-length", "etag", "last-modified"})

#: Headers that servers add to every response.
_OF_SERVERS = frozenset({"connection", "date", "keep-alive", "server"})

#: Headers of a request for a part of a file, or for a file under a condition.
_CONDITIONS = (
    "HTTP_RANGE",
    "HTTP_IF_RANGE",
    "HTTP_IF_MATCH",
    "HTTP_IF_NONE_MATCH",
    "HTTP_IF_MODIFIED_SINCE",
    "HTTP_IF_UNMODIFIED_SINCE",
)

_RAW_CONDITIONS = frozenset(key[5:].lower().replace("_", "-").encode() for key in _CONDITIONS)

Headers = list[tuple[str, str]]


@lru_cache
def is_order(name: str) -> bool:
    """Return whether a header is an order to a server in front.

    >>> is_order("X-Accel-Redirect"), is_order("X-Accel-Buffering"), is_order("X-Frame-Options")
    (True, False, False)
    """
    return name.lower().startswith(ORDERS) and name.lower() not in HARMLESS_ORDERS


class Order(NamedTuple):
    """An order to the server in front to send a file."""

    header: tuple[str, str]
    #: The ETag for a response without one, because mod_xsendfile 0.12 has the same ETag for all files; None for nginx,
    #: which makes one itself.
    entity_tag: str | None = None


class FrontServer:
    """The server in front, and the directories whose files it may send.

    >>> front = FrontServer(SendFileOptions("x-accel", (Root("/srv/shop/media", "/-/media/"),)))

    :param options: the kind of orders, and the directories.
    """

    def __init__(self, options: SendFileOptions) -> None:
        self.options = options
        # Normalized, because the server in front compares paths as texts.
        self._roots = [Root(os.path.normpath(directory), url) for directory, url in options.roots]
        self._sends_paths = options.kind == "x-sendfile"
        kept = {name.lower() for name in (*KEPT_HEADERS, *PASSED_HEADERS, *options.headers)}
        # For nginx; Apache and lighttpd keep all headers. Content-Encoding is not among them: nginx would drop it, and
        # might compress the file again.
        self._kept = frozenset(kept | _FOUND_IN_FRONT | _OF_SERVERS | HARMLESS_ORDERS)
        self._complained: set[str] = set()
        #: Device, inode and real path of each directory at the last check.
        self._folders: dict[str, tuple[int, int, str]] = {}

    def find_order(self, file: Any, headers: Iterable[tuple[str, str]]) -> Order | None:
        """Return the order to the server in front to send a file; None if this process has to send it.

        :param file: the body of the response, a file or a wrapper of one.
        :param headers: of the response, whose status is 200.
        """
        opened = find_opened_file(file)
        header = None if opened is None else self._find_header(opened)
        if opened is None or header is None:
            return None
        for name, value in headers:
            kind = name.lower()
            if kind == "content-encoding" or (kind == "content-length" and value != str(opened.found.st_size)):
                return None
            if not self._sends_paths and kind not in self._kept:
                self._complain(name)
                return None
        return Order(header, make_entity_tag(opened.found, time.time()) if self._sends_paths else None)

    def _complain(self, name: str) -> None:
        """Log once for each header that it keeps the server in front from sending files."""
        if name.lower() not in self._complained:
            self._complained.add(name.lower())
            _log.warning(
                "This process sends files with the header %s itself, because nginx would drop the header. Pass it on in"
                " nginx, and add it to the option headers of egg:twod.wsgi#sendfile.",
                name,
            )

    def _find_header(self, opened: OpenedFile) -> tuple[str, str] | None:
        """Return the header for a file; None if it is in no directory, or if its name leads to another file now."""
        found = find_root(opened.path, [(self._find_folder(root.directory), root) for root in self._roots])
        if found is None:
            return None
        root, name = found
        try:
            # The server in front opens the file by its name, which may be deleted or replaced since it was opened here.
            there = os.stat(f"{root.directory}/{name}")  # noqa: PTH116 - as fstat gives it
        except OSError:
            return None
        return make_order_header(root, name) if os.path.samestat(there, opened.found) else None

    def _find_folder(self, directory: str) -> str:
        """Return the real path of a directory, which may be created or linked elsewhere while the site runs."""
        try:
            now = os.stat(directory)  # noqa: PTH116 - it takes a third of the time
        except OSError:
            return directory
        known = self._folders.get(directory)
        if known is None or known[:2] != (now.st_dev, now.st_ino):
            known = self._folders[directory] = now.st_dev, now.st_ino, os.path.realpath(directory)
        return known[2]


def find_root(path: str, folders: Iterable[tuple[str, Root]]) -> tuple[Root, str] | None:
    """Return the nearest directory above a path, and the rest of the path; None if no directory is above it.

    >>> find_root("/srv/media/a/b", [("/srv/media", Root("/media", "/-/media/"))])
    (Root(directory='/media', url='/-/media/'), 'a/b')

    :param path: absolute, without links.
    :param folders: the directories, each with its real path before it.
    """
    above = [(len(folder), root) for folder, root in folders if path.startswith(f"{folder}/")]
    if not above:
        return None
    length, root = max(above)
    return root, path[length + 1 :]


def make_order_header(root: Root, name: str) -> tuple[str, str] | None:
    """Return the header that orders a file of a directory; None if servers would read its name differently.

    >>> make_order_header(Root("/srv/media", "/-/media/"), "a b")
    ('X-Accel-Redirect', '/-/media/a%20b')
    >>> make_order_header(Root("/srv/media"), "a b")
    ('X-Sendfile', '/srv/media/a b')
    """
    if root.url:
        # A name may have any bytes, also line breaks and bytes that are not UTF-8.
        return "X-Accel-Redirect", root.url + quote(os.fsencode(name))
    value = _spell_path(f"{root.directory}/{name}")
    return None if value is None else ("X-Sendfile", value)


def _spell_path(path: str) -> str | None:
    """Return a path for X-Sendfile, or None if servers would read it differently.

    mod_xsendfile 0.12 uses the header literally. Its later versions and lighttpd decode ``%20``, and lighttpd rejects a
    path that is not UTF-8.
    """
    is_plain = _PLAIN_PATH.fullmatch(path) is not None and not path.endswith(" ")
    return path.encode().decode("latin-1") if is_plain else None


def is_conditional(environ: dict[str, Any]) -> bool:
    """Return whether a request asks for a part of a file, or for a file under a condition."""
    return any(key in environ for key in _CONDITIONS)


def make_order_headers(headers: Iterable[tuple[str, str]], order: Order) -> Headers:
    """Return the headers of a response whose body the server in front sends.

    >>> make_order_headers([("Content-Length", "5"), ("Vary", "Cookie")], Order(("X-Accel-Redirect", "/-/a")))
    [('Vary', 'Cookie'), ('X-Accel-Redirect', '/-/a'), ('Content-Length', '0')]

    :param headers: of the response as the application made it.
    """
    entity_tag = order.entity_tag
    kept: dict[str, tuple[str, str]] = {}
    cookies: Headers = []
    for name, value in headers:
        kind = name.lower()
        if kind == "set-cookie":
            cookies.append((name, value))
        elif kind in kept:
            # nginx passes on only one header of a name; several can be joined to one (RFC 9110, 5.3).
            kept[kind] = kept[kind][0], f"{kept[kind][1]}, {value}"
        elif kind == "etag" and entity_tag is not None:
            entity_tag = value
        elif kind not in _FOUND_IN_FRONT:
            kept[kind] = name, value
    tags = [] if entity_tag is None else [("ETag", entity_tag)]
    return [*kept.values(), *tags, *cookies, order.header, ("Content-Length", "0")]


class FrontRequest:
    """An ASGI request whose files the server in front may send, and the orders for it.

    :param front: the server in front.
    :param method: of the request.
    :param names: of its headers.
    """

    def __init__(self, front: FrontServer, method: str, names: Iterable[bytes]) -> None:
        self.front = front
        self._is_answered_in_front = method in ("GET", "HEAD") or _RAW_CONDITIONS.isdisjoint(map(bytes.lower, names))
        self._orders: dict[tuple[str, str], Order] = {}

    def give_order(self, file: Any, headers: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
        """Return the header that replaces a file; None if this process has to send the file.

        :param file: the body of the response, a file or a wrapper of one.
        :param headers: of the response, whose status is 200.
        """
        order = self.front.find_order(file, headers) if self._is_answered_in_front else None
        if order is None:
            return None
        name, value = order.header
        self._orders[name.lower(), value] = order
        return order.header

    def find_given(self, header: tuple[str, str]) -> Order | None:
        """Return the order that a header of the response carries, if :meth:`give_order` made it; else None."""
        return self._orders.get((header[0].lower(), header[1]))
