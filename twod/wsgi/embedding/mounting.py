"""``mount``: a WSGI application below a path of the site, in one line of ``urlpatterns``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache, wraps
from typing import Any
from wsgiref.types import WSGIApplication

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponsePermanentRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls.resolvers import RoutePattern, URLPattern

from twod.wsgi.embedding.applications import NamedApplication
from twod.wsgi.embedding.call import CSRF, MakeMore, make_wsgi_view
from twod.wsgi.embedding.exchange import describe_application
from twod.wsgi.embedding.mounts import FACTS, MountFacts, Permission


def mount(
    route: Any,
    app: WSGIApplication | str,
    *,
    permission: Permission | None = None,
    csrf: CSRF = "same-origin",
    environ: Mapping[str, Any] | MakeMore | None = None,
    user: bool = True,
    trusted: bool = False,
    name: str | None = None,
) -> URLPattern:
    """Return a URL pattern that serves a WSGI application (:pep:`3333`) below a path of the site.

    >>> from twod.wsgi import mount
    >>> urlpatterns = [
    ...     mount("files/", "app:dav", permission="files.use_dav"),
    ...     mount("wiki/", "mywiki.wsgi:application", name="wiki"),
    ... ]

    ``/files`` redirects to ``/files/``. ``reverse("wiki")`` returns ``/wiki/``, and ``reverse("wiki", kwargs=
    {"path_info": "Home"})`` the URL of a page below it.

    :param route: the route, as for :func:`django.urls.path`. It has to end with a slash, or be ``""`` for the root of
        the site. The values that it captures are in ``request.resolver_match.kwargs``.
    :param app: the application, or its name, which is loaded on the first request: a dotted name
        (``"package.module:name"`` or ``"package.module.name"``), or a name of PasteDeploy: ``"app:dav"`` for
        ``[app:dav]`` in the ini of the site, ``"config:other.ini#dav"``, relative to that ini, or
        ``"egg:Distribution#name"``.
    :param permission: a Django permission (``"files.use_dav"``), or a function that takes the request and returns
        whether to let it through. Visitors who are not logged in are redirected to ``LOGIN_URL``; others get a 403
        response. **Default:** everybody has access.
    :param csrf: the requests to accept from other sites: see :func:`twod.wsgi.make_wsgi_view`.
    :param environ: more names and values for the application's environ, or a function that takes the request and
        returns them.
    :param user: whether to pass the user in ``REMOTE_USER``. Pass ``False`` for a public application whose responses
        shared caches may keep: see :func:`twod.wsgi.call_wsgi_app`.
    :param trusted: whether to pass on commands to the server in front and the site's cookies: see
        :func:`twod.wsgi.call_wsgi_app`.
    :param name: the name of the URL pattern.
    :raises django.core.exceptions.ImproperlyConfigured: if the route does not end with a slash, or both ``permission``
        and ``user=False`` are passed.
    """
    if str(route) and not str(route).endswith("/"):
        right = f"{route}/"
        raise ImproperlyConfigured(f"mount({str(route)!r}, ...): the route has to end with a slash: {right!r}")
    if permission is not None and not user:
        raise ImproperlyConfigured(
            f"mount({str(route)!r}, ...): permission= needs the user, and user=False ignores the user:"
            " remove one of them"
        )
    if isinstance(app, str):
        spoken = app
        app = NamedApplication(app)
    else:
        spoken = describe_application(app)
    facts = MountFacts(spoken, permission, csrf, user, trusted)
    spoken = f"{spoken}, mounted at {str(route)!r}"
    call = make_wsgi_view(app, csrf=csrf, environ=environ, user=user, trusted=trusted, name=spoken)

    @wraps(call)
    def mounted(request: HttpRequest, path_info: str = "", **captured: object) -> HttpResponseBase:
        refusal = None if permission is None else find_refusal(request, permission)
        if refusal is not None:
            return refusal
        if not path_info and not request.path_info.endswith("/"):
            return _redirect_to_slash(request)
        return call(request, path_info, **captured)

    setattr(mounted, FACTS, facts)
    return URLPattern(_MountPattern(route, name), mounted, name=name)


class _MountPattern(RoutePattern):
    """A route and everything below it, with any characters; also the route without its last slash.

    :param route: the route, which ends with a slash or is empty.
    :param name: the name of the URL pattern.
    """

    def __init__(self, route: Any, name: str | None = None) -> None:
        super().__init__(route, name, is_endpoint=False)

    @property
    def regex(self) -> re.Pattern[str]:  # type: ignore[override] # a descriptor in Django
        """The pattern, from which Django also makes URLs: the group is optional for this."""
        return _add_path_info(super().regex.pattern)

    def match(self, path: str) -> tuple[str, tuple[()], dict[str, Any]] | None:
        """Return the empty rest of the path, no positional arguments and the captured values; None without a match."""
        if not self.converters:
            route = str(self)
            if path.startswith(route):
                return "", (), {"path_info": path[len(route) :]}
            return ("", (), {"path_info": ""}) if route == path + "/" else None
        found = self.regex.match(path)
        if found is None and not path.endswith("/"):
            found = self.regex.fullmatch(path + "/")
            if found is not None and found["path_info"] is not None:
                return None
        if found is None:
            return None
        captured: dict[str, Any] = {"path_info": found["path_info"] or ""}
        for name, converter in self.converters.items():
            try:
                captured[name] = converter.to_python(found[name])
            except ValueError:
                return None
        return "", (), captured


@lru_cache
def _add_path_info(route: str) -> re.Pattern[str]:
    """Return the regular expression of a route, with the rest of the path in a group; ``.`` would match no newline."""
    return re.compile(route + r"(?P<path_info>[\s\S]+)?")


def find_refusal(request: HttpRequest, permission: Permission) -> HttpResponseBase | None:
    """Return a redirect to the login page, or None if the visitor has access.

    :raises PermissionDenied: if the user is logged in, or a redirect would lose the body of the request.
    """
    user: Any = getattr(request, "user", None)
    allowed = permission(request) if callable(permission) else user is not None and user.has_perm(permission)
    if allowed:
        return None
    if user is None or user.is_authenticated or request.method not in {"GET", "HEAD"}:
        raise PermissionDenied
    # The import needs the models of django.contrib.auth, which a site without users does not have.
    from django.contrib.auth.views import redirect_to_login  # noqa: PLC0415

    return redirect_to_login(request.get_full_path(), resolve_url(settings.LOGIN_URL))


def _redirect_to_slash(request: HttpRequest) -> HttpResponsePermanentRedirect:
    """Return a redirect from ``/files`` to ``/files/``, with a status that keeps the method."""
    is_simple = request.method in {"GET", "HEAD"}
    return HttpResponsePermanentRedirect(
        request.get_full_path(force_append_slash=True),
        preserve_request=not is_simple,
    )


def is_signed_in(request: HttpRequest) -> bool:
    """Return whether the user is logged in: a ``permission`` for :func:`~twod.wsgi.mount`."""
    user = getattr(request, "user", None)
    return user is not None and user.is_authenticated
