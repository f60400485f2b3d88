"""Names of twod.wsgi 1.x that have moved; each still works, and issues a warning with the new name."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from importlib import import_module
from typing import Any

#: The new name of each name of 1.x.
OLD_NAMES = {
    "twod.wsgi.appsetup.wsgify_django": "twod.wsgi.wsgify_django",
    "twod.wsgi.embedded_wsgi.call_wsgi_app": "twod.wsgi.call_wsgi_app",
    "twod.wsgi.embedded_wsgi.make_wsgi_view": "twod.wsgi.make_wsgi_view",
    "twod.wsgi.exc.TwodWSGIException": "twod.wsgi.exc.TwodError",
    "twod.wsgi.factories.add_media_to_app": "twod.wsgi.add_media_to_app",
    "twod.wsgi.factories.make_full_django_app": "twod.wsgi.factories.make_full_django",
    "twod.wsgi.handler.TwodResponse": "twod.wsgi.TwodResponse",
    "twod.wsgi.middleware.RoutingArgsMiddleware": "twod.wsgi.RoutingArgsMiddleware",
}


def make_old_name_finder(module: str) -> Callable[[str], Any]:
    """Return the ``__getattr__`` (:pep:`562`) for a module that had other names in 1.x.

    It does not cache the names, so that Python's warning filters see each use.

    :param module: the full name of the module.
    """

    def find_old_name(name: str) -> Any:
        old = f"{module}.{name}"
        if old not in OLD_NAMES:
            raise AttributeError(f"module {module!r} has no attribute {name!r}")
        warn_of_old_name(old, OLD_NAMES[old])
        place, _, today = OLD_NAMES[old].rpartition(".")
        return getattr(import_module(place), today)

    return find_old_name


def warn_of_old_name(old: str, today: str) -> None:
    """Issue a DeprecationWarning for the code that called the caller of this function.

    :param old: the name in 1.x.
    :param today: the new name.
    """
    warnings.warn(f"{old} is a name of twod.wsgi 1.x; use {today}", DeprecationWarning, stacklevel=3)
