"""Readers of options about services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from twod.recipe.engines.service_options import (
    read_absolute_path,
    read_absolute_paths,
    read_service_name,
    read_user,
)


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (read_service_name, "shop_2-prod", "shop_2-prod"),
        (read_user, "www-data", "www-data"),
        (read_absolute_path, "/etc/my shop", "/etc/my shop"),
        (read_absolute_paths, "\n /a\n\n /b c\n", ("/a", "/b c")),
    ],
)
def test_what_is_right_is_read(read: Callable[[str], Any], text: str, value: Any) -> None:
    assert read(text) == value


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_service_name, "shop prod"),
        (read_service_name, "-shop"),
        (read_service_name, "shop@1"),
        (read_user, "1000"),
        (read_user, "shop;id"),
        (read_absolute_path, "~/shop"),
        (read_absolute_path, "/a\n/b"),
        (read_absolute_paths, "/a\nb"),
    ],
)
def test_what_is_wrong_is_named(read: Callable[[str], Any], text: str) -> None:
    with pytest.raises(ValueError, match="is not"):
        read(text)
