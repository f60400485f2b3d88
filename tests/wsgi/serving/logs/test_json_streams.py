"""Each line that anybody prints is JSON."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys
import textwrap
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twod.wsgi.serving.logs.json_streams import JsonStream, take_streams, write_in_handler, write_to_stderr


class _Formatter(logging.Formatter):
    writes_json = True

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps({"logger": record.name, "level": record.levelname, "message": record.getMessage()})


def make() -> tuple[JsonStream, io.StringIO]:
    below = io.StringIO()
    return JsonStream(below, _Formatter(), "stdout", logging.INFO), below


def test_a_printed_line_is_a_record() -> None:
    stream, below = make()
    print("Serving", "here", file=stream)
    assert json.loads(below.getvalue()) == {"logger": "stdout", "level": "INFO", "message": "Serving here"}


def test_an_object_is_passed_on_as_it_is() -> None:
    stream, below = make()
    stream.write('{"a":   1}\n{not one}\n{"time": "x"}\n')
    first, second, third = below.getvalue().splitlines()
    assert (first, third) == ('{"a":   1}', '{"time": "x"}')
    assert json.loads(second)["message"] == "{not one}"


def test_a_line_of_pieces_is_one_and_the_last_may_lack_its_end() -> None:
    stream, below = make()
    for piece in ("a", "b\n\n  \nc", "d"):
        stream.write(piece)
    assert len(below.getvalue().splitlines()) == 1
    stream.end()
    stream.end()
    assert [json.loads(line)["message"] for line in below.getvalue().splitlines()] == ["ab", "cd"]


def test_the_pieces_of_two_threads_are_two_lines() -> None:
    stream, below = make()
    stream.write("a")
    thread = threading.Thread(target=stream.write, args=("x\n",))
    thread.start()
    thread.join()
    stream.write("b\n")
    assert [json.loads(line)["message"] for line in below.getvalue().splitlines()] == ["x", "ab"]


def test_a_line_without_an_end_is_not_kept_for_ever() -> None:
    stream, below = make()
    stream.write("x" * 70_000)
    assert json.loads(below.getvalue())["message"] == "x" * 70_000


@given(st.lists(st.text(st.characters(exclude_characters="{"))))
def test_each_line_is_a_record_whatever_is_written(pieces: list[str]) -> None:
    stream, below = make()
    for piece in pieces:
        assert stream.write(piece) == len(piece)
    stream.end()
    messages = [json.loads(line)["message"] for line in below.getvalue().splitlines()]
    assert messages == [line.rstrip() for line in "".join(pieces).split("\n") if line.strip()]


PROGRAM = """
    import logging, sys
    from twod.wsgi.serving.logs.json_streams import take_streams
    from twod.wsgi.serving.logs.{module} import {formatter} as Formatter

    handler = logging.StreamHandler()
    handler.setFormatter(Formatter())
    logging.basicConfig(handlers=[handler])
    take_streams()
    take_streams()
    print("one")
    sys.stdout.write("two")
    sys.exit("three")
"""


def run(module: str, formatter: str) -> tuple[str, str]:
    program = textwrap.dedent(PROGRAM).format(module=module, formatter=formatter)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    return done.stdout, done.stderr


def test_the_streams_of_a_process_are_json_to_their_end_if_its_log_is() -> None:
    stdout, stderr = run("json_records", "JsonFormatter")
    assert [json.loads(line)["message"] for line in stdout.splitlines()] == ["one", "two"]
    assert [json.loads(line)["message"] for line in stderr.splitlines()] == ["three"]


def test_the_streams_stay_as_they_are_if_the_log_is_text() -> None:
    assert run("log_lines", "TextFormatter") == ("one\ntwo", "three\n")


def test_a_terminal_stays_for_whoever_types_there(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO()
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setattr(sys, "stderr", None)
    take_streams(_Formatter())
    assert sys.stdout is terminal
    assert sys.stderr is None


def test_a_command_writes_records_to_standard_error_if_the_log_is_json(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write_to_stderr("a warning\n")
    handler = logging.NullHandler()
    handler.setFormatter(_Formatter())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])
    write_to_stderr("another\n")
    first, second = capsys.readouterr().err.splitlines()
    assert first == "a warning"
    assert json.loads(second) == {"logger": "stderr", "level": "WARNING", "message": "another"}


def test_the_handler_of_a_signal_writes_past_the_buffers() -> None:
    program = """
        import logging, signal, sys
        from twod.wsgi.serving.logs.json_records import JsonFormatter
        from twod.wsgi.serving.logs.json_streams import take_streams, write_in_handler

        take_streams(JsonFormatter())
        signal.signal(signal.SIGTERM, lambda *_: write_in_handler("ending"))
        signal.raise_signal(signal.SIGTERM)
    """
    printed = subprocess.check_output([sys.executable, "-c", textwrap.dedent(program)], text=True)
    assert json.loads(printed)["message"] == "ending"


def test_streams_that_are_not_taken_cannot_be_written_past() -> None:
    with pytest.raises(io.UnsupportedOperation):
        write_in_handler("ending")


def test_a_stream_that_is_closed_below_is_thrown_away_in_silence() -> None:
    below = io.StringIO()
    stream = JsonStream(below, logging.Formatter(), "stdout", logging.INFO)
    below.close()
    stream.flush()
    stream.close()
