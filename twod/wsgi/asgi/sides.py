"""The ASGI versions of the factories that an ini names.

A factory of WSGI applications or filters can name a second factory for ASGI in its attribute ``asgi_factory``::

    def make_filter(global_conf, **local_conf):
        return WsgiFilter

    make_filter.asgi_factory = "shop.filters:make_asgi_filter"

The second factory takes the same arguments. It returns an ASGI application, or for a filter factory a function that
takes an ASGI application and returns the filtered one.
"""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

#: The attribute of a WSGI factory that has its ASGI version: the factory itself, or its name to import it only when
#: needed.
ATTRIBUTE = "asgi_factory"

#: The ASGI versions of twod's factories and of PasteDeploy's prefix filter, which has no such attribute, by
#: ``MODULE:NAME`` of the WSGI factory.
_KNOWN = {
    "paste.deploy.config:make_prefix_middleware": "twod.wsgi.asgi.url_prefix:make_asgi_prefix",
    "twod.wsgi.factories:make_application": "twod.wsgi.asgi.site_sides:make_asgi_django",
    "twod.wsgi.factories:make_full_django": "twod.wsgi.asgi.site_sides:make_asgi_full_django",
    "twod.wsgi.serving.logs.access_log:make_access_log": "twod.wsgi.asgi.filter_sides:make_asgi_access_log",
    "twod.wsgi.serving.health.health_factories:make_health_filter": "twod.wsgi.serving.health:make_asgi_health_filter",
    "twod.wsgi.serving.logs.request_ids:make_request_id_filter": "twod.wsgi.asgi.filter_sides:make_asgi_request_id",
    "twod.wsgi.serving.sendfile.sendfile_factories:make_send_file_filter": (
        "twod.wsgi.serving.sendfile:make_asgi_send_file_filter"
    ),
}


def find_asgi_factory(factory: Any) -> Callable[..., Any] | None:
    """Return the ASGI version of a WSGI factory; None if it has no ASGI version.

    :param factory: the WSGI factory.
    :raises ImportError: if the name in its attribute names no module.
    :raises AttributeError: if the module has no such object.
    :raises ValueError: if the attribute is not a valid name.
    """
    name = f"{getattr(factory, '__module__', None)}:{getattr(factory, '__qualname__', None)}"
    found = getattr(factory, ATTRIBUTE, None) or _KNOWN.get(name)
    side: Callable[..., Any] | None = resolve_name(found) if isinstance(found, str) else found
    return side
