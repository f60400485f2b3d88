"""The factories of twod.wsgi and the composites of Paste, by every name that an ini may give them.

The first are all that this package knows of Django; :mod:`twod.inifile.pastedeploy.route` finds the section that uses
one.
"""

from __future__ import annotations

import re

_DJANGO = frozenset(
    {
        "egg:twod-wsgi#main",
        "call:twod.wsgi.factories:make_application",
        "call:twod.wsgi:wsgify_django",
        # twod.wsgi 1.x had it there.
        "call:twod.wsgi.appsetup:wsgify_django",
    }
)
_FULL_DJANGO = frozenset(
    {
        "egg:twod-wsgi#full_django",
        "call:twod.wsgi.factories:make_full_django",
        # Its name in twod.wsgi 1.x.
        "call:twod.wsgi.factories:make_full_django_app",
    }
)
_HEALTH = frozenset({"egg:twod-wsgi#health", "call:twod.wsgi.serving.health:make_health_filter"})
_SEND_FILE = frozenset({"egg:twod-wsgi#sendfile", "call:twod.wsgi.serving.sendfile:make_send_file_filter"})
#: The factory that calls another one, with the references in its options replaced.
WRAPPER = "egg:twod.wsgi#references"
#: The option that names the factory which such a wrapper calls.
WRAPPED_OPTION = "twod.use"
#: The options of Paste's composites that are not the name of an application.
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

    :param factory: as :attr:`twod.inifile.pastedeploy.replay.Deployment.factory` has it.
    """
    return normalise_factory(factory) in _DJANGO


def is_full_django_factory(factory: str | None) -> bool:
    """Return whether a factory puts static and media files before the Django application of another section."""
    return normalise_factory(factory) in _FULL_DJANGO


def is_health_factory(factory: str | None) -> bool:
    """Return whether a factory makes the filter that answers health probes."""
    return normalise_factory(factory) in _HEALTH


def is_send_file_factory(factory: str | None) -> bool:
    """Return whether a factory makes the filter that leaves files to the server in front."""
    return normalise_factory(factory) in _SEND_FILE


def is_wrapper(factory: str | None) -> bool:
    """Return whether a factory is :data:`WRAPPER`, however it is spelled."""
    return normalise_factory(factory) == normalise_factory(WRAPPER)


def find_other_options(factory: str | None) -> frozenset[str] | None:
    """Return the options of a composite that name no application, as all its others do; None for any other factory."""
    return _COMPOSITES.get(normalise_factory(factory) or "")


def normalise_factory(factory: str | None) -> str | None:
    """Return an entry point with its distribution's name as packaging writes it.

    Example::

        >>> normalise_factory("egg:Twod_WSGI#main")
        'egg:twod-wsgi#main'
    """
    if factory is None or not factory.lower().startswith("egg:"):
        return factory
    distribution, _, name = factory[4:].partition("#")
    return f"egg:{re.sub(r'[-_.]+', '-', distribution).lower()}#{name}"
