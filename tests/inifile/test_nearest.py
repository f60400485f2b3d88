"""Names that are like a given one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.inifile.nearest import find_meant, find_nearest, hint_at_nearest


def split(text: str) -> list[str]:
    return text.split()


SETTINGS = split(
    """
    ALLOWED_HOSTS AWS_SECRET_KEY DATE_FORMAT DEBUG DIRS EMAIL_HOST EMAIL_PORT INSTALLED_APPS LANGUAGE_CODE LOGIN_URL
    MIDDLEWARE SHOP_API_V1 SHOP_MAX_ITEMS STATICFILES_DIRS TIME_ZONE WSGI_APPLICATION
    """
)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        # One letter
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("ALLOWED_HOST", "ALLOWED_HOSTS"),
        ("LLOWED_HOSTS", "ALLOWED_HOSTS"),
        ("EMIAL_PORT", "EMAIL_PORT"),
        ("EMAIL_PROT", "EMAIL_PORT"),
        ("TIME_ZOME", "TIME_ZONE"),
        ("DIR", "DIRS"),
        ("dirs", "DIRS"),
        ("MIDDLEWARES", "MIDDLEWARE"),
        # An underscore, or another sign for it
        ("TIMEZONE", "TIME_ZONE"),
        ("STATIC_FILES_DIRS", "STATICFILES_DIRS"),
        ("STATIC_FILESDIRS", "STATICFILES_DIRS"),
        ("time-zone", "TIME_ZONE"),
        # Two of these
        ("ALOWED_HOST", "ALLOWED_HOSTS"),
        ("ALOWEDHOSTS", "ALLOWED_HOSTS"),
        ("STATICFILE_DIR", "STATICFILES_DIRS"),
        ("INSTALED_APP", "INSTALLED_APPS"),
        ("LANGAUGES_CODE", "LANGUAGE_CODE"),
        ("SHOP_MAX_ITMS", "SHOP_MAX_ITEMS"),
    ],
)
def test_a_misspelt_name_is_found(name: str, meant: str) -> None:
    assert find_meant(name, SETTINGS) == meant


@pytest.mark.parametrize(
    "name",
    [
        # Another word
        "SHOP_MIN_ITEMS",
        "S3_SECRET_KEY",
        "ASGI_APPLICATION",
        "EMAIL_HOSTNAME",
        "EMAIL_COST",
        # One word more or less
        "USER_EMAIL_HOST",
        "LOGIN_ERROR_URL",
        "MAX_ITEMS",
        # Several of something
        "DATE_FORMATS",
        "TIME_ZONES",
        # Another number
        "SHOP_API_V2",
        "SHOP_API",
        # So short that half the dictionary is a neighbour
        "X",
        "DI",
        "",
        "_",
    ],
)
def test_a_name_in_its_own_right_is_no_misspelling(name: str) -> None:
    assert find_meant(name, SETTINGS) is None


@given(name=st.text("ABS1_-", max_size=12), names=st.lists(st.text("ABS1_-", max_size=12), max_size=5))
def test_what_is_found_is_one_of_the_names(name: str, names: list[str]) -> None:
    assert find_meant(name, names) in {*names, None}
    assert find_nearest(name, names) in {*names, None}


@given(st.lists(st.sampled_from(SETTINGS), min_size=1))
def test_a_known_name_is_meant_by_itself(names: list[str]) -> None:
    assert [find_meant(name, names) for name in names] == names


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("http-addres", "http-address"), ("http_address", "http-address"), ("bind", None), ("", None)],
)
def test_the_nearest_name_is_hinted_at(name: str, nearest: str | None) -> None:
    names = ["http-address", "threads", "workers"]
    assert find_nearest(name, names) == nearest
    assert hint_at_nearest(name, names) == (f"; did you mean {nearest}?" if nearest else "")


def test_a_hint_can_be_held_to_what_is_very_like() -> None:
    assert find_nearest("thread-count", ["threads"]) == "threads"
    assert find_nearest("thread-count", ["threads"], likeness=0.9) is None


def test_a_thousand_names_are_compared_with_a_thousand_in_no_time() -> None:
    known = [f"SHOP_{word}_{number}" for number in range(250) for word in ("PRICE", "STOCK", "LABEL", "COLOUR")]
    asked = [name.replace("SHOP", "SHOPS") for name in known]
    start = time.process_time()
    assert [find_meant(name, known) for name in asked] == known
    # Without looking at lengths and letters first it takes a minute.
    assert time.process_time() - start < 5
