"""What there is to tell about the environment that the site runs in."""

import platform
from typing import NamedTuple

import django
from django.conf import settings
from django.contrib.staticfiles.storage import HashedFilesMixin, staticfiles_storage
from django.db import connection
from rich.pretty import pretty_repr

from twod.wsgi import settings_report
from twod.wsgi.config.trace.origins import DJANGO_DEFAULT, SettingReport
from twod.wsgi.exc import NotConfiguredError


class ShownSetting(NamedTuple):
    """A setting that is not as Django has it, for people to read."""

    name: str
    #: Python's notation; secrets are hidden.
    value: str
    #: Where it comes from, the last word first: what follows was overridden.
    places: list[str]
    #: What Django would have; nothing for a setting of the site's own.
    default: str


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


def list_changed_settings() -> list[ShownSetting]:
    """Return the settings that are not as Django has them, by name, secrets hidden; nothing without an ini."""
    try:
        report = settings_report()
    except NotConfiguredError:
        return []
    return [
        ShownSetting(name, show(found.value), list_places(found), show_default(found))
        for name, found in report.items()
        if is_changed(found)
    ]


def list_places(found: SettingReport) -> list[str]:
    """Return the places that had a say in a setting, but for Django's default."""
    return [str(origin) for origin in found.origins if origin.source != DJANGO_DEFAULT]


def show_default(found: SettingReport) -> str:
    """Return Django's default as it is to be shown."""
    weakest = found.origins[-1]
    return show(weakest.value) if weakest.source == DJANGO_DEFAULT else ""


def show(value: object) -> str:
    """Return a value in Python's notation, an item a line where it is long."""
    return pretty_repr(value, max_width=60, indent_size=2)


def is_changed(found: SettingReport) -> bool:
    """Return whether a setting is not as Django has it, or is none of Django's."""
    weakest = found.origins[-1]
    return weakest.source != DJANGO_DEFAULT or weakest.value != found.value
