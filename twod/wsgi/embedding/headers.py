"""The status and headers that an application passes to ``start_response``: checked, then kept unchanged.

A client would read a header with a line break as two headers, or as two responses. :func:`read_head` therefore rejects
everything that is not a status or a header (:pep:`3333`, RFC 9110).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from http.client import responses
from typing import Any, NamedTuple

from django.http.response import ResponseHeaders

from twod.wsgi.exc import BrokenApplicationError
from twod.wsgi.wsgi_text import is_wsgi_string

#: A final status (1xx are interim, and RFC 9110, 15 ends at 599), and perhaps a reason phrase without control
#: characters, which Django rejects.
_STATUS = re.compile(r"([2-5][0-9][0-9])(?: ([^\x00-\x1f\x7f-\x9f]*))?", re.ASCII)

#: A token (RFC 9110, 5.6.2).
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")

#: A field value (RFC 9110, 5.5), and white space around it; a tab is the only control character.
VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")

#: A ``Content-Length`` to send (RFC 9110, 8.6); it fits into 64 bits, as servers and clients expect.
_CANONICAL_LENGTH = re.compile(r"0|[1-9][0-9]{0,17}")
_LENGTH = re.compile(r"0*([0-9]{1,18})")

#: Headers of one connection (RFC 9110, 7.6.1), which only the server may send.
_HOP_BY_HOP = frozenset(
    {
        "connection",
        "keep-alive",
        "proxy-authenticate",
        "proxy-authorization",
        "proxy-connection",
        "te",
        "trailer",
        "trailers",
        "transfer-encoding",
        "upgrade",
    }
)

#: The statuses of responses without a body, regardless of the headers (RFC 9110, 6.4.1 and 15.3.6).
BODILESS = frozenset({204, 205, 304})

#: The statuses whose ``Content-Length`` is dropped. A client would wait for the body of a 205, and RFC 9110, 8.6
#: forbids the header for a 204. In a 304, it is the length of the client's copy.
_LENGTHLESS = frozenset({204, 205})


class Status(NamedTuple):
    """The status in the first line of a response."""

    code: int
    #: The reason phrase; None if it is the usual one of the code.
    reason: str | None


@dataclass(slots=True)
class Head:
    """The status, headers and cookies of a response."""

    status: Status
    headers: SentHeaders
    #: The values of ``Set-Cookie``, which are not among the headers.
    cookies: list[str]
    #: The body's length in bytes by its ``Content-Length``; None without one.
    content_length: int | None


def read_head(status: object, headers: Any) -> Head:
    """Return the head that an application passed to ``start_response``, without the headers of the connection.

    :raises BrokenApplicationError: with all problems of the status and the headers.
    """
    problems: list[str] = []
    said = _read_status(status) if isinstance(status, str) else None
    if said is None:
        problems.append(f"its status is {status!r}, not a text such as '200 OK'")
    kept: list[tuple[str, tuple[str, str]]] = []
    cookies: list[str] = []
    lengths: list[str] = []
    for header in headers:
        kind = _find_header_kind(header)
        if kind is None:
            problems.append(_describe_bad_header(header))
            continue
        name, value = header
        if kind == "set-cookie":
            cookies.append(value)
        elif kind not in _HOP_BY_HOP:
            kept.append((kind, (name, value)))
            if kind == "content-length":
                lengths.append(value)
    content_length = _read_content_length(lengths, problems) if lengths else None
    if problems or said is None:
        raise BrokenApplicationError("; ".join(problems))
    sent = SentHeaders(kept)
    # Servers treat any other spelling of a length differently; some send no response at all.
    if said.code in _LENGTHLESS:
        del sent["Content-Length"]
    elif lengths and lengths != [str(content_length)]:
        sent["Content-Length"] = str(content_length)
    return Head(said, sent, cookies, content_length)


@lru_cache
def _read_status(status: str) -> Status | None:
    """Return the status in a status line, or None if the line is not valid."""
    found = _STATUS.fullmatch(status) if is_wsgi_string(status) else None
    if found is None:
        return None
    code, reason = int(found[1]), found[2] or ""
    # Django's phrase for codes that it does not know.
    return Status(code, None if reason == responses.get(code, "Unknown Status Code") else reason)


def _find_header_kind(header: Any) -> str | None:
    """Return a header's name in lower case, or None if it is not a pair of a valid name and value."""
    if not isinstance(header, (tuple, list)) or len(header) != 2:
        return None
    name, value = header
    if not isinstance(name, str) or not isinstance(value, str):
        return None
    return _fold_name(name) if _is_plain(value) or VALUE.fullmatch(value) else None


def _is_plain(value: str) -> bool:
    """Return whether a text is printable ASCII, as most values are; faster than a regular expression."""
    return value.isascii() and value.isprintable()


@lru_cache
def _fold_name(name: str) -> str | None:
    """Return a header's name in lower case, or None if it is not valid."""
    return name.lower() if _NAME.fullmatch(name) else None


def _describe_bad_header(header: object) -> str:
    """Return the problem of a header that is not valid."""
    match header:
        case (str(name), str(value)) if _NAME.fullmatch(name):
            return f"the header {name} is {value!r}: it has control characters, or characters outside of Latin-1"
        case (str(name), str()):
            return f"{name!r} is not a header's name"
    return f"the header {header!r} is not a pair of texts"


def _read_content_length(values: list[str], problems: list[str]) -> int | None:
    """Return the ``Content-Length``, or add its problem to ``problems`` and return None."""
    if len(values) == 1 and _CANONICAL_LENGTH.fullmatch(values[0]):
        return int(values[0])
    lengths: set[int] = set()
    for part in {part.strip("\t ") for value in values for part in value.split(",")}:
        found = _LENGTH.fullmatch(part)
        if found is None:
            problems.append(f"the header Content-Length is {part!r:.80}, not a number")
            return None
        lengths.add(int(found[1]))
    if len(lengths) > 1:
        problems.append(f"it has several values of Content-Length: {', '.join(map(str, sorted(lengths)))}")
        return None
    return lengths.pop()


class SentHeaders(ResponseHeaders):
    """The headers of a Django response, as the application passed them, with repeated headers.

    Reading a repeated header returns its values joined by commas (RFC 9110, 5.2). Setting it replaces all its values.
    Headers that no middleware has set reach the client as the application passed them.

    Middleware reads many headers that a response does not have, and sets a few. This class is faster at both: the base
    class raises a ``KeyError`` for each missing header, and converts values that need no conversion.
    """

    def __init__(self, headers: Iterable[tuple[str, tuple[str, str]]] = ()) -> None:
        self._store: dict[str, tuple[str, str]] = {}
        # The joined value of each repeated header, and the values that it replaces until it is set anew.
        self._repeated: dict[str, tuple[tuple[str, str], list[tuple[str, str]]]] = {}
        self.extend(headers)

    def extend(self, headers: Iterable[tuple[str, tuple[str, str]]]) -> None:
        """Add headers beside those with the same names, in linear time.

        :param headers: for each header the result of :func:`_find_header_kind`, and its name and value.
        """
        store = self._store
        grown: dict[str, list[tuple[str, str]]] = {}
        for kind, pair in headers:
            first = store.get(kind)
            if first is None:
                store[kind] = pair
            elif kind in grown:
                grown[kind].append(pair)
            else:
                grown[kind] = [*self._find_pairs(kind, first), pair]
        for kind, pairs in grown.items():
            joined = pairs[0][0], ", ".join([value for _, value in pairs])
            store[kind] = joined
            self._repeated[kind] = joined, pairs

    def _find_pairs(self, kind: str, pair: tuple[str, str]) -> list[tuple[str, str]]:
        joined, pairs = self._repeated.get(kind, (None, []))
        return pairs if joined is pair else [pair]

    def find_all(self, beginnings: tuple[str, ...]) -> list[str]:
        """Return the names, as the application wrote them, that begin with one of these texts.

        :param beginnings: in lower case.
        """
        return [pair[0] for kind, pair in self._store.items() if kind.startswith(beginnings)]

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.lower() in self._store

    def __setitem__(self, name: Any, value: Any) -> None:
        kind = _fold_name(name) if type(name) is str and type(value) is str and _is_plain(value) else None
        if kind is None:
            super().__setitem__(name, value)
        else:
            self._store[kind] = (name, value)

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of a header, or ``default`` if the response does not have it."""
        pair = self._store.get(name.lower())
        return default if pair is None else pair[1]

    def items(self) -> list[tuple[str, str]]:  # type: ignore[override] # Django iterates it alone
        """Return the names and values to send, with repeated headers."""
        if not self._repeated:
            return list(self._store.values())
        pairs: list[tuple[str, str]] = []
        for kind, pair in self._store.items():
            pairs += self._find_pairs(kind, pair)
        return pairs
