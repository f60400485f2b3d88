"""The ASGI sides of what an ini names.

A factory of WSGI applications or filters may have one for ASGI beside it, which its attribute ``asgi_factory`` names::

    def make_filter(global_conf, **local_conf):
        return WsgiFilter

    make_filter.asgi_factory = "shop.filters:make_asgi_filter"

The other factory takes the same arguments, and returns the same for ASGI: an application, or what makes a filtered
application of one.
"""

from __future__ import annotations

from collections.abc import Callable
from pkgutil import resolve_name
from typing import Any

#: The attribute of a factory; its value is the other factory, or the name of it, so that nothing need be imported.
ATTRIBUTE = "asgi_factory"

#: The sides of our own factories, and of one that does not know of ASGI, by the modules and names of these.
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
    """Return the factory for ASGI of one for WSGI; None when there is none.

    :param factory: what PasteDeploy would call.
    :raises ImportError: when its name leads to no module.
    :raises AttributeError: when the module does not have it.
    :raises ValueError: when it is no name.
    """
    name = f"{getattr(factory, '__module__', None)}:{getattr(factory, '__qualname__', None)}"
    found = getattr(factory, ATTRIBUTE, None) or _KNOWN.get(name)
    side: Callable[..., Any] | None = resolve_name(found) if isinstance(found, str) else found
    return side
