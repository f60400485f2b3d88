"""The server in front, which sends files of the site when an answer orders it to.

An order is a header of an answer without a body: ``X-Accel-Redirect`` names a URL that only nginx itself may ask for,
and ``X-Sendfile`` a path. What may be read by such an order is decided here, and nowhere else.
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

#: The beginnings of the headers by which an application commands nginx (with mod_zip), Apache, lighttpd, Caddy,
#: LiteSpeed and Perlbal: which file to send, where to look instead, what to cache, how fast to send.
ORDERS = ("x-accel-", "x-sendfile", "x-lighttpd-", "x-litespeed-", "x-reproxy-", "x-archive-")

#: What applications send to have nginx pass a stream on as it comes. It opens nothing.
HARMLESS_ORDERS = frozenset({"x-accel-buffering"})

#: No control characters, no percent signs, and none of the characters that stand for bytes which are not UTF-8.
_PLAIN_PATH = re.compile(r"[^\x00-\x1f%\x7f\ud800-\udfff]+")

#: The headers of a file that the server in front finds out by itself, and compares with those of a request.
_FOUND_IN_FRONT = frozenset({"accept-ranges", "content-length", "etag", "last-modified"})

#: What servers send for each answer, whatever it is.
_OF_SERVERS = frozenset({"connection", "date", "keep-alive", "server"})

#: Headers of a request that ask for a part of a file, or for it under a condition.
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
    #: The ETag for a file whose answer has none, since mod_xsendfile 0.12 has the same one for all files; None for
    #: nginx, which makes one.
    entity_tag: str | None = None


class FrontServer:
    """The server in front, and what it may be ordered to send.

    >>> front = FrontServer(SendFileOptions("x-accel", (Root("/srv/shop/media", "/-/media/"),)))

    :param options: the kind of its orders, and the directories.
    """

    def __init__(self, options: SendFileOptions) -> None:
        self.options = options
        # The server in front compares texts.
        self._roots = [Root(os.path.normpath(directory), url) for directory, url in options.roots]
        self._sends_paths = options.kind == "x-sendfile"
        kept = {name.lower() for name in (*KEPT_HEADERS, *PASSED_HEADERS, *options.headers)}
        # Apache and lighttpd keep all headers. With nginx that of an encoded file would be lost, and nginx encode the
        # file again.
        self._kept = frozenset(kept | _FOUND_IN_FRONT | _OF_SERVERS | HARMLESS_ORDERS)
        self._complained: set[str] = set()
        #: Device, inode and real path of each directory when it was last looked at.
        self._folders: dict[str, tuple[int, int, str]] = {}

    def find_order(self, file: Any, headers: Iterable[tuple[str, str]]) -> Order | None:
        """Return the order to the server in front to send a file; None when Python has to.

        :param file: what the answer would be read from.
        :param headers: of the answer, whose status is 200.
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
        """Log, once, that a header keeps files from the server in front."""
        if name.lower() not in self._complained:
            self._complained.add(name.lower())
            _log.warning(
                "Files with the header %s are read by this process, since the server in front would lose it; pass it on"
                " there, and name it in the option headers of egg:twod.wsgi#sendfile",
                name,
            )

    def _find_header(self, opened: OpenedFile) -> tuple[str, str] | None:
        """Return the header for a file; None when it is below none of the directories, or another one by its name."""
        found = find_root(opened.path, [(self._find_folder(root.directory), root) for root in self._roots])
        if found is None:
            return None
        root, name = found
        try:
            # A file that was deleted or replaced since it was opened is another one for who opens it by its name.
            there = os.stat(f"{root.directory}/{name}")  # noqa: PTH116 - as fstat gives it
        except OSError:
            return None
        return make_order_header(root, name) if os.path.samestat(there, opened.found) else None

    def _find_folder(self, directory: str) -> str:
        """Return the real path of a directory, which may be a link that leads elsewhere tomorrow, or come later."""
        try:
            now = os.stat(directory)  # noqa: PTH116 - it takes a third of the time
        except OSError:
            return directory
        known = self._folders.get(directory)
        if known is None or known[:2] != (now.st_dev, now.st_ino):
            known = self._folders[directory] = now.st_dev, now.st_ino, os.path.realpath(directory)
        return known[2]


def find_root(path: str, folders: Iterable[tuple[str, Root]]) -> tuple[Root, str] | None:
    """Return the nearest directory that a path is below, and the rest of the path; None when there is none.

    >>> find_root("/srv/media/a/b", [("/srv/media", Root("/media", "/-/media/"))])
    (Root(directory='/media', url='/-/media/'), 'a/b')

    :param path: absolute, without links.
    :param folders: the directories, each behind its real path.
    """
    above = [(len(folder), root) for folder, root in folders if path.startswith(f"{folder}/")]
    if not above:
        return None
    length, root = max(above)
    return root, path[length + 1 :]


def make_order_header(root: Root, name: str) -> tuple[str, str] | None:
    """Return the header that orders a file of a directory; None when it has no name that all servers understand.

    >>> make_order_header(Root("/srv/media", "/-/media/"), "a b")
    ('X-Accel-Redirect', '/-/media/a%20b')
    >>> make_order_header(Root("/srv/media"), "a b")
    ('X-Sendfile', '/srv/media/a b')
    """
    if root.url:
        # A name may have any bytes, line breaks and such that are not UTF-8.
        return "X-Accel-Redirect", root.url + quote(os.fsencode(name))
    value = _spell_path(f"{root.directory}/{name}")
    return None if value is None else ("X-Sendfile", value)


def _spell_path(path: str) -> str | None:
    """Return a path as X-Sendfile has it, which all servers understand alike; None when there is no such spelling.

    mod_xsendfile 0.12 takes the header as it is. Its later versions and lighttpd decode ``%20``, and lighttpd refuses
    what is not UTF-8.
    """
    is_plain = _PLAIN_PATH.fullmatch(path) is not None and not path.endswith(" ")
    return path.encode().decode("latin-1") if is_plain else None


def is_conditional(environ: dict[str, Any]) -> bool:
    """Return whether a request asks for a part of a file, or for it under a condition."""
    return any(key in environ for key in _CONDITIONS)


def make_order_headers(headers: Iterable[tuple[str, str]], order: Order) -> Headers:
    """Return the headers of an answer whose body the server in front sends.

    >>> make_order_headers([("Content-Length", "5"), ("Vary", "Cookie")], Order(("X-Accel-Redirect", "/-/a")))
    [('Vary', 'Cookie'), ('X-Accel-Redirect', '/-/a'), ('Content-Length', '0')]

    :param headers: of the answer as the application made it.
    """
    entity_tag = order.entity_tag
    kept: dict[str, tuple[str, str]] = {}
    cookies: Headers = []
    for name, value in headers:
        kind = name.lower()
        if kind == "set-cookie":
            cookies.append((name, value))
        elif kind in kept:
            # nginx passes on one header of a name; several mean the same as one (RFC 9110, 5.3).
            kept[kind] = kept[kind][0], f"{kept[kind][1]}, {value}"
        elif kind == "etag" and entity_tag is not None:
            entity_tag = value
        elif kind not in _FOUND_IN_FRONT:
            kept[kind] = name, value
    tags = [] if entity_tag is None else [("ETag", entity_tag)]
    return [*kept.values(), *tags, *cookies, order.header, ("Content-Length", "0")]


class FrontRequest:
    """A request by ASGI whose files the server in front may send, and the orders that were given for it.

    :param front: the server in front.
    :param method: of the request.
    :param names: of its headers.
    """

    def __init__(self, front: FrontServer, method: str, names: Iterable[bytes]) -> None:
        self.front = front
        self._is_answered_in_front = method in ("GET", "HEAD") or _RAW_CONDITIONS.isdisjoint(map(bytes.lower, names))
        self._orders: dict[tuple[str, str], Order] = {}

    def give_order(self, file: Any, headers: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
        """Return the header for an answer without a body, in the place of a file; None when Python has to send it.

        :param file: what the answer would be read from.
        :param headers: of the answer, whose status is 200.
        """
        order = self.front.find_order(file, headers) if self._is_answered_in_front else None
        if order is None:
            return None
        name, value = order.header
        self._orders[name.lower(), value] = order
        return order.header

    def find_given(self, header: tuple[str, str]) -> Order | None:
        """Return the order that a header of the answer gives, if it was given for this request."""
        return self._orders.get((header[0].lower(), header[1]))
