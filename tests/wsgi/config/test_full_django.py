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
        "static": "not an option of egg:twod.wsgi#full_django, which has django_app, media_permission, media_sandbox,"
        " websocket",
        "media_sandbox": "expected true or false, got ''",
    }


@pytest.mark.parametrize("name", ["shop.sockets:application", "shop.sockets.application", "shop:a.b"])
def test_websockets_may_be_the_business_of_any_dotted_name(name: str) -> None:
    assert list(find_option_problems({"websocket": name})) == []


@pytest.mark.parametrize("name", ["", "shop", "shop sockets", "shop:", ":a", "egg:shop#sockets", "shop:a\n"])
def test_what_is_no_dotted_name_of_an_application_is_told(name: str) -> None:
    ((option, message),) = find_option_problems({"websocket": name})
    assert (option, message.startswith("expected the name of an ASGI application")) == ("websocket", True)
