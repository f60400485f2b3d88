"""``twod``: which command runs, and that none of them needs PasteScript."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest

from kit.environs import make_python_environ
from kit.processes import run
from twod.wsgi.commands.command_line import _COMMANDS, find_command, run_command_line

#: The commands that take an ini.
_ABOUT_INIS = [name for name in _COMMANDS if find_command(name).usage.startswith("CONFIG_FILE")]


@pytest.mark.parametrize("arguments", [["help"], ["-h"], ["--help"], []])
def test_help_lists_each_command_with_its_summary(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(arguments) == 0
    out = capsys.readouterr().out
    for name in _COMMANDS:
        assert re.search(rf"^  {name} +{re.escape(find_command(name).summary)}$", out, re.MULTILINE)


@pytest.mark.parametrize("name", _COMMANDS)
def test_each_command_has_its_own_name_and_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert find_command(name).name == name
    with pytest.raises(SystemExit) as ended:
        run_command_line(["help", name])
    assert ended.value.code == 0
    word = find_command(name).usage.split()[0]
    assert capsys.readouterr().out.startswith(f"usage: twod {name} [options] {word}")


@pytest.mark.parametrize("name", _ABOUT_INIS)
def test_each_command_about_an_ini_asks_for_it(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line([name]) == 2
    assert capsys.readouterr().err.startswith(f"twod {name}: no ini given (twod {name} CONFIG_FILE")


def test_the_version_is_that_of_the_distribution(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line(["--version"]) == 0
    assert capsys.readouterr().out == f"{version('twod.wsgi')}\n"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("sreve", "twod: unknown command 'sreve'; did you mean serve?\n"),
        ("xyzzy", "twod: unknown command 'xyzzy'; the commands are: completion, doctor, "),
    ],
)
def test_a_command_that_there_is_not_is_told(name: str, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command_line([name, "x.ini"]) == 2
    assert capsys.readouterr().err.startswith(message)


@pytest.mark.parametrize("name", _ABOUT_INIS)
def test_an_ini_that_is_not_there_is_one_message(name: str, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-c",
        "from twod.wsgi.commands.command_line import run_command_line as run; raise SystemExit(run())",
    ]
    done = run([*command, name, "nowhere.ini"], cwd=tmp_path, environ=make_python_environ())
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (1, "", 1)
    assert "nowhere.ini" in done.stderr


def test_no_command_imports_what_pastescript_needs(write: Callable[[str, str], Path]) -> None:
    names = ", ".join(f"{name!r}" for name in _COMMANDS)
    code = (
        "import sys\nfrom twod.wsgi.commands.command_line import find_command\n"
        f"for name in [{names}]: find_command(name)\n"
        "import twod.wsgi.commands.starting.reloading\n"
        "print(sorted({'pkg_resources', 'setuptools', 'paste.script', 'rich'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-W", "error", "-c", code]
    assert subprocess.check_output(command, env=make_python_environ(), text=True) == "[]\n"
