"""The console is in the menu of the admin for who may see it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import clear_url_caches

from kit.console_site import ROOT, Person
from twod.wsgi.console.admin_menu import add_console_entry


class AdminSite:
    """As much of Django's as the menu asks for."""

    def get_app_list(self, request: Any, app_label: str | None = None) -> list[dict[str, Any]]:
        return [{"app_label": label} for label in ("auth", "shop") if app_label in (None, label)]


@pytest.fixture
def list_labels(start: Any) -> Any:
    start()
    site = AdminSite()
    add_console_entry(site)

    def list_labels(person: Any, label: str | None = None) -> list[str]:
        request: Any = RequestFactory().get("/admin/")
        request.user = person
        return [entry["app_label"] for entry in site.get_app_list(request, label)]

    return list_labels


def test_the_entry_is_last_and_only_for_who_may_see_the_console(list_labels: Any) -> None:
    assert list_labels(ROOT) == ["auth", "shop", "twod_console"]
    assert list_labels(Person()) == ["auth", "shop"]


def test_the_entry_is_there_once_however_often_it_is_added(start: Any) -> None:
    start()
    site = AdminSite()
    for _ in range(2):
        add_console_entry(site)
    request: Any = RequestFactory().get("/admin/")
    request.user = ROOT
    assert [entry["app_label"] for entry in site.get_app_list(request)].count("twod_console") == 1


def test_the_page_of_one_application_has_no_other(list_labels: Any) -> None:
    assert list_labels(ROOT, "shop") == ["shop"]


def test_a_site_without_the_console_s_addresses_has_no_entry(list_labels: Any, django_settings: Any) -> None:
    django_settings.ROOT_URLCONF = ()
    clear_url_caches()
    assert list_labels(ROOT) == ["auth", "shop"]
