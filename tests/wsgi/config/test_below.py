"""A part of a value is found by the keys and indexes that an ini writes."""

from __future__ import annotations

import pytest
from django.utils.translation import gettext_lazy

from twod.wsgi.config.kinds.markers import MISSING, UNKNOWN
from twod.wsgi.config.trace.below import find_below


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
