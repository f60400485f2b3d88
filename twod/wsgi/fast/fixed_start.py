"""What all paths begin with that a pattern of a URLconf matches."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.urls.resolvers import RegexPattern, RoutePattern


class FixedStart(NamedTuple):
    """What is known of the paths that a pattern matches, without trying it."""

    #: Each path begins with it; empty when nothing is known.
    text: str
    #: Whether it is the whole path.
    is_whole: bool


ANY_PATH = FixedStart("", is_whole=False)

# An unescaped character of no special meaning, or an escaped one that is neither a letter nor a digit. The last of
# them does not count when it may be repeated, or left out.
_LITERAL = re.compile(r"(?:\^|\\A)((?:[^\\.^$*+?{}\[\]|()]|\\\W)*)(?![*+?{])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# A valid expression closes each; one that is not closed goes on to the end, so that none is looked at twice.
_SET = re.compile(r"\[\^?\]?[^\]]*\]?")
_GROUP = re.compile(r"\([^()]*\)")


# Somebody may put others in their places later.
_DJANGOS = {known: (known.match, known.regex) for known in (RoutePattern, RegexPattern)}


def find_fixed_start(pattern: Any) -> FixedStart:
    """Return what the paths begin with that the pattern of a route matches.

    A class of somebody else's, a translated route and an invalid regular expression get :data:`ANY_PATH`: Django tries
    them on each path, or raises for it.

    >>> from django.urls import path, re_path
    >>> find_fixed_start(path("articles/<int:year>/", print).pattern)
    FixedStart(text='articles/', is_whole=False)
    >>> find_fixed_start(re_path(r"^about/$", print).pattern)
    FixedStart(text='about/', is_whole=True)
    """
    for known in _DJANGOS:
        if isinstance(pattern, known) and _is_djangos(pattern, known):
            return _find_start_of_djangos(pattern)
    return ANY_PATH


def _is_djangos(pattern: Any, known: type[RoutePattern | RegexPattern]) -> bool:
    """Return whether Django's own code for a class does the matching."""
    return (type(pattern).match, type(pattern).regex) == _DJANGOS[known] and "match" not in vars(pattern)


def _find_start_of_djangos(pattern: Any) -> FixedStart:
    is_literal = isinstance(pattern, RoutePattern) and not pattern.converters
    if not isinstance(getattr(pattern, "_route", pattern._regex), str):
        return ANY_PATH  # It is translated.
    # A literal one cannot be wrong, and need not be compiled before it is tried.
    if not is_literal or "regex" in vars(pattern):
        try:
            regex = pattern.regex
        except Exception:  # noqa: BLE001 - Django raises it again, when a path gets there
            return ANY_PATH
        # Some sites put one there that ignores case.
        if regex.pattern != pattern._regex or regex.flags != re.UNICODE:
            return ANY_PATH
    start = read_fixed_start(pattern._regex, is_endpoint=pattern._is_endpoint)
    # Django 6.1 compares a literal route itself, which somebody may have changed.
    return ANY_PATH if is_literal and start.text != pattern._route else start


def read_fixed_start(regex: str, *, is_endpoint: bool) -> FixedStart:
    """Return what the texts begin with in which Django finds a regular expression.

    :param regex: a valid one, without flags.
    :param is_endpoint: whether nothing may follow what it finds, for which Django asks where it ends with ``$``.
    """
    found = _LITERAL.match(regex)
    if found is None or _has_branches(regex):
        return ANY_PATH
    rest = regex[found.end() :]
    return FixedStart(_ESCAPED.sub(r"\1", found[1]), is_whole=rest == r"\Z" or (rest == "$" and is_endpoint))


def _has_branches(regex: str) -> bool:
    """Return whether there is a ``|`` outside of all groups, or might be."""
    if "|" not in regex:
        return False
    rest, left = "", _SET.sub("", _ESCAPED.sub("", regex))
    while rest != left:
        rest, left = left, _GROUP.sub("", left)
    return "|" in rest
