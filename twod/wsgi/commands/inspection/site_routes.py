"""The URLs of a site in the order of its URLconf, each with its view and its permission."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import CellType
from typing import Any, NamedTuple

from django.conf import settings
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from twod.wsgi.embedding.mounts import FACTS, MountFacts

_LOGIN_MIDDLEWARE = "django.contrib.auth.middleware.LoginRequiredMiddleware"
#: Qualified name of the function that Django's ``AdminSite.admin_view`` returns.
_OF_ADMIN_VIEW = "AdminSite.admin_view.<locals>.inner"
#: A variable of an outer function before its first assignment.
_EMPTY_CELL = CellType()


class SiteRoute(NamedTuple):
    """A URL pattern and its view or application."""

    #: The pattern as in the URLconf, with a leading slash.
    url: str
    #: The name for ``reverse``, with namespaces; empty if the pattern has no name.
    name: str
    #: The dotted name of the view.
    view: str
    #: The mounted WSGI application; empty for another view.
    application: str
    #: The users that may visit it, as far as that is known without a request; empty if unknown.
    visitors: str
    #: How Django's middleware treats it differently from other URLs.
    differs: tuple[str, ...] = ()


def find_routes(patterns: Iterable[object], prefix: str = "/", namespaces: tuple[str, ...] = ()) -> Iterator[SiteRoute]:
    """Yield the routes below some URL patterns, in the order in which Django tries them.

    :param patterns: the URLconf's patterns: ``django.urls.get_resolver().url_patterns``.
    :param prefix: the path in front of them.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from find_routes(pattern.url_patterns, prefix + _describe_pattern(pattern.pattern), inner)
        elif isinstance(pattern, URLPattern):
            yield _make_route(pattern, prefix + _describe_pattern(pattern.pattern), namespaces)


def _make_route(pattern: URLPattern, url: str, namespaces: tuple[str, ...]) -> SiteRoute:
    name = ":".join([*namespaces, pattern.name]) if pattern.name else ""
    view: Any = pattern.callback
    facts = getattr(view, FACTS, None)
    if isinstance(facts, MountFacts):
        differences = tuple(_describe_mount(facts))
        return SiteRoute(url, name, "twod.wsgi.mount", facts.application, facts.visitors, differences)
    return SiteRoute(url, name, pattern.lookup_str, "", describe_visitors(view), tuple(_describe_differences(view)))


def _describe_pattern(pattern: Any) -> str:
    """Return a route as in the URLconf; a regular expression without its leading anchor."""
    text = str(pattern)
    return text.removeprefix("^") if isinstance(pattern, RegexPattern) else text


def describe_visitors(view: Any) -> str:
    """Return the users that may visit a view, known from its class, decorators and the middleware; "" if unknown."""
    if hasattr(view, "admin_site") or hasattr(view, "model_admin") or _is_made_by_admin_view(view):
        return "users that the admin accepts"
    by_class = _describe_mixin(getattr(view, "view_class", object))
    if by_class is not None:
        return by_class
    if hasattr(view, "redirect_field_name"):  # set by user_passes_test
        return "users who pass the test of a decorator"
    if _LOGIN_MIDDLEWARE in settings.MIDDLEWARE and getattr(view, "login_required", True):
        return "users"
    return ""


def _is_made_by_admin_view(view: Any) -> bool:
    """Return whether ``AdminSite.admin_view`` has wrapped a view; only its inner function shows it."""
    waiting, seen = [view], set[int]()
    while waiting:
        function = waiting.pop()
        code = getattr(function, "__code__", None)
        if code is None or id(function) in seen:
            continue
        if code.co_qualname == _OF_ADMIN_VIEW:
            return True
        seen.add(id(function))
        waiting += [cell.cell_contents for cell in function.__closure__ or () if cell != _EMPTY_CELL]
    return False


def _describe_mixin(class_: type) -> str | None:
    """Return the users that one of Django's mixins admits to a view; None if the class has no such mixin."""
    # A site without users cannot import the mixins, and a class that uses one has imported them.
    mixins: Any = sys.modules.get("django.contrib.auth.mixins")
    if mixins is None:
        return None
    if issubclass(class_, mixins.PermissionRequiredMixin):
        asked: Any = getattr(class_, "permission_required", None)
        names = [asked] if isinstance(asked, str) else list(asked or ["that it requires"])
        return f"users with the permission {' and '.join(names)}"
    if issubclass(class_, mixins.UserPassesTestMixin):
        return "users who pass the test of the view"
    return "users" if issubclass(class_, mixins.LoginRequiredMixin) else None


def _describe_differences(view: Any) -> Iterator[str]:
    if getattr(view, "csrf_exempt", False):
        yield "no CSRF protection"
    if _LOGIN_MIDDLEWARE in settings.MIDDLEWARE and not getattr(view, "login_required", True):
        yield "exempt from LoginRequiredMiddleware"


def _describe_mount(facts: MountFacts) -> Iterator[str]:
    if facts.csrf != "same-origin":
        yield f"CSRF protection: {facts.csrf}"
    if not facts.user:
        yield "the application does not get the visitor's name"
    if facts.trusted:
        yield "trusted: may set the site's cookies and make the front server send files"
