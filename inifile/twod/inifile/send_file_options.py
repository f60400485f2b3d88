"""The options of the filter ``egg:twod.wsgi#sendfile``: what may be written, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from twod.inifile.booleans import read_boolean
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError

#: The order of nginx and Caddy, which names a URL, and that of Apache and lighttpd, which names a path.
ORDER_KINDS = ("x-accel", "x-sendfile")

#: Headers of an answer that nginx keeps by itself when it sends a file for it.
KEPT_HEADERS = ("Cache-Control", "Content-Disposition", "Content-Type", "Expires", "Set-Cookie")

#: Headers that nginx loses then, unless its ``location`` adds them again from the answer.
PASSED_HEADERS = (
    "Access-Control-Allow-Credentials",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Language",
    "Content-Security-Policy",
    "Content-Security-Policy-Report-Only",
    "Cross-Origin-Embedder-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Link",
    "Permissions-Policy",
    "Referrer-Policy",
    "Strict-Transport-Security",
    "Vary",
    "X-Content-Type-Options",
    "X-Frame-Options",
    "X-Request-ID",
    "X-Robots-Tag",
)

_SEGMENT = re.compile(r"[A-Za-z0-9._~-]+")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*")


class Root(NamedTuple):
    """A directory whose files the server in front may send."""

    directory: str
    #: Where that server has the directory, with a slash at both ends; empty if it is given paths.
    url: str = ""


def read_root(line: str) -> Root:
    """Return the directory of a line, and its URL if it has one.

    >>> read_root("/srv/shop/media ; /-/media")
    Root(directory='/srv/shop/media', url='/-/media/')

    :raises BadValueError: when the URL is none.
    """
    # Without blanks around it, a semicolon is part of a name.
    directory, semicolon, url = line.strip().rpartition(" ; ")
    if not semicolon:
        return Root(_trim(url))
    segments = url.strip().strip("/").split("/")
    if not url.strip().startswith("/") or not all(map(_is_segment, segments)):
        raise BadValueError("a path such as /-/media/ behind the semicolon", url.strip())
    return Root(_trim(directory.strip()), f"/{'/'.join(segments)}/")


def _trim(directory: str) -> str:
    return directory.rstrip("/") or directory[:1]


def _is_segment(text: str) -> bool:
    return _SEGMENT.fullmatch(text) is not None and text not in (".", "..")


def read_roots(text: str) -> tuple[Root, ...]:
    """Return the directories of some lines.

    :raises BadValueError: when there is none, or two of them get into each other's way.
    """
    roots = tuple(read_root(line) for line in text.splitlines() if line.strip())
    if not roots:
        raise BadValueError("at least one directory, such as /srv/shop/media ; /-/media/", text)
    for root in roots:
        if root.directory == "/":
            raise BadValueError("a directory with the files alone that visitors may get", root.directory)
    for place, root in enumerate(roots):
        for other in roots[:place]:
            if root.directory == other.directory:
                raise BadValueError(f"each directory once, got {root.directory} twice")
            # The server in front would take a file of the one for one of the other.
            if root.url and other.url and (root.url.startswith(other.url) or other.url.startswith(root.url)):
                raise BadValueError(f"URLs that are apart, got {other.url} and {root.url}")
    return roots


def read_kind(text: str) -> str:
    """Return which order the server in front takes.

    :raises BadValueError: when it is none.
    """
    if text.strip() not in ORDER_KINDS:
        raise BadValueError(f"{' or '.join(ORDER_KINDS)}, got {text!r}{hint_at_nearest(text, ORDER_KINDS)}")
    return text.strip()


def read_headers(text: str) -> tuple[str, ...]:
    """Return the names of some headers.

    :raises BadValueError: when a word is no such name.
    """
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if not _HEADER.fullmatch(name):
            raise BadValueError("the name of a header, such as X-Total-Count", name)
    return names


class SendFileOptions(NamedTuple):
    """The files that the server in front sends, and the header that names them."""

    #: One of :data:`ORDER_KINDS`.
    kind: str
    roots: tuple[Root, ...]
    #: More headers that the server in front passes on.
    headers: tuple[str, ...] = ()
    #: Whether the site itself may give orders to the server in front.
    trusted: bool = False


_READERS: Mapping[str, Callable[[str], Any]] = {
    "kind": read_kind,
    "roots": read_roots,
    "headers": read_headers,
    "trusted": read_boolean,
}


def find_send_file_problems(
    texts: Mapping[str, str], unknown: frozenset[str] = frozenset()
) -> Iterator[tuple[str, str]]:
    """Yield the name of each wrong option, and what is wrong with it.

    Example::

        >>> list(find_send_file_problems({"kind": "x-accel", "roots": "/srv/media"}))
        [('roots', 'x-accel needs the URL of each directory as well: /srv/media ; /-/media/')]

    :param texts: the texts in the section, by name.
    :param unknown: the names of further options, whose texts nobody knows yet.
    """
    values = {}
    for name, text in texts.items():
        if name not in _READERS:
            hint = hint_at_nearest(name, _READERS) or f", which has {', '.join(_READERS)}"
            yield name, f"not an option of egg:twod.wsgi#sendfile{hint}"
            continue
        try:
            values[name] = _READERS[name](text)
        except ValueError as error:
            yield name, str(error)
    for name, example in (("kind", "x-accel"), ("roots", "/srv/shop/media ; /-/media/")):
        if name not in texts and name not in unknown:
            yield name, f"is missing, such as {name} = {example}"
    for root in values.get("roots", ()):
        if not root.directory.startswith("/"):
            yield "roots", f"expected an absolute path, got {root.directory!r}"
    if "kind" in values and "roots" in values:
        yield from (("roots", message) for message in find_root_problems(values["kind"], values["roots"]))


def find_root_problems(kind: str, roots: tuple[Root, ...]) -> Iterator[str]:
    """Yield what is wrong with each directory for an order of this kind."""
    for root in roots:
        if kind == "x-accel" and not root.url:
            name = root.directory.rpartition("/")[2]
            yield f"x-accel needs the URL of each directory as well: {root.directory} ; /-/{name}/"
        if kind == "x-sendfile" and root.url:
            yield f"x-sendfile names paths and no URLs; leave out what is behind {root.directory}"


def read_send_file_options(texts: Mapping[str, str]) -> SendFileOptions:
    """Return what the options of a section come to.

    :param texts: the texts in the section, by name, none of which is wrong.
    :raises ValueError: when one is wrong after all.
    """
    return SendFileOptions(**{name: _READERS[name](text) for name, text in texts.items()})
