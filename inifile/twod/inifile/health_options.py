"""The options of the filter ``egg:twod.wsgi#health``: their syntax and values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from twod.inifile.addresses import Address, read_address
from twod.inifile.durations import read_duration
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError

#: The kinds of the standard checks. ``KIND:ALIAS`` names one of several, such as ``cache:default``.
STANDARD_CHECKS = ("cache", "database", "migrations", "static")


def read_probe_path(text: str) -> str:
    """Return the path below which probes are answered, with a slash at both ends.

    >>> read_probe_path("/-")
    '/-/'

    :raises BadValueError: if the text is not a path, or would cover the whole site.
    """
    segments = text.strip().strip("/").split("/")
    if not text.strip().startswith("/") or not all(map(_is_segment, segments)):
        raise BadValueError("a path such as /-/", text)
    return f"/{'/'.join(segments)}/"


def _is_segment(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._~-]+", text) is not None and text not in (".", "..")


def read_check_names(text: str) -> tuple[str, ...]:
    """Return the dotted names of the site's check functions.

    :raises BadValueError: if a word is not a dotted name.
    """
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise BadValueError("the dotted name of a function, such as shop.health.check_search", name)
    return names


def read_limit(text: str) -> float:
    """Return the time limit of a check, in seconds.

    :raises BadValueError: if the text is not a duration, or is 0.
    """
    limit = read_duration(text)
    if not limit:
        raise BadValueError("more than 0 seconds, such as 2s", text)
    return limit


def _read_skipped(text: str) -> frozenset[str]:
    names = text.replace(",", " ").split()
    for name in names:
        kind, colon, _ = name.partition(":")
        if kind not in STANDARD_CHECKS or (kind == "static" and colon):
            hint = hint_at_nearest(kind, STANDARD_CHECKS)
            known = ", ".join(STANDARD_CHECKS)
            raise BadValueError(f"one of {known}, or KIND:ALIAS such as cache:default, got {name!r}{hint}")
    return frozenset(names)


class HealthOptions(NamedTuple):
    """The configuration of the health probes."""

    #: The path below which probes are answered; it begins and ends with a slash.
    path: str = "/-/"
    #: Dotted names of the site's own checks.
    checks: tuple[str, ...] = ()
    #: The time limit of a check, in seconds.
    timeout: float = 2.0
    #: The time for which a result is reused, in seconds.
    cache: float = 1.0
    #: Standard checks to skip, as ``KIND`` or ``KIND:ALIAS``.
    skip: frozenset[str] = frozenset()
    #: The address of a second socket, for probes only; None for no such socket.
    address: Address | None = None


_READERS: Mapping[str, Callable[[str], Any]] = {
    "path": read_probe_path,
    "checks": read_check_names,
    "timeout": read_limit,
    "cache": read_duration,
    "skip": _read_skipped,
    "address": lambda text: read_address(text.strip()) if text.strip() else None,
}


def find_health_problems(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the name of each wrong option with a message.

    Example::

        >>> list(find_health_problems({"timeout": "soon"}))
        [('timeout', "expected seconds, such as 2s, 0.5s or 5m, got 'soon'")]

    :param texts: the texts of the section's options, by name.
    """
    for name, text in texts.items():
        if name not in _READERS:
            hint = hint_at_nearest(name, _READERS) or f"; the options are {', '.join(_READERS)}"
            yield name, f"not an option of egg:twod.wsgi#health{hint}"
            continue
        try:
            _READERS[name](text)
        except ValueError as error:
            yield name, str(error)


def read_health_options(texts: Mapping[str, str]) -> HealthOptions:
    """Return the values of a section's options.

    :param texts: the texts of the section's options, by name.
    :raises ValueError: if a text is wrong.
    """
    return HealthOptions(**{name: _READERS[name](text) for name, text in texts.items()})
