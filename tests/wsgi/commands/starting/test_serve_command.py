"""``twod serve``: the words of its command line. That it serves is in tests/processes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.command import run_command
from twod.wsgi.commands.starting.serve_command import EnvironmentServeCommand, ServeCommand, serve_environment


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "twod serve: no ini given (twod serve CONFIG_FILE[#NAME] [NAME=VALUE...])\n"),
        (["x.ini", "start"], "twod serve: expected NAME=VALUE after the ini, got 'start'\n"),
        (
            ["x.ini", "--daemon"],
            "twod serve: --daemon is not supported; let systemd or another supervisor run the server, or use paster"
            " serve\n",
        ),
        (["x.ini", "=5"], "twod serve: expected NAME=VALUE after the ini, got '=5'\n"),
    ],
)
def test_words_that_mean_nothing_are_told(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert run_command(ServeCommand("twod"), arguments) == 2
    assert capsys.readouterr().err == message


def test_a_program_for_one_ini_asks_for_variables_alone(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(EnvironmentServeCommand("serve-prod", "prod.ini"), ["other.ini"]) == 2
    message = "serve-prod: expected NAME=VALUE, because this program has its ini, got 'other.ini'\n"
    assert capsys.readouterr().err == message


@pytest.mark.parametrize("interval", ["0", "-1", "soon"])
def test_the_interval_of_the_reloader_is_a_time(capsys: pytest.CaptureFixture[str], interval: str) -> None:
    with pytest.raises(SystemExit) as ended:
        ServeCommand("twod").call(["x.ini", "--reload", f"--reload-interval={interval}"])
    assert ended.value.code == 2
    assert "argument --reload-interval: expected a number of seconds greater than 0, got " in capsys.readouterr().err


@pytest.mark.usefixtures("_unconfigured")
def test_an_ini_that_is_wrong_is_one_message(
    capsys: pytest.CaptureFixture[str], write: Callable[[str, str], Path]
) -> None:
    write("x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n[server:main]\nuse = egg:waitress\n")
    assert run_command(ServeCommand("twod"), ["x.ini"]) == 1
    assert capsys.readouterr().err == "twod serve: x.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"


@pytest.mark.usefixtures("_unconfigured")
def test_the_server_of_an_environment_has_its_ini_built_in(
    capsys: pytest.CaptureFixture[str], write: Callable[[str, str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    ini = write("parts/x.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = x\n[server:main]\nuse = egg:waitress\n")
    monkeypatch.setattr("sys.argv", ["/srv/bin/serve-prod", "--quiet"])
    assert serve_environment(ini) == 1
    assert capsys.readouterr().err == "serve-prod: parts/x.ini:3 [app:main] SITE_ID: expected an integer, got 'x'\n"


def test_variables_may_have_equals_signs_in_their_values() -> None:
    assert ServeCommand("twod").read_variables(["a=b=c", "d="]) == {"a": "b=c", "d": ""}
