"""Settings and parts of settings are found by the names that an ini gives them."""

from __future__ import annotations

import pytest

from twod.wsgi.commands.inspection.selection import is_asked_for, split_name


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


def test_a_key_is_asked_for_by_its_name_and_by_those_above_and_below() -> None:
    for name in ("A", "A.b", "A.b.c", "A.b.c.d"):
        assert is_asked_for("A.b.c", ["X", name])
    for name in ("A.c", "B", "A.b.x"):
        assert not is_asked_for("A.b.c", [name])
