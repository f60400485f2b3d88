"""The options of the filter ``egg:twod.wsgi#health``: what may be written, and what it comes to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from twod.inifile.addresses import Address, read_address
from twod.inifile.durations import read_duration
from twod.inifile.nearest import hint_at_nearest
from twod.inifile.problems import BadValueError

#: What the site's own checks are called: the kind, and behind a colon the alias where a site may have several.
STANDARD_CHECKS = ("cache", "database", "migrations", "static")


def read_probe_path(text: str) -> str:
    """Return the path that the probes are below, with a slash at both ends.

    >>> read_probe_path("/-")
    '/-/'

    :raises BadValueError: when the text is no path, or would hide the whole site.
    """
    segments = text.strip().strip("/").split("/")
    if not text.strip().startswith("/") or not all(map(_is_segment, segments)):
        raise BadValueError("a path such as /-/", text)
    return f"/{'/'.join(segments)}/"


def _is_segment(text: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9._~-]+", text) is not None and text not in (".", "..")


def read_check_names(text: str) -> tuple[str, ...]:
    """Return the dotted names of functions that check something.

    :raises BadValueError: when a word is no such name.
    """
    names = tuple(text.replace(",", " ").split())
    for name in names:
        if "." not in name or not all(part.isidentifier() for part in name.split(".")):
            raise BadValueError("the dotted name of a function, such as shop.health.check_search", name)
    return names


def read_limit(text: str) -> float:
    """Return how many seconds a check may take.

    :raises BadValueError: when the text is no length of time, or none that a check could keep to.
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
    """What the probes answer, and where."""

    #: Below this path, which begins and ends with a slash.
    path: str = "/-/"
    #: Dotted names of the site's own checks.
    checks: tuple[str, ...] = ()
    #: How many seconds a check may take.
    timeout: float = 2.0
    #: For how many seconds a result holds.
    cache: float = 1.0
    #: Standard checks that are left out, as ``KIND`` or ``KIND:ALIAS``.
    skip: frozenset[str] = frozenset()
    #: A socket of their own that the probes are answered at, too; None for none.
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
    """Yield the name of each wrong option, and what is wrong with it.

    Example::

        >>> list(find_health_problems({"timeout": "soon"}))
        [('timeout', "expected seconds, such as 2s, 0.5s or 5m, got 'soon'")]

    :param texts: the texts in the section, by name.
    """
    for name, text in texts.items():
        if name not in _READERS:
            hint = hint_at_nearest(name, _READERS) or f", which has {', '.join(_READERS)}"
            yield name, f"not an option of egg:twod.wsgi#health{hint}"
            continue
        try:
            _READERS[name](text)
        except ValueError as error:
            yield name, str(error)


def read_health_options(texts: Mapping[str, str]) -> HealthOptions:
    """Return what the options of a section come to.

    :param texts: the texts in the section, by name, none of which is wrong.
    :raises ValueError: when one is wrong after all.
    """
    return HealthOptions(**{name: _READERS[name](text) for name, text in texts.items()})
