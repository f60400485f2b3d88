"""Superusers see the console, or who has the permission that the site names. Strangers are in test_apps.py."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kit.console_site import ROOT, Person
from twod.wsgi.console.console_access import may_see_console

URLS = ["", "changes/", "environments/", "pipeline/", "health/", "versions/"]


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("person", [Person(), Person("shop.other")])
def test_another_user_is_refused(start: Any, url: str, person: Any) -> None:
    assert start().get(f"/console/{url}", person).code == 403


@pytest.mark.parametrize("person", [None, Person()])
def test_a_program_is_refused_without_a_page_to_sign_in(start: Any, person: Any) -> None:
    answer = start().get("/console/", person, HTTP_ACCEPT="application/json")
    assert answer.code == 403
    assert json.loads(answer.body) == {"error": "log in as a user who may see the console"}


def test_a_site_may_name_a_permission(start: Any) -> None:
    site = start("TWOD_CONSOLE_PERMISSION = shop.view_console\n")
    assert site.get("/console/", Person("shop.view_console")).code == 200
    assert site.get("/console/", ROOT).code == 200
    assert site.get("/console/", Person("shop.other")).code == 403


def test_a_superuser_who_was_deactivated_is_refused(start: Any) -> None:
    person = Person(superuser=True)
    person.is_active = False
    assert start().get("/console/", person).code == 403


def test_a_site_without_users_has_no_console(start: Any) -> None:
    site = start()
    assert site.get("/console/", None).code == 403


def test_whether_somebody_may_see_it_is_a_question(start: Any) -> None:
    start()

    class Request:
        method = "GET"
        user: Any = None

        def get_full_path(self) -> str:
            return "/"

    request: Any = Request()
    for person, may in ((ROOT, True), (Person(), False), (None, False)):
        request.user = person
        assert may_see_console(request) is may
