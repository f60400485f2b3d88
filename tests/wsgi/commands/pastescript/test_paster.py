"""``bin/paster``: which command runs, and how errors end."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from twod.wsgi.commands.pastescript.paster import main

Paster = Callable[..., int | str | None]


@pytest.fixture
def paster(monkeypatch: pytest.MonkeyPatch) -> Paster:
    """Run the command line, and return the exit status, or the message in its place."""

    def run(*arguments: str) -> int | str | None:
        monkeypatch.setattr("sys.argv", ["/srv/bin/paster", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code

    return run


@pytest.mark.parametrize("arguments", [(), ("help",), ("--help",)])
def test_help_lists_the_commands_of_ours(
    paster: Paster, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert not paster(*arguments)
    assert {"manage", "migrate-ini", "serve", "settings"} <= set(capsys.readouterr().out.split())


def test_a_command_runs_with_what_comes_behind_it(
    paster: Paster, write: Callable[[str, str], Path], capsys: pytest.CaptureFixture[str]
) -> None:
    write("site.ini", "[app:main]\nuse = egg:twod.wsgi\nSITE_ID = 3\n")
    assert paster("settings", "site.ini", "SITE_ID") == 0
    assert capsys.readouterr().out.startswith("SITE_ID: int = 3\n")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sreve", "paster: unknown command 'sreve'; did you mean serve?\n"),
        ("xyzzy", "paster: unknown command 'xyzzy'; the commands are: create, "),
    ],
)
def test_a_command_that_there_is_not_is_told(
    paster: Paster, capsys: pytest.CaptureFixture[str], name: str, message: str
) -> None:
    assert paster(name, "site.ini") == 2
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["request", "site.ini"], "Expected: paster request CONFIG_FILE URL [OPTIONS/ARGUMENTS]\n"),
        (["setup-app"], "Expected: paster setup-app CONFIG_FILE\n"),
        (["serve"], "paster serve: no ini given (paster serve CONFIG_FILE)\n"),
    ],
)
def test_an_argument_that_is_missing_is_asked_for(
    paster: Paster, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert paster(*arguments) == 2
    assert capsys.readouterr().err == message


def test_a_template_that_there_is_not_is_told(paster: Paster) -> None:
    message = "paster create: Template by name 'xyzzy' not found; 'paster create --list-templates' lists all"
    assert paster("create", "-t", "xyzzy", "shop") == message


def test_create_without_a_name_and_without_a_terminal_is_told(paster: Paster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert str(paster("create", "-t", "twod")).startswith("paster create: no name given for the project; ")


@pytest.mark.parametrize("name", ["serve", "request", "post", "setup-app"])
def test_each_command_has_help(paster: Paster, capsys: pytest.CaptureFixture[str], name: str) -> None:
    assert not paster(name, "--help")
    assert capsys.readouterr().out.startswith(f"Usage: paster {name} [options] CONFIG_FILE")


@pytest.mark.parametrize("words", [("help", "setup-app"), ("--help", "setup-app")])
def test_help_explains_the_command_that_would_run(
    paster: Paster, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert not paster(*words)
    assert "--no-migrate" in capsys.readouterr().out


@pytest.mark.parametrize(("command", "rest"), [("serve", []), ("request", ["/"])])
def test_an_ini_that_is_not_there_is_one_message(paster: Paster, command: str, rest: list[str], tmp_path: Path) -> None:
    status = paster(command, f"{tmp_path}/nowhere.ini", *rest)
    assert isinstance(status, str)
    assert status.startswith(f"paster {command}: ")
    assert "nowhere.ini" in status


def test_an_error_of_the_site_s_code_has_its_traceback_on_request(
    monkeypatch: pytest.MonkeyPatch,
    write: Callable[[str, str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    write("broken_site.py", "def make(global_conf):\n    raise LookupError('in the code of the site')\n")
    write("site.ini", "[app:main]\npaste.app_factory = broken_site:make\n[server:main]\nuse = egg:Paste#http\n")
    monkeypatch.setattr("sys.argv", ["bin/paster", "serve", "site.ini"])
    monkeypatch.setenv("TWOD_TRACEBACK", "1")
    with pytest.raises(SystemExit, match=r"site\.ini:2 \[app:main\] paste\.app_factory: broken_site\.py:2 raised "):
        main()
    assert "LookupError: in the code of the site\n" in capsys.readouterr().err
