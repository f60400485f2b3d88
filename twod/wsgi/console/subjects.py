"""The subjects by which the console groups settings, and the links to Django's documentation."""

from __future__ import annotations

import django

from twod.wsgi.config.django_settings.catalogue import CATALOGUE
from twod.wsgi.config.django_settings.rows.accounts import ACCOUNT_SETTINGS
from twod.wsgi.config.django_settings.rows.database import DATABASE_SETTINGS
from twod.wsgi.config.django_settings.rows.http import HTTP_SETTINGS
from twod.wsgi.config.django_settings.rows.language import LANGUAGE_SETTINGS
from twod.wsgi.config.django_settings.rows.mail import MAIL_SETTINGS
from twod.wsgi.config.django_settings.rows.project import PROJECT_SETTINGS
from twod.wsgi.config.django_settings.rows.security import SECURITY_SETTINGS
from twod.wsgi.config.django_settings.rows.storage import STORAGE_SETTINGS

#: The subject of settings that Django does not know.
OWN_SUBJECT = "The site and its applications"
#: Django's settings by subject, in the order of the page.
SUBJECTS = {
    "Project": PROJECT_SETTINGS,
    "Requests and URLs": HTTP_SETTINGS,
    "Security": SECURITY_SETTINGS,
    "Accounts and sessions": ACCOUNT_SETTINGS,
    "Databases and caches": DATABASE_SETTINGS,
    "Mail": MAIL_SETTINGS,
    "Files and templates": STORAGE_SETTINGS,
    "Languages and time": LANGUAGE_SETTINGS,
}
_SUBJECT_OF = {setting.name: subject for subject, settings in SUBJECTS.items() for setting in settings}
#: The prefixes of settings of ``django.contrib.gis``, which Django documents on other pages.
_ELSEWHERE = ("GDAL_", "GEOIP_", "GEOS_", "POSTGIS_", "SPATIALITE_")


def find_subject(name: str) -> str:
    """Return the subject of a setting.

    >>> find_subject("ALLOWED_HOSTS"), find_subject("SHOP_NAME")
    ('Requests and URLs', 'The site and its applications')
    """
    return _SUBJECT_OF.get(name, OWN_SUBJECT)


def find_summary(name: str) -> str:
    """Return the purpose of a setting in a sentence; empty for a setting that Django does not have."""
    setting = CATALOGUE.get(name)
    return setting.help if setting is not None else ""


def find_documentation(name: str) -> str:
    """Return the URL of Django's documentation of a setting for the installed version; empty if there is no page."""
    if name not in _SUBJECT_OF or name.startswith(_ELSEWHERE):
        return ""
    major, minor, _, stage, _ = django.VERSION
    version = f"{major}.{minor}" if stage in ("rc", "final") else "dev"
    return f"https://docs.djangoproject.com/en/{version}/ref/settings/#std-setting-{name}"
