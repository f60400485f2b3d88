"""The setting that a misspelt name was meant for: one of Django's, or one of the project's own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from twod.inifile.nearest import find_meant
from twod.wsgi.config.django_settings.catalogue import KINDS, explain_removed
from twod.wsgi.config.django_settings.version import Version

#: Settings of well-known applications whose names are more like one of Django's than most misspellings are.
_OF_OTHERS = frozenset({"CACHEOPS"})


def find_meant_setting(name: str, django_version: Version, own: Iterable[str] = ()) -> str | None:
    """Return the setting of which `name` is a misspelling, None when it is a name in its own right.

    Example::

        >>> find_meant_setting("ALOWED_HOST", (5, 2))
        'ALLOWED_HOSTS'

    :param own: the settings that the project has besides Django's.
    """
    is_private = name.startswith("_")
    meant = None if is_private or name in _OF_OTHERS else _find_meant_of_django(name, django_version)
    if meant is not None:
        return meant
    # Django has no name with an underscore before it, and somebody who writes one means it.
    meant = find_meant(name, (each for each in own if each.startswith("_") == is_private))
    # A project may well have SHOP_ITEM beside SHOP_ITEMS; where Django has one of them, the other is misspelt.
    if meant is not None and _make_singular(name) == _make_singular(meant):
        return None
    return meant


@cache
def _find_meant_of_django(name: str, django_version: Version) -> str | None:
    return find_meant(name, _get_names(django_version))


@cache
def _get_names(django_version: Version) -> tuple[str, ...]:
    """Return the settings that a Django reads."""
    return tuple(name for name in KINDS if explain_removed(name, django_version) is None)


def _make_singular(name: str) -> str:
    return re.sub(r"S(?=_|$)", "", name)
