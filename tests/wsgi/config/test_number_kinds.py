"""Numbers, durations and sizes as texts of options."""

from __future__ import annotations

import pytest

from twod.wsgi.config.kinds.base import OptionalKind
from twod.wsgi.config.kinds.number_kinds import BYTES, DECIMALS, INTEGER, NUMBER, SECONDS, MessageLevel, NumberOfSeconds
from twod.wsgi.exc import BadValueError

LEVEL, TIMEOUT = MessageLevel(), NumberOfSeconds()


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
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
    ],
)
def test_number_reads_as_documented(kind, text, value):
    assert kind.read(text) == value
    assert type(kind.read(text)) is type(value)


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        (INTEGER, "25x", "expected an integer, got '25x'"),
        (INTEGER, "", "expected an integer, got ''"),
        (INTEGER, "1.0", "expected an integer, got '1.0'"),
        (INTEGER, "9" * 5000, "expected an integer with fewer digits"),
        (BYTES, "10MB", "expected bytes (such as 2621440, 512KiB, 10MiB), got '10MB'"),
        (NUMBER, "1e999", "expected a number, got '1e999'"),
        (DECIMALS, "9" * 400, "expected a number in the range of a float"),
        (LEVEL, "LOUD", "expected a message level (an integer or DEBUG, INFO, SUCCESS, WARNING, ERROR), got 'LOUD'"),
        (OptionalKind(SECONDS), "x", "expected seconds (such as 90, 90s, 5m, 1h30m, 14d, 2w) or none, got 'x'"),
    ],
)
def test_what_is_no_number_is_said_with_what_would_be_right(kind, text, message):
    with pytest.raises(BadValueError) as raised:
        kind.read(text)
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        (INTEGER, True, "expected an integer, got 'true'"),
        (NUMBER, "5", "expected a number, got '5'"),
    ],
)
def test_json_value_that_is_no_number_is_refused(kind, value, message):
    with pytest.raises(BadValueError) as raised:
        kind.take(value)
    assert str(raised.value) == message
