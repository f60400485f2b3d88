"""The settings of Django 5.2, 6.0 and 6.1 with its contrib applications, and those that earlier versions had."""

from __future__ import annotations

from twod.wsgi.config.django_settings.rows.accounts import ACCOUNT_SETTINGS
from twod.wsgi.config.django_settings.rows.database import DATABASE_SETTINGS
from twod.wsgi.config.django_settings.rows.http import HTTP_SETTINGS
from twod.wsgi.config.django_settings.rows.language import LANGUAGE_SETTINGS
from twod.wsgi.config.django_settings.rows.mail import MAIL_SETTINGS
from twod.wsgi.config.django_settings.rows.project import PROJECT_SETTINGS
from twod.wsgi.config.django_settings.rows.removed import REMOVED_SETTINGS
from twod.wsgi.config.django_settings.rows.security import SECURITY_SETTINGS
from twod.wsgi.config.django_settings.rows.storage import STORAGE_SETTINGS
from twod.wsgi.config.django_settings.setting import Setting
from twod.wsgi.config.django_settings.version import Version, show_version
from twod.wsgi.config.kinds.base import Kind

#: Every setting by its name.
CATALOGUE: dict[str, Setting] = {
    setting.name: setting
    for group in (
        PROJECT_SETTINGS,
        HTTP_SETTINGS,
        SECURITY_SETTINGS,
        ACCOUNT_SETTINGS,
        DATABASE_SETTINGS,
        MAIL_SETTINGS,
        STORAGE_SETTINGS,
        LANGUAGE_SETTINGS,
        REMOVED_SETTINGS,
    )
    for setting in group
}
#: The kinds of the settings that a supported Django reads.
KINDS: dict[str, Kind] = {name: setting.kind for name, setting in CATALOGUE.items() if setting.kind is not None}


def explain_removed(name: str, django_version: Version) -> str | None:
    """Return the message for a setting that a Django version has removed; None if it reads the setting or never did.

    Example::

        >>> explain_removed("USE_ETAGS", (5, 2))
        'removed in Django 2.1; use django.middleware.http.ConditionalGetMiddleware'
    """
    setting = CATALOGUE.get(name)
    if setting is None or setting.removed is None:
        return None
    version, advice = setting.removed
    return f"removed in Django {show_version(version)}; {advice}" if version <= django_version else None
