"""An access log learns who has visited, without a query of its own."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from twod.wsgi.request.visit import Visit

pytestmark = pytest.mark.usefixtures("django_settings")


class User:
    is_authenticated = True

    def get_username(self) -> str:
        return "ana"


class Nobody:
    is_authenticated = False


def find(**attributes: Any) -> str | None:
    visit = Visit()
    visit.request = HttpRequest()
    vars(visit.request).update(attributes)
    return visit.find_user_name()


def test_without_a_request_of_djangos_there_is_no_visitor() -> None:
    assert Visit().find_user_name() is None
    assert find() is None


def test_a_visitor_whom_the_page_has_asked_for_has_a_name() -> None:
    user: Any = SimpleLazyObject(User)
    assert find(user=user) is None
    assert user.is_authenticated
    assert find(user=user) == "ana"
    # As sign-in leaves it.
    assert find(user=User()) == "ana"
    assert find(user=Nobody()) is None


def test_nobody_is_looked_up_for_a_log() -> None:
    user = SimpleLazyObject(lambda: pytest.fail("looked up"))
    assert find(user=user) is None


def test_a_visitor_of_an_asynchronous_page_is_found_too() -> None:
    # Django's request.auser() leaves the other as it is.
    assert find(user=SimpleLazyObject(User), _acached_user=User()) == "ana"
