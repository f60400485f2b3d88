"""The mounted applications of a site, from its URLconf."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from django.urls.resolvers import URLPattern, URLResolver

#: A Django permission, or a function that takes a request and returns whether to let it through.
Permission = str | Callable[[Any], bool]

#: The attribute of a mount's view with its :class:`MountFacts`; ``functools.wraps`` copies it to a decorated view.
FACTS = "mounted_application"


class MountFacts(NamedTuple):
    """The arguments of a :func:`twod.wsgi.mount`, for reports."""

    #: The application's name in the call, or the place where it is defined.
    application: str
    permission: Permission | None
    csrf: str
    #: Whether the application gets the user.
    user: bool
    #: Whether commands to the server in front, and the site's cookies, are passed on.
    trusted: bool

    @property
    def visitors(self) -> str:
        """The visitors who have access, in words."""
        if self.permission is None:
            return "everybody"
        if isinstance(self.permission, str):
            return f"users with the permission {self.permission}"
        module = getattr(self.permission, "__module__", "")
        name = getattr(self.permission, "__qualname__", type(self.permission).__qualname__)
        return f"requests that {module}.{name} lets through"


class MountedAt(NamedTuple):
    """A mounted application and its place in the site."""

    #: All routes that lead to it, as in the URLconf, without the first slash.
    route: str
    #: The name for ``reverse()``, with its namespaces; empty without a name.
    name: str
    facts: MountFacts


def find_mounts(patterns: Iterable[object], route: str = "", namespaces: tuple[str, ...] = ()) -> Iterator[MountedAt]:
    """Yield the mounted applications of URL patterns, in the order in which Django tries them.

    Example::

        >>> from django.urls import include, path
        >>> from twod.wsgi import mount
        >>> inner = [mount("wiki/", "mywiki.wsgi:application", name="wiki", permission="wiki.view_page")]
        >>> [found] = find_mounts([path("docs/", include((inner, "docs")))])
        >>> found.route, found.name, found.facts.application, found.facts.visitors
        ('docs/wiki/', 'docs:wiki', 'mywiki.wsgi:application', 'users with the permission wiki.view_page')

    :param patterns: those of the URLconf: ``django.urls.get_resolver().url_patterns``.
    """
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from find_mounts(pattern.url_patterns, f"{route}{pattern.pattern}", inner)
        elif isinstance(pattern, URLPattern):
            facts = getattr(pattern.callback, FACTS, None)
            if isinstance(facts, MountFacts):
                name = ":".join([*namespaces, pattern.name]) if pattern.name else ""
                yield MountedAt(f"{route}{pattern.pattern}", name, facts)
