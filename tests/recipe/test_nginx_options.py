"""The options of a part for nginx."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from twod.recipe.engines.nginx.nginx_options import NGINX_OPTIONS, read_optional_count, read_size, read_url_paths


def test_options_are_read() -> None:
    assert read_url_paths("/events /a/b/") == ("/events", "/a/b/")
    assert (read_size("10M"), read_size("0")) == ("10m", "0")
    assert (read_optional_count("0"), read_optional_count("64")) == (0, 64)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_url_paths, "events"),
        (read_url_paths, "/"),
        (read_url_paths, "/$x"),
        (read_size, "10 m"),
        (read_size, "1t"),
        (read_optional_count, "-1"),
        (read_optional_count, "10001"),
    ],
)
def test_other_texts_are_refused(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(ValueError, match=r"is not|has a"):
        read(text)


def test_no_option_is_there_twice() -> None:
    names = [option.name for option in NGINX_OPTIONS]
    assert len(names) == len(set(names))
