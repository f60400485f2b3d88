"""Resolving a path without trying each route of the site: the switch ``routes``.

Django tries the patterns of a URLconf one after the other, so each request takes longer the more routes a site has.
Here each resolver makes an index for its first path, finds in it the patterns that may match, and tries these in their
order. Django would only note the other patterns, which cannot match, in ``tried``. Django also makes a match in each
resolver on the way to the view; here the outermost resolver makes the only one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.urls.exceptions import Resolver404
from django.urls.resolvers import RegexPattern, ResolverMatch, RoutePattern, URLPattern, URLResolver

from twod.wsgi.fast.fixed_start import ANY_PATH, FixedStart, find_fixed_start
from twod.wsgi.fast.route_index import RouteIndex
from twod.wsgi.fast.tried_routes import TriedRoutes

#: The arguments of ``ResolverMatch``.
_Found = tuple[
    Any,
    tuple[Any, ...],
    dict[str, Any],
    str | None,
    list[str | None],
    list[str | None],
    str,
    list[Any] | None,
    dict[str, Any],
    dict[str, Any],
]

# Remember Django's own method now: another package may replace it later.
_resolve_pattern = URLPattern.resolve
_url_patterns = URLResolver.url_patterns

#: The longest list of routes whose items are compared at each request. In longer lists the comparison would cost more
#: than the rest of the search, so only their length is compared.
_MOST_COMPARED = 500


def speed_up_routes() -> str | None:
    """Make Django's resolvers use an index; return an obstacle, or None."""
    if URLResolver.resolve is _resolve:
        return None
    for owner, name in (
        (URLResolver, "resolve"),
        (URLPattern, "resolve"),
        (RoutePattern, "match"),
        (RegexPattern, "match"),
    ):
        function = getattr(owner, name)
        if function.__module__ != owner.__module__:
            return f"{function.__module__} has replaced {owner.__name__}.{name}"
    URLResolver.resolve = _resolve  # type: ignore[method-assign]
    return None


def _resolve(self: URLResolver, path: Any) -> ResolverMatch:
    """Return the match of a path, as ``URLResolver.resolve`` does.

    :raises Resolver404: when nothing matches.
    """
    return ResolverMatch(*_find_in_resolver(self, str(path)))  # A path may be lazy.


def _find_in_resolver(resolver: URLResolver, path: str) -> _Found:
    """Return the arguments of the ``ResolverMatch`` for a path in a resolver.

    :raises Resolver404: when nothing matches.
    """
    match = resolver.pattern.match(path)
    if not match:
        raise Resolver404({"path": path})
    new_path = match[0]
    routes, index = _get_index(resolver)
    inside: dict[int, Any] = {}
    tried = TriedRoutes()
    for number in range(len(routes)) if index is None else index.find_candidates(new_path):
        route = routes[number]
        resolve = route.resolve
        function = getattr(resolve, "__func__", None)
        try:
            # Another package may have attached this method to a different object.
            if function is _resolve:
                found: _Found | None = _find_in_resolver(resolve.__self__, new_path)
            elif function is _resolve_pattern:
                found = _find_in_pattern(resolve.__self__, new_path)
            else:
                found = _take_apart(resolve(new_path))
        except Resolver404 as error:
            inside[number] = error.args[0].get("tried")
        else:
            if found:
                inside[number] = found[7]
                tried.to_fill = (resolver, routes, number + 1, inside)
                return _enclose(resolver, match, route, found, tried)
    tried.to_fill = (resolver, routes, len(routes), inside)
    raise Resolver404({"tried": tried, "path": new_path})


def _find_in_pattern(route: URLPattern, path: str) -> _Found | None:
    """Return the arguments of the ``ResolverMatch`` for a pattern; None when the pattern does not match.

    The arguments are those of ``URLPattern.resolve``.
    """
    pattern: Any = route.pattern
    match = pattern.match(path)
    if not match:
        return None
    _rest, args, captured = match
    extra = route.default_args
    return route.callback, args, {**captured, **extra}, pattern.name, [], [], str(pattern), None, captured, extra


def _take_apart(match: Any) -> _Found | None:
    """Return the arguments of a ``ResolverMatch`` that a class outside of Django made; None for no match."""
    return match and (
        match.func,
        match.args,
        match.kwargs,
        match.url_name,
        match.app_names,
        match.namespaces,
        match.route,
        match.tried,
        match.captured_kwargs,
        match.extra_kwargs,
    )


def _enclose(resolver: URLResolver, match: Any, route: Any, found: _Found, tried: TriedRoutes) -> _Found:
    """Return the arguments of a resolver's ``ResolverMatch``: those of its inner match with its own pattern's added."""
    _rest, args, kwargs = match
    func, found_args, found_kwargs, name, app_names, namespaces, found_route, _tried, captured, extra = found
    defaults = resolver.default_kwargs
    found_kwargs = {**kwargs, **defaults, **found_kwargs}
    return (
        func,
        # If there is a named argument, Django ignores those without a name.
        found_args if found_kwargs else args + found_args,
        found_kwargs,
        name,
        [resolver.app_name, *app_names],
        [resolver.namespace, *namespaces],
        resolver._join_route(  # type: ignore[attr-defined]
            "" if isinstance(route, URLPattern) else str(route.pattern), found_route
        ),
        tried,
        captured,
        {**defaults, **extra},
    )


def _get_index(resolver: URLResolver) -> tuple[Sequence[Any], RouteIndex | None]:
    """Return the routes of a resolver and their index; no index where the routes may differ at each request."""
    routes = resolver.url_patterns
    try:
        kept, index = resolver.twod_routes  # type: ignore[attr-defined]
    except AttributeError:
        return _make_index(resolver, routes)
    # The site may have changed its list of routes.
    if len(kept) == len(routes) and (len(kept) > _MOST_COMPARED or kept == routes):
        return kept, index
    return _make_index(resolver, routes)


def _make_index(resolver: URLResolver, routes: Any) -> tuple[Sequence[Any], RouteIndex | None]:
    """Return the present routes of a resolver and their index, and keep the index."""
    if type(routes) not in (list, tuple) or type(resolver).url_patterns is not _url_patterns:
        return list(routes), None
    kept = routes[:]
    index = RouteIndex(map(_find_start, kept))
    resolver.twod_routes = kept, index  # type: ignore[attr-defined]
    return kept, index


def _find_start(route: object) -> FixedStart:
    """Return the fixed start of the paths that an item of ``urlpatterns`` matches; the item may be of any class."""
    resolve = getattr(type(route), "resolve", None)
    if resolve not in (_resolve, _resolve_pattern) or "resolve" in vars(route):
        return ANY_PATH
    return find_fixed_start(vars(route).get("pattern"))
