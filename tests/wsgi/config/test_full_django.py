"""The options of full_django are judged alike when an ini is checked and when it is loaded."""

from __future__ import annotations

import pytest

from twod.wsgi.config.surroundings.full_django import find_option_problems


@pytest.mark.parametrize("text", ["true", "off", "1"])
def test_right_options_have_no_problem(text: str) -> None:
    assert list(find_option_problems({"django_app": "shop", "media_sandbox": text})) == []


def test_each_wrong_option_has_its_problem() -> None:
    problems = dict(find_option_problems({"djangoapp": "shop", "static": "yes", "media_sandbox": ""}))
    assert problems == {
        "djangoapp": "not an option of egg:twod.wsgi#full_django; did you mean django_app?",
        "static": "not an option of egg:twod.wsgi#full_django, which has django_app and media_sandbox",
        "media_sandbox": "expected true or false, got ''",
    }
