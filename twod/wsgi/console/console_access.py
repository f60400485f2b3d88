"""Access control of the console."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from twod.wsgi.console.console_options import find_permission
from twod.wsgi.embedding.mounting import find_refusal


def find_console_refusal(request: HttpRequest) -> HttpResponseBase | None:
    """Return None for a user who may see the console, or a redirect to the login page for an anonymous visitor.

    :raises PermissionDenied: if the user is logged in and may not see the console.
    """
    return find_refusal(request, find_permission() or is_superuser)


def may_see_console(request: HttpRequest) -> bool:
    """Return whether the visitor may see the console."""
    try:
        return find_console_refusal(request) is None
    except PermissionDenied:
        return False


def is_superuser(request: HttpRequest) -> bool:
    """Return whether the visitor is logged in as an active superuser."""
    user: Any = getattr(request, "user", None)
    return user is not None and bool(user.is_authenticated and user.is_active and user.is_superuser)
