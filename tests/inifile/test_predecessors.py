"""The factories of other packages are known by every name, and no other is taken for one of them."""

from __future__ import annotations

import pytest

from twod.inifile.pastedeploy.predecessors import find_predecessor, is_old_full_django


@pytest.mark.parametrize(
    ("factory", "name"),
    [
        ("egg:django-pastedeploy-settings#main", "django-pastedeploy-settings"),
        ("EGG:Django_PasteDeploy.Settings#main", "django-pastedeploy-settings"),
        (
            "call:django_pastedeploy_settings:get_configured_django_wsgi_app",
            "django-pastedeploy-settings",
        ),
        ("egg:dj.paste#main", "dj.paste"),
        ("egg:dj-paste#mono", "dj.paste"),
        ("egg:dj.paste#multi", "dj.paste"),
        ("call:dj.paste.paste:django_factory", "dj.paste"),
        ("egg:repoze.django#django", "repoze.django"),
        ("call:repoze.django:make_django", "repoze.django"),
        ("egg:cykooz.djangopaste#django", "cykooz.djangopaste"),
        ("call:cykooz.djangopaste:make_wsgi_app", "cykooz.djangopaste"),
        ("egg:django_wsgi#main", "django-wsgi"),
    ],
)
def test_factory_of_another_package_is_known(factory, name):
    assert find_predecessor(factory).name == name


@pytest.mark.parametrize(
    "factory",
    [
        None,
        "egg:twod.wsgi#main",
        "egg:dj.paste#debug",
        "egg:dj.paste.more#main",
        "call:dj.pasted:main",
        "egg:django-pastedeploy-settings#full_django",
        "call:django_pastedeploy_settings.factories:make_full_django_app",
    ],
)
def test_other_factory_is_none(factory):
    assert find_predecessor(factory) is None


def test_composite_of_a_site_and_its_files_is_known():
    assert is_old_full_django("egg:Django-PasteDeploy-Settings#full_django")
    assert is_old_full_django("call:django_pastedeploy_settings.factories:make_full_django_app")
    assert not is_old_full_django("egg:twod.wsgi#full_django")
    assert not is_old_full_django(None)
