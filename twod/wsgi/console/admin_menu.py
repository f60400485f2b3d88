"""An entry for the console in the menu of Django's admin, for users who may see the console.

Django documents :meth:`AdminSite.get_app_list` as the method that makes the list of the index page and of the sidebar.
An entry added there needs no changed admin template, and stays when the project replaces the admin's templates.
"""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from twod.wsgi.console.console_access import may_see_console

_LABEL = "twod_console"
#: The attribute that marks a method as already extended.
_MARK = "lists_console"


def add_console_entry(site: Any) -> None:
    """Add the console to the list of applications that an admin site shows.

    The default admin site has the entry already; call this function for your own ``AdminSite``. If the URLconf does not
    include the console, there is no entry.

    :param site: an ``AdminSite``.
    """
    list_apps = site.get_app_list
    # Django calls ready() again for each override of INSTALLED_APPS in a test.
    if hasattr(list_apps, _MARK):
        return

    @wraps(list_apps)
    def list_apps_and_console(request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = list_apps(request, app_label)
        entry = _make_entry(request) if app_label in (None, _LABEL) else None
        return found if entry is None else [*found, entry]

    setattr(list_apps_and_console, _MARK, True)
    site.get_app_list = list_apps_and_console


def _make_entry(request: HttpRequest) -> dict[str, Any] | None:
    try:
        url = reverse(f"{_LABEL}:settings")
    except NoReverseMatch:
        return None
    if not may_see_console(request):
        return None
    page = {
        "name": "Running site",
        "object_name": "Console",
        "perms": {"add": False, "change": False, "delete": False, "view": True},
        "admin_url": url,
        "add_url": None,
        "view_only": True,
    }
    return {"name": "twod console", "app_label": _LABEL, "app_url": url, "has_module_perms": True, "models": [page]}
