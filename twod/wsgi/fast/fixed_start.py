"""The fixed text at the start of every path that a URL pattern matches."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django.urls.resolvers import RegexPattern, RoutePattern


class FixedStart(NamedTuple):
    """The fixed start of the paths that a pattern matches, found without trying the pattern."""

    #: The text that each path begins with; empty when no such text is known.
    text: str
    #: Whether the text is the whole path.
    is_whole: bool


ANY_PATH = FixedStart("", is_whole=False)

# Plain characters, and escaped ones that are neither a letter nor a digit. The last character before a quantifier
# does not count, because the quantifier may repeat it or leave it out.
_LITERAL = re.compile(r"(?:\^|\\A)((?:[^\\.^$*+?{}\[\]|()]|\\\W)*)(?![*+?{])")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# A valid expression closes each set. An unclosed set extends to the end, so that the search stays linear.
_SET = re.compile(r"\[\^?\]?[^\]]*\]?")
_GROUP = re.compile(r"\([^()]*\)")


# Remember Django's own methods now: another package may replace them later.
_DJANGOS = {known: (known.match, known.regex) for known in (RoutePattern, RegexPattern)}


def find_fixed_start(pattern: Any) -> FixedStart:
    """Return the fixed start of the paths that the pattern of a route matches.

    A pattern class that is not Django's, a translated route and an invalid regular expression get :data:`ANY_PATH`:
    Django tries them on each path, or raises the error of the expression.

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
    """Return whether a pattern matches paths with Django's own code, which no package has replaced."""
    return (type(pattern).match, type(pattern).regex) == _DJANGOS[known] and "match" not in vars(pattern)


def _find_start_of_djangos(pattern: Any) -> FixedStart:
    is_literal = isinstance(pattern, RoutePattern) and not pattern.converters
    if not isinstance(getattr(pattern, "_route", pattern._regex), str):
        return ANY_PATH  # The route is translated.
    # A route without converters is always valid, so its expression need not be compiled to check it.
    if not is_literal or "regex" in vars(pattern):
        try:
            regex = pattern.regex
        except Exception:  # noqa: BLE001 - Django raises it again when it tries the pattern
            return ANY_PATH
        # Some sites replace the compiled expression by one that ignores case.
        if regex.pattern != pattern._regex or regex.flags != re.UNICODE:
            return ANY_PATH
    start = read_fixed_start(pattern._regex, is_endpoint=pattern._is_endpoint)
    # Django 6.1 compares the text of a literal route, which another package may have changed.
    return ANY_PATH if is_literal and start.text != pattern._route else start


def read_fixed_start(regex: str, *, is_endpoint: bool) -> FixedStart:
    """Return the fixed start of the texts that Django's search with a regular expression matches.

    :param regex: a valid regular expression, without flags.
    :param is_endpoint: whether the match has to reach the end of the path. Django checks this for a final ``$``.
    """
    found = _LITERAL.match(regex)
    if found is None or _has_branches(regex):
        return ANY_PATH
    rest = regex[found.end() :]
    return FixedStart(_ESCAPED.sub(r"\1", found[1]), is_whole=rest == r"\Z" or (rest == "$" and is_endpoint))


def _has_branches(regex: str) -> bool:
    """Return whether an expression has, or may have, a ``|`` outside of all groups."""
    if "|" not in regex:
        return False
    rest, left = "", _SET.sub("", _ESCAPED.sub("", regex))
    while rest != left:
        rest, left = left, _GROUP.sub("", left)
    return "|" in rest
