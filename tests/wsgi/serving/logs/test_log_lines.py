"""Lines of a log for people."""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.logs.log_lines import AccessFormatter, TextFormatter

ACCESS = '%(remote)s %(user)s "%(method)s %(path)s %(protocol)s" %(status)s %(bytes)s "%(referer)s" "%(user_agent)s"'


@pytest.fixture
def _in_madrid(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Madrid")
        time.tzset()
        yield
    time.tzset()


def make_record(**fields: Any) -> logging.LogRecord:
    return logging.makeLogRecord({"msg": "sold out", "created": 1_769_860_800.5, **fields})


@pytest.mark.usefixtures("_in_madrid")
def test_a_time_has_its_zone() -> None:
    assert TextFormatter("%(asctime)s %(message)s").format(make_record()) == "2026-01-31 13:00:00.500+01:00 sold out"
    assert TextFormatter("%(asctime)s", "%d/%b/%Y:%H:%M:%S %z").format(make_record()) == "31/Jan/2026:13:00:00 +0100"


def test_the_id_of_a_request_may_be_in_a_format() -> None:
    formatter = TextFormatter("[%(request_id)s] %(message)s %(more)s", defaults={"more": "x"})
    assert formatter.format(make_record(request_id="abc")) == "[abc] sold out x"
    assert formatter.format(make_record()) == "[-] sold out x"


def test_a_request_is_one_line_of_its_fields() -> None:
    fields = {
        "remote": "203.0.113.9",
        "user": None,
        "method": "GET",
        "path": "/",
        "protocol": "HTTP/1.1",
        "status": 200,
        "bytes": 5,
        "milliseconds": 1.5,
        "referer": None,
        "user_agent": 'a "b" \\ \x1b[31m\n',
    }
    line = AccessFormatter(ACCESS).format(make_record(**fields))
    assert line == r'203.0.113.9 - "GET / HTTP/1.1" 200 5 "-" "a \"b\" \\ \x1b[31m\n"'


def test_another_record_of_the_same_logger_is_its_message() -> None:
    assert AccessFormatter(ACCESS).format(make_record()) == "sold out"


@given(st.text())
def test_no_client_can_end_a_quoted_field_or_a_line(text: str) -> None:
    line = AccessFormatter('"%(user_agent)s"').format(make_record(milliseconds=1.0, user_agent=text))
    assert re.fullmatch(r'"(?:[^"\\]|\\.)*"', line)
    assert line.isprintable()
