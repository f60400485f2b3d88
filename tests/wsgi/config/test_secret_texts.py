"""The texts of secrets are found in settings and hidden in whatever else is shown."""

from __future__ import annotations

import pprint
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.masking import mask
from twod.wsgi.config.trace.secret_texts import SecretTexts, find_secret_texts

URL = "postgres://shop:hunter2@db/shop?token=t0ken"


@pytest.mark.parametrize(
    ("value", "shown", "texts"),
    [
        ("a", "a", []),
        ("a", "<hidden>", ["a"]),
        (URL, "postgres://shop:<hidden>@db/shop?token=<hidden>", ["hunter2", "t0ken"]),
        ({"a": ["b", 123], "c": "d"}, "<hidden>", ["b", "123", "d"]),
        ({"a": ["b", "x"]}, {"a": ["<hidden>", "x"]}, ["b"]),
        ({"s"}, "<hidden>", ["s"]),
        (b"hunter2", "<hidden>", ["hunter2"]),
        (None, "<hidden>", []),
        (True, "<hidden>", []),
        (object(), "<hidden>", None),
    ],
)
def test_secret_texts_are_those_that_are_hidden(value: object, shown: object, texts: list[str] | None) -> None:
    found = list(find_secret_texts(value, shown))
    assert texts is None or found == texts


@given(st.text("ab:/@=? &<>", max_size=12))
def test_every_hidden_part_of_a_text_is_found(text: str) -> None:
    value = f"postgres://shop:{text}@db/shop"
    shown = str(mask(value, ("SHOP",)))
    found = list(find_secret_texts(value, shown))
    assert all(part in value for part in found)
    assert bool(found) == (shown != value)


class Holder:
    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Holder({self.text!r})"


class Broken:
    def __repr__(self) -> str:
        raise ValueError("hunter22")


SECRETS = st.text(min_size=4, max_size=30).filter(lambda text: len(text.strip()) >= 4 and text.strip() == text)
CONTAINERS = st.recursive(
    st.just("SECRET") | st.just("HOLDER") | st.integers() | st.text(max_size=4),
    lambda items: st.lists(items, max_size=3) | st.tuples(items) | st.dictionaries(st.text(max_size=3), items),
    max_leaves=6,
)


def put_in(value: object, secret: str) -> object:
    match value:
        case "SECRET":
            return f"a {secret} z"
        case "HOLDER":
            return Holder(secret)
        case dict():
            return {key: put_in(item, secret) for key, item in value.items()} | {secret: 1}
        case list() | tuple():
            return type(value)(put_in(item, secret) for item in value)
    return value


@given(SECRETS, CONTAINERS)
def test_a_secret_is_in_no_text_of_a_value(secret: str, value: object) -> None:
    value = put_in(value, secret)
    plain = "".join(pprint.pformat(value).split())
    hidden = pprint.pformat(SecretTexts([secret], "").hide_in(value))
    if secret not in "<hidden>" and any(text not in "<hidden>" for text in [repr(secret)[1:-1]]):
        assert repr(secret)[1:-1] not in hidden
    assert plain or not hidden


def test_a_text_that_everybody_sees_or_that_is_short_is_no_secret() -> None:
    secrets = SecretTexts(["django", "abc", "hunter2"], "django.contrib.auth")
    assert secrets.hide("django abc hunter2") == "django abc <hidden>"


def test_values_that_hold_no_secret_stay_what_they_are() -> None:
    secrets, holder = SecretTexts(["hunter2"], ""), Holder("x")
    assert secrets.hide_in(holder) is holder
    assert SecretTexts([], "").hide_in(["hunter2"]) == ["hunter2"]


def test_a_value_in_itself_and_one_that_cannot_be_shown_have_a_text() -> None:
    circle: list[Any] = ["hunter2"]
    circle.append(circle)
    secrets = SecretTexts(["hunter2"], "")
    assert repr(secrets.hide_in(circle)) == "['<hidden>', ...]"
    assert repr(secrets.hide_in([Broken()])) == "<list that cannot be shown>"
