"""Settings and parts of settings are found by the names that an ini gives them."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy

from twod.wsgi.commands.selection import find_below, is_asked_for, split_name
from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN


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


def test_a_key_is_asked_for_by_its_name_and_by_those_above_and_below() -> None:
    for name in ("A", "A.b", "A.b.c", "A.b.c.d"):
        assert is_asked_for("A.b.c", ["X", name])
    for name in ("A.c", "B", "A.b.x"):
        assert not is_asked_for("A.b.c", [name])
