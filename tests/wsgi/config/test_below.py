"""A part of a value is found by the keys and indexes that an ini writes."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy

from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.trace.below import concerns, find_below, split_name
from twod.wsgi.config.trace.origins import INI, Origin


@pytest.mark.parametrize(
    ("value", "path", "part"),
    [
        ({"a": [1, (2,)]}, ("a", "1", "0"), 2),
        ({1: "x"}, ("1",), "x"),
        ({"a": "<hidden>"}, ("a", "b"), "<hidden>"),
        ({"a": UNKNOWN}, ("a", "b"), UNKNOWN),
        ({"a": 1}, ("b",), MISSING),
        ({"a": 1}, ("a", "b"), MISSING),
        ([1], ("1",), MISSING),
        (gettext_lazy("x"), ("1",), MISSING),
    ],
)
def test_a_part_is_found_by_keys_and_indexes(value: object, path: tuple[str, ...], part: object) -> None:
    assert find_below(value, path) is part or find_below(value, path) == part


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("DEBUG", ("DEBUG",)),
        ('LOGGING.loggers."a.b"', ("LOGGING", "loggers", "a.b")),
        ("TEMPLATES.0.DIRS", ("TEMPLATES", "0", "DIRS")),
        ("SHOP.append", ("SHOP", "append")),
        ("debug", None),
        ("A..b", None),
    ],
)
def test_a_name_means_a_setting_and_the_keys_below_it(name: str, path: tuple[str, ...] | None) -> None:
    assert split_name(name) == path


@pytest.mark.parametrize(
    ("key", "path", "is_concerned"),
    [
        ("DATABASES.default.HOST", ("DATABASES",), True),
        ("DATABASES.default", ("DATABASES", "default", "HOST"), True),
        ("DATABASES.default.NAME", ("DATABASES", "default", "HOST"), False),
        ("debug", ("DEBUG",), True),
    ],
)
def test_an_option_concerns_what_it_sets_what_is_in_it_and_what_contains_it(
    key: str, path: tuple[str, ...], is_concerned: bool
) -> None:
    assert concerns(Origin(INI, key, ""), path) is is_concerned
