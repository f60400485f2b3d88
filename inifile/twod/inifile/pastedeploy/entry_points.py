"""The factories of twod.wsgi and the composites of Paste, under every name that an ini may use for them.

This package knows nothing else of Django. :mod:`twod.inifile.pastedeploy.route` finds the section that uses a factory.
"""

from __future__ import annotations

import re

_DJANGO = frozenset(
    {
        "egg:twod-wsgi#main",
        "call:twod.wsgi.factories:make_application",
        "call:twod.wsgi:wsgify_django",
        # The same factory in twod.wsgi 1.x.
        "call:twod.wsgi.appsetup:wsgify_django",
    }
)
_FULL_DJANGO = frozenset(
    {
        "egg:twod-wsgi#full_django",
        "call:twod.wsgi.factories:make_full_django",
        # The same factory in twod.wsgi 1.x.
        "call:twod.wsgi.factories:make_full_django_app",
    }
)
_HEALTH = frozenset({"egg:twod-wsgi#health", "call:twod.wsgi.serving.health:make_health_filter"})
_SEND_FILE = frozenset({"egg:twod-wsgi#sendfile", "call:twod.wsgi.serving.sendfile:make_send_file_filter"})
#: The factory that expands the references in its options and calls another factory with them.
WRAPPER = "egg:twod.wsgi#references"
#: The option that names the other factory.
WRAPPED_OPTION = "twod.use"
#: The options of Paste's composites that do not name an application.
_COMPOSITES = {
    "egg:paste#urlmap": frozenset[str](),
    "call:paste.urlmap:urlmap_factory": frozenset[str](),
    "egg:paste#cascade": frozenset({"catch"}),
    "call:paste.cascade:make_cascade": frozenset({"catch"}),
}


def is_django_factory(factory: str | None) -> bool:
    """Return whether a factory makes the Django application of its own section.

    Example::

        >>> is_django_factory("egg:Twod_WSGI#main")
        True

    :param factory: as in :attr:`twod.inifile.pastedeploy.deployment.Deployment.factory`.
    """
    return normalise_factory(factory) in _DJANGO


def is_full_django_factory(factory: str | None) -> bool:
    """Return whether a factory serves static and media files in front of another section's Django application."""
    return normalise_factory(factory) in _FULL_DJANGO


def is_health_factory(factory: str | None) -> bool:
    """Return whether a factory makes the filter that answers health probes."""
    return normalise_factory(factory) in _HEALTH


def is_send_file_factory(factory: str | None) -> bool:
    """Return whether a factory makes the filter that lets the front server send files."""
    return normalise_factory(factory) in _SEND_FILE


def is_wrapper(factory: str | None) -> bool:
    """Return whether a factory is :data:`WRAPPER`in any spelling."""
    return normalise_factory(factory) == normalise_factory(WRAPPER)


def find_other_options(factory: str | None) -> frozenset[str] | None:
    """Return the options of a composite that do not name an application; None if the factory is no known composite."""
    return _COMPOSITES.get(normalise_factory(factory) or "")


def normalise_factory(factory: str | None) -> str | None:
    """Return an entry point with the normalised name of its distribution.

    Example::

        >>> normalise_factory("egg:Twod_WSGI#main")
        'egg:twod-wsgi#main'
    """
    if factory is None or not factory.lower().startswith("egg:"):
        return factory
    distribution, _, name = factory[4:].partition("#")
    return f"egg:{re.sub(r'[-_.]+', '-', distribution).lower()}#{name}"
