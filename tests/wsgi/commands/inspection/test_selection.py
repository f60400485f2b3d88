"""Settings and parts of settings are found by the names that an ini gives them."""

from __future__ import annotations

from twod.wsgi.commands.inspection.selection import is_asked_for


def test_a_key_is_asked_for_by_its_name_and_by_those_above_and_below() -> None:
    for name in ("A", "A.b", "A.b.c", "A.b.c.d"):
        assert is_asked_for("A.b.c", ["X", name])
    for name in ("A.c", "B", "A.b.x"):
        assert not is_asked_for("A.b.c", [name])
