"""Resolving a path without trying each route of the site: the switch ``routes``.

Django tries the patterns of a URLconf one after the other, so that each request takes longer the more routes a site
has. Here each resolver looks up in an index, made for its first path, which of its patterns may match, and these are
tried in their order. For those left out, which cannot match, Django does no more than note in ``tried`` that it tried
them. Besides, Django makes a match in each resolver on the way to the view; here the outermost makes the only one.
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

# Somebody may put others in their places later.
_resolve_pattern = URLPattern.resolve
_url_patterns = URLResolver.url_patterns

#: In a longer list, a look at each item costs more than all else: that as many are in it as before has to do.
_MOST_COMPARED = 500


def speed_up_routes() -> str | None:
    """Let Django's resolvers use an index; return why that cannot be, or None."""
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
    """Return what the match of a resolver is made of.

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
            # Of the object that the method is of: somebody may have put it into another.
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
    """Return what the match of a pattern is made of, as in ``URLPattern.resolve``; None when it does not match."""
    pattern: Any = route.pattern
    match = pattern.match(path)
    if not match:
        return None
    _rest, args, captured = match
    extra = route.default_args
    return route.callback, args, {**captured, **extra}, pattern.name, [], [], str(pattern), None, captured, extra


def _take_apart(match: Any) -> _Found | None:
    """Return what a match is made of, which somebody else's class has made."""
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
    """Return what the match of a resolver is made of, from its own pattern's match and what was found inside."""
    _rest, args, kwargs = match
    func, found_args, found_kwargs, name, app_names, namespaces, found_route, _tried, captured, extra = found
    defaults = resolver.default_kwargs
    found_kwargs = {**kwargs, **defaults, **found_kwargs}
    return (
        func,
        # As soon as one has a name, those without a name do not count.
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
    """Return the routes of a resolver, and their index; None where others may be there for each request."""
    routes = resolver.url_patterns
    try:
        kept, index = resolver.twod_routes  # type: ignore[attr-defined]
    except AttributeError:
        return _make_index(resolver, routes)
    # The list is the site's own, and may have changed.
    if len(kept) == len(routes) and (len(kept) > _MOST_COMPARED or kept == routes):
        return kept, index
    return _make_index(resolver, routes)


def _make_index(resolver: URLResolver, routes: Any) -> tuple[Sequence[Any], RouteIndex | None]:
    """Return the routes of a resolver as they are now, and their index, which is kept."""
    if type(routes) not in (list, tuple) or type(resolver).url_patterns is not _url_patterns:
        return list(routes), None
    kept = routes[:]
    index = RouteIndex(map(_find_start, kept))
    resolver.twod_routes = kept, index  # type: ignore[attr-defined]
    return kept, index


def _find_start(route: object) -> FixedStart:
    """Return what the paths begin with that an item of ``urlpatterns`` matches, whatever it is."""
    resolve = getattr(type(route), "resolve", None)
    if resolve not in (_resolve, _resolve_pattern) or "resolve" in vars(route):
        return ANY_PATH
    return find_fixed_start(vars(route).get("pattern"))
