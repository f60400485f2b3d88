"""The settings of the console: the permission to see it, and the environments that it compares."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

#: The setting with the permission to see the console. Default: only superusers may see it.
PERMISSION_SETTING = "TWOD_CONSOLE_PERMISSION"
#: The setting with the inis to compare: a list of paths, or a text of paths separated by white space.
ENVIRONMENTS_SETTING = "TWOD_CONSOLE_ENVIRONMENTS"


def find_permission() -> str | None:
    """Return the permission to see the console; None if only superusers may see it.

    :raises ImproperlyConfigured: if the setting is not the name of a permission.
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
    """Return the inis that the site names for the comparison; an empty list if it names no inis.

    :param folder: the folder of the site's ini, where relative paths start.
    :raises ImproperlyConfigured: if the setting is not a list of paths.
    """
    named = getattr(settings, ENVIRONMENTS_SETTING, ())
    names = named.split() if isinstance(named, str) else named
    if not isinstance(names, list | tuple) or not all(isinstance(name, str | Path) for name in names):
        raise ImproperlyConfigured(f"{ENVIRONMENTS_SETTING}: expected a list of paths to inis, got {named!r}")
    return [folder / name for name in names]
