"""A file is read as PasteDeploy's ConfigParser reads it, with the line of every option."""

from __future__ import annotations

import pytest

from twod.inifile.nearest import Spelling
from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.writing import write_setting


@pytest.mark.parametrize(
    ("name", "value", "text"),
    [
        ("SITE_ID", 5, "SITE_ID = 5\n"),
        ("DATE_FORMAT", "%d", "DATE_FORMAT = %%d\n"),
        ("EMAIL_SUBJECT_PREFIX", "[a] ", 'EMAIL_SUBJECT_PREFIX = "[a] "\n'),
        ("SECRET_KEY", "${x}", 'SECRET_KEY = "$${x}"\n'),
        ("MIDDLEWARE", ["a.A", "b.B"], "MIDDLEWARE =\n    a.A\n    b.B\n"),
        ("DATABASES.default.CONN_MAX_AGE", None, "DATABASES.default.CONN_MAX_AGE = none\n"),
        ('LOGGING.loggers."a.b".propagate', False, 'LOGGING.loggers."a.b".propagate = false\n'),
        ("MY_OWN", {"a": 1}, "MY_OWN = a = 1\n"),
        ("MY_OWN", None, "MY_OWN = null\n"),
        ("MY_OWN", "5", "MY_OWN = 5\n"),
    ],
)
def test_setting_is_written_as_somebody_would_write_it(name, value, text):
    assert write_setting(name, value) == text


def test_name_that_is_none_cannot_be_written():
    with pytest.raises(BadValueError):
        write_setting("MIDDLEWARE +", [])


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
