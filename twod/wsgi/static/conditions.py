"""Request headers that change the answer: preconditions and byte ranges (RFC 9110, chapters 13 and 14).

WebOb implements them too, but it raises errors for ``Range: bytes=-`` and for an invalid date in If-Range, rejects a
last part that is longer than the file, reduces several ranges to the first, and accepts any later date in If-Range.
"""

from __future__ import annotations

import os
import re
from functools import lru_cache
from http import HTTPStatus
from typing import NamedTuple
from wsgiref.types import WSGIEnvironment

from django.utils.http import http_date, parse_http_date_safe

from twod.wsgi.entity_tag import make_entity_tag

#: One range of bytes. Some clients write their greatest number for "to the end". Python's int() rejects more than 4,300
#: digits, and no file needs more than 40.
_ONE_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,40})-([0-9]{0,40})[ \t]*", re.IGNORECASE)

#: No HTTP date is longer (RFC 9110, 5.6.7). Longer texts are not parsed, so that the cache does not keep them.
_LONGEST_DATE = len("Wednesday, 06-Nov-94 08:49:37 GMT")

#: Many requests have the dates of the same few files, and parsing a date takes as long as opening a file.
_format_date = lru_cache(http_date)
_parse_date = lru_cache(parse_http_date_safe)


class Validators(NamedTuple):
    """The values that distinguish one state of a file from another (RFC 9110, 8.8)."""

    #: The entity tag as in the header: quoted, with ``W/`` when it is weak.
    etag: str
    #: Seconds since 1970.
    last_modified: int

    @property
    def is_strong(self) -> bool:
        """Whether two responses with these validators have the same bytes."""
        return not self.etag.startswith("W/")

    def headers(self) -> list[tuple[str, str]]:
        """Return the two headers."""
        return [("ETag", self.etag), ("Last-Modified", _format_date(self.last_modified))]


def make_validators(stat: os.stat_result, now: float) -> Validators:
    """Return the validators of a file, weak ones while it may change again unnoticed.

    :param stat: of the open file.
    :param now: seconds since 1970.
    """
    # A clock that is ahead must not give a date in the future (8.8.2.1), and HTTP has no dates before the year 1.
    last_modified = int(max(0, min(stat.st_mtime, now)))
    return Validators(make_entity_tag(stat, now), last_modified)


def find_failed_condition(environ: WSGIEnvironment, validators: Validators) -> HTTPStatus | None:
    """Return 304 or 412 if a condition of the request fails, in the order of RFC 9110, 13.2.2; else None."""
    if if_match := environ.get("HTTP_IF_MATCH"):
        if not _matches_strongly(if_match, validators):
            return HTTPStatus.PRECONDITION_FAILED
    elif (date := _find_date(environ, "HTTP_IF_UNMODIFIED_SINCE")) is not None and date < validators.last_modified:
        return HTTPStatus.PRECONDITION_FAILED
    if if_none_match := environ.get("HTTP_IF_NONE_MATCH"):
        return HTTPStatus.NOT_MODIFIED if _matches_weakly(if_none_match, validators) else None
    if (date := _find_date(environ, "HTTP_IF_MODIFIED_SINCE")) is not None and date >= validators.last_modified:
        return HTTPStatus.NOT_MODIFIED
    return None


def _matches_strongly(header: str, validators: Validators) -> bool:
    """Return whether a list has this entity tag, and both are strong (RFC 9110, 8.8.3.2)."""
    return header.strip() == "*" or (validators.is_strong and _lists(header, validators.etag))


def _matches_weakly(header: str, validators: Validators) -> bool:
    """Return whether a list has this entity tag, weak or strong.

    A proxy that compresses makes a strong tag weak, so clients may send the weak form of a strong tag of ours.
    """
    strong = validators.etag.removeprefix("W/")
    return header.strip() == "*" or _lists(header, strong, f"W/{strong}")


def _lists(header: str, *etags: str) -> bool:
    """Return whether a list of entity tags has one of these, which have no comma.

    A list may be as long as the server allows. Comparing its tags takes a hundredth of the time of parsing them.
    """
    return not {*etags}.isdisjoint(map(str.strip, header.split(",")))


def _find_date(environ: WSGIEnvironment, key: str) -> int | None:
    """Return the seconds since 1970 of a header; None without a valid HTTP date."""
    return _read_date(environ[key]) if key in environ else None


def _read_date(header: str) -> int | None:
    return _parse_date(header) if len(header) <= _LONGEST_DATE else None


def select_range(environ: WSGIEnvironment, size: int, validators: Validators) -> range | None:
    """Return the part of the file that the request asks for; None for the whole file.

    None is also the result for headers that a server may ignore: several ranges at once, a unit other than bytes, no
    range at all. An empty range means that the part lies beyond the end of the file, which is a 416.

    :param environ: of a GET; other methods have no ranges (RFC 9110, 14.2).
    :param size: bytes of the file.
    """
    found = _ONE_RANGE.fullmatch(environ.get("HTTP_RANGE", "").strip())
    if not found or not _if_range_holds(environ.get("HTTP_IF_RANGE", ""), validators):
        return None
    first, last = found.groups()
    if first:
        if last and int(last) < int(first):
            return None
        return range(min(int(first), size), min(int(last) + 1, size) if last else size)
    if not last:
        return None
    # The last bytes of an empty file are the whole file, which no Content-Range can express.
    return range(max(size - int(last), 0), size) if size else None


def _if_range_holds(header: str, validators: Validators) -> bool:
    """Return whether the client's part belongs to the present state of the file (RFC 9110, 13.1.5)."""
    if not header:
        return True
    if not validators.is_strong:
        return False
    if header.startswith('"'):
        return header == validators.etag
    return _read_date(header) == validators.last_modified
