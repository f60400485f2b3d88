"""Each setting has a subject, and Django's documentation of it an address."""

from __future__ import annotations

import pytest

from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.console.subjects import OWN_SUBJECT, SUBJECTS, find_documentation, find_subject, find_summary


def test_each_setting_of_django_has_one_subject_and_a_summary() -> None:
    names = [setting.name for settings in SUBJECTS.values() for setting in settings]
    assert sorted(names) == sorted(KINDS)
    assert all(find_summary(name) and find_subject(name) != OWN_SUBJECT for name in KINDS)


@pytest.mark.parametrize("name", ["SHOP_NAME", "CELERY_BROKER_URL", "USE_ETAGS"])
def test_what_django_does_not_read_is_the_site_s(name: str) -> None:
    assert find_subject(name) == OWN_SUBJECT
    assert find_documentation(name) == ""


def test_the_documentation_is_that_of_the_installed_version() -> None:
    address = find_documentation("ALLOWED_HOSTS")
    assert address.startswith("https://docs.djangoproject.com/en/")
    assert address.endswith("/ref/settings/#std-setting-ALLOWED_HOSTS")
    assert find_documentation("GEOIP_PATH") == ""
