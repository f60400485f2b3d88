"""What all paths of a pattern begin with, never more."""

from __future__ import annotations

import re
import warnings
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.urls import include, path, re_path
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern
from django.utils.functional import lazystr
from hypothesis import given, settings
from hypothesis import strategies as st

from twod.wsgi.fast.fixed_start import ANY_PATH, find_fixed_start, read_fixed_start


def view(_request: Any) -> HttpResponse:
    raise NotImplementedError


@pytest.mark.parametrize(
    ("route", "text", "is_whole"),
    [
        (path("", view), "", True),
        (path("about/", view), "about/", True),
        (path("a.b c-d/ü/(1)/", view), "a.b c-d/ü/(1)/", True),
        (path("art<int:number>/", view), "art", False),
        (path("news/<slug:name>/edit/", view), "news/", False),
        (path("<int:number>/", view), "", False),
        (path("shop/", include([])), "shop/", False),
        (path("", include([])), "", False),
        (re_path(r"^$", view), "", True),
        (re_path(r"^about/$", view), "about/", True),
        (re_path(r"\Aabout/\Z", view), "about/", True),
        (re_path(r"^about/", view), "about/", False),
        (re_path(r"^a\.b\-c/(?P<x>d|e)$", view), "a.b-c/", False),
        (re_path(r"^ab*c", view), "a", False),
        (re_path(r"^ab{0}c", view), "a", False),
        (re_path(r"^a\/?", view), "a", False),
        (re_path(r"^[|)]|b", view), "", False),
        (re_path(r"^a|b", view), "", False),
        (re_path(r"^a([)|(]|\)|x)", view), "a", False),
        (re_path(r"(?i)^about/$", view), "", False),
        (re_path(r"about/$", view), "", False),
        (re_path(r"^a\d", view), "a", False),
        # The path may end with one more newline than a regular expression that is not to end there.
        (re_path(r"^shop/$", include([])), "shop/", False),
    ],
)
def test_a_pattern_has_the_literal_text_that_it_begins_with(route: Any, text: str, is_whole: bool) -> None:
    assert find_fixed_start(route.pattern) == (text, is_whole)
    # What Django keeps after the first match changes nothing.
    assert route.pattern.regex is not None
    assert find_fixed_start(route.pattern) == (text, is_whole)


class _Lenient(RoutePattern):
    def match(self, path: str) -> Any:
        return super().match(path.lower())


def _ignore_case(pattern: RegexPattern | RoutePattern) -> Any:
    vars(pattern)["regex"] = re.compile(pattern.regex.pattern, re.IGNORECASE)
    return pattern


def _change_route(pattern: RoutePattern, route: str) -> RoutePattern:
    pattern._route = route  # type: ignore[attr-defined]
    return pattern


def _change_match(pattern: RoutePattern) -> RoutePattern:
    pattern.match = lambda _path: None  # type: ignore[method-assign]
    return pattern


@pytest.mark.parametrize(
    "pattern",
    [
        LocalePrefixPattern(),
        _Lenient("about/", is_endpoint=True),
        RoutePattern(lazystr("about/")),
        RegexPattern(lazystr("^about/")),  # type: ignore[arg-type]
        RegexPattern(r"^about/("),
        RoutePattern("about/<int:x>/<int:x>"),
        _ignore_case(RoutePattern("about/", is_endpoint=True)),
        _ignore_case(RoutePattern("about/<int:x>")),
        _ignore_case(RegexPattern("^about/")),
        _change_route(RoutePattern("about/", is_endpoint=True), "contact/"),
        _change_match(RoutePattern("about/")),
        None,
        "about/",
    ],
)
def test_any_path_is_tried_where_django_alone_is_to_decide(pattern: Any) -> None:
    assert find_fixed_start(pattern) == ANY_PATH


def test_a_match_that_is_replaced_later_is_tried_on_any_path(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RoutePattern, "match", lambda _self, _path: None)
    assert find_fixed_start(RoutePattern("about/")) == ANY_PATH


LITERALS = [r"a", r"b", r"/", r"é", r"\.", r"\-", r"\n", r"\\", r"\(", r"#", r"0", r"\0", r"-"]
OPERATORS = [
    r"\d",
    r"(",
    r")",
    r"(?:",
    r"(?P<x>",
    r"(?#",
    r"|",
    r"[",
    r"[^",
    r"]",
    r"*",
    r"+",
    r"?",
    r"{",
    r"{0}",
    r"{0,2}",
    r"}",
    r"^",
    r"$",
    r"\A",
    r"\Z",
    r"(?i)",
    r"(?x)",
    r"(?=",
    r"(?!",
]
REGEXES = st.lists(st.sampled_from([*LITERALS, *OPERATORS, "|", "|", " ", "\n"]), max_size=8).map("".join)
TEXTS = st.text("ab/é.-\n\\(0 x|", max_size=6)


@settings(max_examples=1000)
@given(st.sampled_from(["^", "^a", r"\Aab"]), REGEXES, st.lists(TEXTS, min_size=8, max_size=8), st.booleans())
def test_whatever_a_regular_expression_matches_begins_so(
    begin: str, regex: str, texts: list[str], is_endpoint: bool
) -> None:
    start = read_fixed_start(begin + regex, is_endpoint=is_endpoint)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            pattern = RegexPattern(begin + regex, is_endpoint=is_endpoint)
            compiled = pattern.regex
        except ImproperlyConfigured:
            return
    if compiled.flags != re.UNICODE:
        return
    for text in [*texts, *(start.text[:-1] + text for text in texts), start.text, start.text + "\n"]:
        if pattern.match(text):
            assert text.startswith(start.text)
            assert text == start.text or not start.is_whole
