"""Regular expressions as texts of options."""

from __future__ import annotations

import re

import pytest

from twod.wsgi.config.kinds.regexes import Regex
from twod.wsgi.exc import BadValueError


def test_pattern_is_compiled_where_django_wants_it():
    assert Regex(compiled=True).read(r"\.php$") == re.compile(r"\.php$")
    assert Regex(compiled=False).read(r"\.php$") == r"\.php$"


def test_what_is_no_pattern_is_said_with_the_reason():
    with pytest.raises(BadValueError) as raised:
        Regex(compiled=False).read("a[")
    assert str(raised.value) == "expected a regular expression (unterminated character set at position 1), got 'a['"


@pytest.mark.parametrize(
    "pattern", [re.compile("a b", re.IGNORECASE | re.VERBOSE), re.compile("a"), re.compile("(?i)b")]
)
def test_written_pattern_is_read_back_with_its_flags(pattern):
    kind = Regex(compiled=True)
    assert kind.read(kind.write(pattern)).flags == pattern.flags
