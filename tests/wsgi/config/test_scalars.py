"""Single values: what they are read from, and what is said of other texts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    DECIMAL,
    DURATION,
    OPTIONAL_TEXT,
    PATH,
    SAME_SITE,
    TEXT,
    Choice,
    FileMode,
)
from twod.wsgi.exc import BadValueError

MODE = FileMode()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (BOOLEAN, "Yes", True),
        (BOOLEAN, "OFF", False),
        (BOOLEAN, "1", True),
        (BOOLEAN, "0", False),
        (SAME_SITE, "None", "None"),
        (SAME_SITE, "lax", "Lax"),
        (SAME_SITE, "", None),
        (SAME_SITE, "false", False),
        (MODE, "0o644", 0o644),
        (TEXT, "12345", "12345"),
        (TEXT, '" a "', " a "),
        (TEXT, "[Django]", "[Django]"),
        (TEXT, 'say "a"', 'say "a"'),
        (OPTIONAL_TEXT, "none", None),
        (OPTIONAL_TEXT, '"none"', "none"),
        (PATH, "/a b", Path("/a b")),
        (DURATION, "1h30m", timedelta(minutes=90)),
        (DECIMAL, "1.10", Decimal("1.10")),
    ],
)
def test_notation_reads_as_documented(kind, text, value):
    assert kind.read(text) == value
    assert type(kind.read(text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (BOOLEAN, "tru", "expected true or false, got 'tru'"),
        (BOOLEAN, "", "expected true or false, got ''"),
        (MODE, "644", "expected a file mode such as 0o644; write 0o644, got '644'"),
        (MODE, "0644", "expected a file mode such as 0o644; write 0o644, got '0644'"),
        (MODE, "420", "expected a file mode such as 0o644; write 0o644, got '420'"),
        (MODE, "493", "expected a file mode such as 0o644; write 0o755, got '493'"),
        (MODE, "x", "expected a file mode such as 0o644, got 'x'"),
        (Choice("DENY", "SAMEORIGIN"), "ALLOW", "expected DENY or SAMEORIGIN, got 'ALLOW'"),
        (DECIMAL, "x", "expected a decimal number, got 'x'"),
    ],
)
def test_what_is_wrong_is_said_with_what_would_be_right(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (BOOLEAN, 1, "expected true or false, got '1'"),
        (TEXT, 5, "expected a text, got '5'"),
        (SAME_SITE, 5, "expected Strict, Lax, None, false or null, got '5'"),
    ],
)
def test_json_value_of_another_type_is_refused(kind, value, message):
    with pytest.raises(BadValueError) as raised:
        kind.take(value)
    assert str(raised.value) == message
