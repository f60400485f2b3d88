"""Settings are written as somebody would write them."""

from __future__ import annotations

import pytest

from twod.wsgi.exc import BadValueError
from twod.wsgi.migration.writing import find_writing_kind, write_option, write_setting


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


def test_name_that_means_nothing_cannot_be_written():
    with pytest.raises(BadValueError):
        write_setting("MIDDLEWARE +", [])


def test_kind_of_a_nested_key_is_found_below_its_setting():
    assert find_writing_kind("DATABASES.default.CONN_MAX_AGE", 5).expected.startswith("seconds")


def test_percent_is_doubled():
    assert write_option("A", "\n50%\n%(x)s") == "A =\n    50%%\n    %%(x)s\n"
