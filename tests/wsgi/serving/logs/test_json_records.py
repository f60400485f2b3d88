"""Records as JSON, and what Python would print as text."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import textwrap
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.logs.json_records import JsonFormatter


@pytest.fixture(autouse=True)
def _kept_hooks(monkeypatch: pytest.MonkeyPatch) -> Any:
    for name in ("excepthook", "unraisablehook"):
        monkeypatch.setattr(sys, name, getattr(sys, name))
    monkeypatch.setattr("threading.excepthook", __import__("threading").excepthook)
    yield
    logging.captureWarnings(capture=False)


def make(*arguments: str | None, **fields: Any) -> dict[str, Any]:
    record = logging.makeLogRecord(
        {"name": "shop", "levelname": "INFO", "msg": "sold out", "created": 1_769_860_800.5, **fields}
    )
    made: dict[str, Any] = json.loads(JsonFormatter(*arguments).format(record))
    return made


def test_an_object_has_the_time_with_its_zone_first() -> None:
    made = make()
    assert list(made.items()) == [
        ("time", "2026-01-31T12:00:00.500Z"),
        ("level", "INFO"),
        ("logger", "shop"),
        ("message", "sold out"),
    ]


def test_the_request_has_its_id_there_and_nothing_else_has_one() -> None:
    assert make(request_id="abc")["request_id"] == "abc"
    assert "request_id" not in make(request_id="-")


def test_the_extra_of_a_call_is_there_and_a_format_adds_more() -> None:
    assert make(basket=7, color_message="\x1b[31m")["basket"] == 7
    assert "color_message" not in make(color_message="\x1b[31m")
    assert make("%(process)d %(message)s", process=3)["process"] == 3
    assert make(None, "%H:%M")["time"] == "12:00"


@given(st.text(), st.dictionaries(st.text(min_size=1), st.one_of(st.text(), st.binary(), st.floats(allow_nan=False))))
def test_a_record_is_one_line_whatever_it_has(message: str, extra: dict[str, Any]) -> None:
    record = logging.makeLogRecord({"msg": "%s", "args": (message,), "extra": extra})
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["message"] == message


PROGRAM = """
    import logging, sys, threading, warnings
    from twod.wsgi.serving.logs.json_records import JsonFormatter

    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(handlers=[handler])
    warnings.warn("old")

    class Late:
        def __del__(self):
            raise RuntimeError("late")

    def fail():
        raise LookupError("in a thread")

    Late()
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    raise ValueError("at the end")
"""


def test_warnings_and_exceptions_that_nobody_catches_are_records() -> None:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(PROGRAM)], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    warned, late, thread, end = map(json.loads, done.stderr.splitlines())
    assert warned["logger"] == "py.warnings"
    assert "UserWarning: old" in warned["message"]
    assert "RuntimeError: late" in late["exc_info"]
    assert thread["message"] == "Uncaught LookupError in worker"
    assert (end["level"], end["message"]) == ("CRITICAL", "Uncaught ValueError")
    assert end["exc_info"].endswith("ValueError: at the end")


def test_whoever_sits_at_a_terminal_gets_tracebacks(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stderr", terminal)
    before = sys.excepthook
    JsonFormatter()
    assert sys.excepthook is before
