"""A function of Django's that another package has replaced is noticed, however well it imitates the one before."""

from __future__ import annotations

import functools
from typing import Any

import pytest
from django.core.handlers import base
from django.core.handlers.base import BaseHandler

from twod.wsgi.fast.stock import find_replaced


def test_django_s_own_functions_pass() -> None:
    assert find_replaced(base, "reset_urlconf", "BaseHandler.get_response") is None


def test_a_wrapper_with_the_name_of_what_it_wraps_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = BaseHandler.get_response

    @functools.wraps(before)
    def get_response(self: Any, request: Any) -> Any:
        return before(self, request)

    monkeypatch.setattr(BaseHandler, "get_response", get_response)
    assert find_replaced(base, "reset_urlconf", "BaseHandler.get_response") == (
        f"{__name__} has replaced django.core.handlers.base.BaseHandler.get_response"
    )


def test_what_is_no_function_of_python_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "reset_urlconf", print)
    assert (
        find_replaced(base, "reset_urlconf") == "another package has replaced django.core.handlers.base.reset_urlconf"
    )
