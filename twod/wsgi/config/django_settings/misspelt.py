"""The search for the setting that a misspelt name was meant for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from twod.inifile.nearest import find_meant
from twod.wsgi.config.django_settings.catalogue import KINDS, explain_removed
from twod.wsgi.config.django_settings.version import Version

#: Settings of well-known applications with names so similar to a Django setting that they would look misspelt.
_OF_OTHERS = frozenset({"CACHEOPS"})


def find_meant_setting(name: str, django_version: Version, own: Iterable[str] = ()) -> str | None:
    """Return the setting that a misspelt name was meant for; None if the name is not a misspelling.

    Example::

        >>> find_meant_setting("ALOWED_HOST", (5, 2))
        'ALLOWED_HOSTS'

    :param own: the names of the project's own settings.
    """
    is_private = name.startswith("_")
    meant = None if is_private or name in _OF_OTHERS else _find_meant_of_django(name, django_version)
    if meant is not None:
        return meant
    # Django has no setting with a leading underscore, so such a name is meant as it is written.
    meant = find_meant(name, (each for each in own if each.startswith("_") == is_private))
    # A project may have both SHOP_ITEM and SHOP_ITEMS, but the singular or plural of a Django setting is a misspelling.
    if meant is not None and _make_singular(name) == _make_singular(meant):
        return None
    return meant


@cache
def _find_meant_of_django(name: str, django_version: Version) -> str | None:
    return find_meant(name, _get_names(django_version))


@cache
def _get_names(django_version: Version) -> tuple[str, ...]:
    """Return the names of the settings that a Django version reads."""
    return tuple(name for name in KINDS if explain_removed(name, django_version) is None)


def _make_singular(name: str) -> str:
    return re.sub(r"S(?=_|$)", "", name)
