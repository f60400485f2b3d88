"""The URLs of a site as its URLconf has them, each with what answers it and who may use it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from types import CellType
from typing import Any, NamedTuple

from django.conf import settings
from django.urls.resolvers import RegexPattern, URLPattern, URLResolver

from twod.wsgi.embedding.mounts import FACTS, MountFacts

_LOGIN_MIDDLEWARE = "django.contrib.auth.middleware.LoginRequiredMiddleware"
#: What Django's ``AdminSite.admin_view`` has made of a view.
_OF_ADMIN_VIEW = "AdminSite.admin_view.<locals>.inner"
#: A variable of an outer function that has no value yet.
_EMPTY_CELL = CellType()


class SiteRoute(NamedTuple):
    """A URL, or a family of URLs, and what is behind it."""

    #: As the URLconf has it, with a slash in front.
    url: str
    #: The name to reverse it by, with its namespaces; empty when it has none.
    name: str
    #: The view, as a dotted name.
    view: str
    #: The WSGI application behind it; empty for a view of the site.
    application: str
    #: Who may use it, as far as that is known without a request; empty where nothing tells it.
    visitors: str
    #: What the middleware does differently there.
    differs: tuple[str, ...] = ()


def find_routes(patterns: Iterable[object], prefix: str = "/", namespaces: tuple[str, ...] = ()) -> Iterator[SiteRoute]:
    """Yield what is below some URL patterns, in the order in which Django tries them.

    :param patterns: those of the URLconf: ``django.urls.get_resolver().url_patterns``.
    :param prefix: the path before them.
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
    """Return a route as it is written, a regular expression without the anchor in front."""
    text = str(pattern)
    return text.removeprefix("^") if isinstance(pattern, RegexPattern) else text


def describe_visitors(view: Any) -> str:
    """Return who may use a view, as far as its class, its decorators and the middleware tell it; else nothing."""
    if hasattr(view, "admin_site") or hasattr(view, "model_admin") or _is_made_by_admin_view(view):
        return "users whom the admin lets in"
    by_class = _describe_mixin(getattr(view, "view_class", object))
    if by_class is not None:
        return by_class
    if hasattr(view, "redirect_field_name"):  # of user_passes_test
        return "users who pass the test of a decorator"
    if _LOGIN_MIDDLEWARE in settings.MIDDLEWARE and getattr(view, "login_required", True):
        return "users"
    return ""


def _is_made_by_admin_view(view: Any) -> bool:
    """Return whether ``AdminSite.admin_view`` has wrapped a view: it leaves no mark but its own function inside."""
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
    """Return who may use a view because of a mixin of Django's in its class; None when there is none."""
    # A site without users cannot import them, and a class that has one has imported them.
    mixins: Any = sys.modules.get("django.contrib.auth.mixins")
    if mixins is None:
        return None
    if issubclass(class_, mixins.PermissionRequiredMixin):
        asked: Any = getattr(class_, "permission_required", None)
        names = [asked] if isinstance(asked, str) else list(asked or ["that it asks for"])
        return f"users with the permission {' and '.join(names)}"
    if issubclass(class_, mixins.UserPassesTestMixin):
        return "users who pass the test of the view"
    return "users" if issubclass(class_, mixins.LoginRequiredMixin) else None


def _describe_differences(view: Any) -> Iterator[str]:
    if getattr(view, "csrf_exempt", False):
        yield "no CSRF protection"
    if _LOGIN_MIDDLEWARE in settings.MIDDLEWARE and not getattr(view, "login_required", True):
        yield "LoginRequiredMiddleware lets everybody pass"


def _describe_mount(facts: MountFacts) -> Iterator[str]:
    if facts.csrf != "same-origin":
        yield f"CSRF protection: {facts.csrf}"
    if not facts.user:
        yield "the application does not learn who the visitor is"
    if facts.trusted:
        yield "trusted: sets the site's cookies and has the server in front send files"
