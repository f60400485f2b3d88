"""The settings of the console itself: who may use it, and which environments it compares."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: The permission that opens the console; without it, superusers alone may use it.
PERMISSION_SETTING = "TWOD_CONSOLE_PERMISSION"
#: The inis to compare: a list of paths, or a text with blanks or lines between them.
ENVIRONMENTS_SETTING = "TWOD_CONSOLE_ENVIRONMENTS"


def find_permission() -> str | None:
    """Return the permission that opens the console; None for superusers alone.

    :raises ImproperlyConfigured: for a value that is no permission.
    """
    permission = getattr(settings, PERMISSION_SETTING, None)
    if not permission:
        return None
    if not isinstance(permission, str) or "." not in permission:
        raise ImproperlyConfigured(
            f"{PERMISSION_SETTING}: expected a permission such as shop.view_console, got {permission!r}"
        )
    return permission


def find_named_inis(folder: Path) -> list[Path]:
    """Return the inis that the site names for a comparison; nothing when it leaves the choice to the console.

    :param folder: what relative paths begin with: that of the ini that the site runs on.
    :raises ImproperlyConfigured: for a value that is no list of paths.
    """
    named = getattr(settings, ENVIRONMENTS_SETTING, ())
    names = named.split() if isinstance(named, str) else named
    if not isinstance(names, list | tuple) or not all(isinstance(name, str | Path) for name in names):
        raise ImproperlyConfigured(f"{ENVIRONMENTS_SETTING}: expected a list of paths of inis, got {named!r}")
    return [folder / name for name in names]
