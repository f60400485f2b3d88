"""The options of the filter ``egg:twod.wsgi#sendfile``: their syntax and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from twod.inifile.booleans import read_boolean
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError

#: The kinds of headers that order a file: nginx and Caddy want a URL, Apache and lighttpd want a path.
ORDER_KINDS = ("x-accel", "x-sendfile")

#: Response headers that nginx keeps when it sends the file instead of the response.
KEPT_HEADERS = ("Cache-Control", "Content-Disposition", "Content-Type", "Expires", "Set-Cookie")

#: Response headers that nginx drops then, unless its ``location`` adds them again.
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
    """A directory with files that the front server may send."""

    directory: str
    #: The front server's URL of the directory, with a slash at both ends; empty if it wants paths.
    url: str = ""


def read_root(line: str) -> Root:
    """Return the directory in a line, and its URL if the line has one.

    >>> read_root("/srv/shop/media ; /-/media")
    Root(directory='/srv/shop/media', url='/-/media/')

    :raises BadValueError: if the URL is not a path.
    """
    # A semicolon without blanks around it is part of a name.
    directory, semicolon, url = line.strip().rpartition(" ; ")
    if not semicolon:
        return Root(_trim(url))
    segments = url.strip().strip("/").split("/")
    if not url.strip().startswith("/") or not all(map(_is_segment, segments)):
        raise BadValueError("a path such as /-/media/ after the semicolon", url.strip())
    return Root(_trim(directory.strip()), f"/{'/'.join(segments)}/")


def _trim(directory: str) -> str:
    return directory.rstrip("/") or directory[:1]


def _is_segment(text: str) -> bool:
    return _SEGMENT.fullmatch(text) is not None and text not in (".", "..")


def read_roots(text: str) -> tuple[Root, ...]:
    """Return the directories in some lines.

    :raises BadValueError: if there is no directory, or two of them are equal or have overlapping URLs.
    """
    roots = tuple(read_root(line) for line in text.splitlines() if line.strip())
    if not roots:
        raise BadValueError("at least one directory, such as /srv/shop/media ; /-/media/", text)
    for root in roots:
        if root.directory == "/":
            raise BadValueError("a directory that has only files for visitors", root.directory)
    for place, root in enumerate(roots):
        for other in roots[:place]:
            if root.directory == other.directory:
                raise BadValueError(f"each directory only once, got {root.directory} twice")
            # The front server could not distinguish the files of the two.
            if root.url and other.url and (root.url.startswith(other.url) or other.url.startswith(root.url)):
                raise BadValueError(f"URLs that do not overlap, got {other.url} and {root.url}")
    return roots


def read_kind(text: str) -> str:
    """Return the kind of header that the front server understands.

    :raises BadValueError: if the text is not one of :data:`ORDER_KINDS`.
    """
    if text.strip() not in ORDER_KINDS:
        raise BadValueError(f"{' or '.join(ORDER_KINDS)}, got {text!r}{hint_at_nearest(text, ORDER_KINDS)}")
    return text.strip()


def read_headers(text: str) -> tuple[str, ...]:
    """Return the names of some headers.

    :raises BadValueError: if a word is not the name of a header.
    """
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if not _HEADER.fullmatch(name):
            raise BadValueError("the name of a header, such as X-Total-Count", name)
    return names


class SendFileOptions(NamedTuple):
    """The files that the front server may send, and the header that orders it to."""

    #: One of :data:`ORDER_KINDS`.
    kind: str
    roots: tuple[Root, ...]
    #: Further headers that the front server passes on.
    headers: tuple[str, ...] = ()
    #: Whether the site itself may send such headers to the front server.
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
    """Yield the name of each wrong option with a message.

    Example::

        >>> list(find_send_file_problems({"kind": "x-accel", "roots": "/srv/media"}))
        [('roots', 'x-accel needs the URL of each directory as well: /srv/media ; /-/media/')]

    :param texts: the texts of the section's options, by name.
    :param unknown: the names of further options, with texts that are not known yet.
    """
    values = {}
    for name, text in texts.items():
        if name not in _READERS:
            hint = hint_at_nearest(name, _READERS) or f"; the options are {', '.join(_READERS)}"
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
    """Yield a message for each directory that does not fit this kind of header."""
    for root in roots:
        if kind == "x-accel" and not root.url:
            name = root.directory.rpartition("/")[2]
            yield f"x-accel needs the URL of each directory as well: {root.directory} ; /-/{name}/"
        if kind == "x-sendfile" and root.url:
            yield f"x-sendfile takes paths, not URLs; remove the URL after {root.directory}"


def read_send_file_options(texts: Mapping[str, str]) -> SendFileOptions:
    """Return the values of a section's options.

    :param texts: the texts of the section's options, by name.
    :raises ValueError: if a text is wrong.
    """
    return SendFileOptions(**{name: _READERS[name](text) for name, text in texts.items()})
