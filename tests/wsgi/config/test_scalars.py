"""Single values: what they are read from, and what is said of other texts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.scalars import (
    BOOLEAN,
    BYTES,
    DECIMAL,
    DECIMALS,
    DURATION,
    INTEGER,
    NUMBER,
    OPTIONAL_TEXT,
    PATH,
    SAME_SITE,
    SECONDS,
    TEXT,
    Choice,
    FileMode,
    MessageLevel,
    NumberOfSeconds,
)
from twod.wsgi.exc import BadValueError

LEVEL, MODE, TIMEOUT = MessageLevel(), FileMode(), NumberOfSeconds()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (BOOLEAN, "Yes", True),
        (BOOLEAN, "OFF", False),
        (BOOLEAN, "1", True),
        (BOOLEAN, "0", False),
        (INTEGER, "1_000", 1000),
        (INTEGER, " -5 ", -5),
        (SECONDS, "90s", 90),
        (SECONDS, "5m", 300),
        (SECONDS, "1h30m", 5400),
        (SECONDS, "14d", 1_209_600),
        (SECONDS, "2w", 1_209_600),
        (BYTES, "10MiB", 10 * 2**20),
        (BYTES, "1 KiB", 1024),
        (LEVEL, "info", 20),
        (LEVEL, "25", 25),
        (NUMBER, "5", 5),
        (NUMBER, "5.5", 5.5),
        (TIMEOUT, "2.5", 2.5),
        (TIMEOUT, "5m", 300),
        (DECIMALS, "5", 5.0),
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
        (INTEGER, "25x", "expected an integer, got '25x'"),
        (INTEGER, "", "expected an integer, got ''"),
        (INTEGER, "1.0", "expected an integer, got '1.0'"),
        (INTEGER, "9" * 5000, "expected an integer of reasonable length"),
        (BYTES, "10MB", "expected bytes (such as 2621440, 512KiB, 10MiB), got '10MB'"),
        (NUMBER, "1e999", "expected a number, got '1e999'"),
        (DECIMALS, "9" * 400, "expected a number that a float can hold"),
        (MODE, "644", "expected a file mode such as 0o644; write 0o644, got '644'"),
        (MODE, "0644", "expected a file mode such as 0o644; write 0o644, got '0644'"),
        (MODE, "420", "expected a file mode such as 0o644; write 0o644, got '420'"),
        (MODE, "493", "expected a file mode such as 0o644; write 0o755, got '493'"),
        (MODE, "x", "expected a file mode such as 0o644, got 'x'"),
        (Choice("DENY", "SAMEORIGIN"), "ALLOW", "expected DENY or SAMEORIGIN, got 'ALLOW'"),
        (LEVEL, "LOUD", "expected a message level (an integer or DEBUG, INFO, SUCCESS, WARNING, ERROR), got 'LOUD'"),
        (DECIMAL, "x", "expected a decimal number, got 'x'"),
        (
            OptionalKind(SECONDS),
            "x",
            "expected seconds (such as 90, 90s, 5m, 1h30m, 14d, 2w) or none, got 'x'",
        ),
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
        (INTEGER, True, "expected an integer, got 'true'"),
        (NUMBER, "5", "expected a number, got '5'"),
        (TEXT, 5, "expected a text, got '5'"),
        (SAME_SITE, 5, "expected Strict or Lax or None or false or null, got '5'"),
    ],
)
def test_json_value_of_another_type_is_refused(kind, value, message):
    with pytest.raises(BadValueError) as raised:
        kind.take(value)
    assert str(raised.value) == message
