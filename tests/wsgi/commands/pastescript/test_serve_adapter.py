"""``paster serve``: the words of PasteScript's that ``twod serve`` does without."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from paste.script.command import BadCommand

from kit.environs import make_python_environ
from twod.wsgi.commands.pastescript.serve_adapter import ServeAdapter


def make_command(*arguments: str) -> ServeAdapter:
    command = ServeAdapter("serve")
    command.parse_args(list(arguments))
    command.verbose = 1
    return command


@pytest.mark.parametrize(
    ("arguments", "word", "is_daemon", "variables"),
    [
        (["x.ini", "a=b"], None, False, {"a": "b"}),
        (["x.ini", "start", "a=b"], "start", True, {"a": "b"}),
        (["x.ini", "--daemon"], None, True, {}),
        (["x.ini", "status"], "status", False, {}),
    ],
)
def test_the_words_behind_the_ini_are_those_of_pastescript(
    arguments: list[str], word: str | None, is_daemon: bool, variables: dict[str, str]
) -> None:
    command = make_command(*arguments)
    assert (command.word, command.is_daemon, command.variables) == (word, is_daemon, variables)


@pytest.mark.parametrize("arguments", [["egg:Site"], ["x.ini", "--server=wsgiutils"]])
def test_what_is_not_the_ini_s_alone_is_left_to_pastescript(arguments: list[str]) -> None:
    assert make_command(*arguments).service is None


def test_the_service_is_what_the_options_name() -> None:
    service = make_command("x.ini#shop", "--server-name=tls", "--app-name=wiki", "a=b").service
    assert service is not None
    assert service[:5] == ("paster", "x.ini#shop", "wiki", "tls", {"a": "b"})


@pytest.mark.parametrize(
    ("options", "option"),
    [(["--daemon"], "daemon"), (["start"], "daemon"), (["--pid-file=x"], "pid-file"), (["--user=me"], "user")],
)
def test_what_cannot_be_reloaded_is_refused(options: list[str], option: str) -> None:
    with pytest.raises(BadCommand, match=f"^paster serve: --{option} and --reload cannot be used together"):
        make_command("x.ini", "--reload", *options).command()


def test_the_interval_of_the_reloader_is_a_time() -> None:
    with pytest.raises(
        BadCommand, match=r"^paster serve: --reload-interval: expected a number of seconds greater than 0, got 'x'"
    ):
        make_command("x.ini", "--reload", "--reload-interval=x").command()


def test_the_status_of_a_daemon_needs_no_ini(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "site.pid"
    assert make_command("--status", f"--pid-file={file}").command() == 1
    assert capsys.readouterr().out == f"No PID file {file}\n"


JSON_LOGGING = """
[loggers]
keys = root
[handlers]
keys = event
[formatters]
keys = json
[logger_root]
level = INFO
handlers = event
[handler_event]
class = StreamHandler
args = (sys.stderr,)
formatter = json
[formatter_json]
class = twod.wsgi.serving.logs.json_records.JsonFormatter
[app:main]
use = egg:twod.wsgi
[server:main]
use = egg:waitress
listen = 127.0.0.1:0
"""
PROGRAM = """
import io
import sys
from twod.wsgi.commands.pastescript.serve_adapter import ServeAdapter

command = ServeAdapter("serve")
command.parse_args(["x.ini", "--log-file=x.log"])
written = sys.stdout = sys.stderr = io.StringIO()
command.logging_file_config("x.ini")
print("Starting server")
sys.__stdout__.write(written.getvalue())
"""


def test_what_is_printed_into_a_log_file_has_its_format_too(write: Callable[[str, str], Path]) -> None:
    ini = write("x.ini", JSON_LOGGING)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ini.parent,
        env=make_python_environ(),
        check=True,
        capture_output=True,
        text=True,
    )
    assert json.loads(done.stdout)["message"] == "Starting server"
