"""The settings of the console are read from an ini as from a settings module, and a wrong one is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import UserSettingsHolder
from django.core.exceptions import ImproperlyConfigured

from twod.wsgi.console.console_options import find_named_inis, find_permission


@pytest.mark.parametrize(("value", "found"), [(None, None), ("", None), ("shop.view_console", "shop.view_console")])
def test_the_permission_is_one_of_django_s(django_settings: UserSettingsHolder, value: Any, found: str | None) -> None:
    django_settings.TWOD_CONSOLE_PERMISSION = value
    assert find_permission() == found


@pytest.mark.parametrize("value", ["staff", True, ["shop.view"]])
def test_what_is_no_permission_opens_nothing(django_settings: UserSettingsHolder, value: Any) -> None:
    django_settings.TWOD_CONSOLE_PERMISSION = value
    with pytest.raises(ImproperlyConfigured, match="TWOD_CONSOLE_PERMISSION: expected a permission"):
        find_permission()


@pytest.mark.parametrize(
    "value", ["dev.ini /srv/prod.ini", "dev.ini\n/srv/prod.ini", ["dev.ini", Path("/srv/prod.ini")]]
)
def test_inis_are_paths_from_the_folder_of_the_site_s_own(django_settings: UserSettingsHolder, value: Any) -> None:
    django_settings.TWOD_CONSOLE_ENVIRONMENTS = value
    assert find_named_inis(Path("/site")) == [Path("/site/dev.ini"), Path("/srv/prod.ini")]


def test_without_the_setting_no_ini_is_named(django_settings: UserSettingsHolder) -> None:
    assert find_named_inis(Path("/site")) == []


@pytest.mark.parametrize("value", [5, [5], {"dev": "dev.ini"}])
def test_what_is_no_list_of_paths_is_told(django_settings: UserSettingsHolder, value: Any) -> None:
    django_settings.TWOD_CONSOLE_ENVIRONMENTS = value
    with pytest.raises(ImproperlyConfigured, match="TWOD_CONSOLE_ENVIRONMENTS: expected a list of paths"):
        find_named_inis(Path("/site"))
