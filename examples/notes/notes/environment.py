"""What there is to tell about the environment that the site runs in."""

import platform

import django
from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.db import connection


def describe_environment() -> dict[str, str]:
    """Return what an administrator wants to see at a glance, as labels and texts in reading order."""
    return {
        "Debug": "on" if settings.DEBUG else "off",
        "Database": connection.display_name,
        "Static files": "hashed names" if isinstance(staticfiles_storage, HashedFilesMixin) else "plain names",
        "Time zone": settings.TIME_ZONE,
        "Django": django.get_version(),
        "Python": platform.python_version(),
    }
