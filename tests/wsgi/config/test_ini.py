"""A file is read as PasteDeploy's ConfigParser reads it, with the line of every option."""

from __future__ import annotations

import pytest

from twod.inifile.nearest import Spelling


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("ALOWED_HOSTS", "ALLOWED_HOSTS"),
        ("TIMEZONE", "TIME_ZONE"),
        ("EMIAL_PORT", "EMAIL_PORT"),
        ("DIR", "DIRS"),
        ("X", None),
        ("DI", None),
    ],
)
def test_near_name_is_found(name, near):
    assert Spelling(["ALLOWED_HOSTS", "TIME_ZONE", "EMAIL_PORT", "DIRS"]).find_near(name) == near
