"""A command of twod's: its help, and how errors end."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable

import pytest

from twod.wsgi.commands.command import Command, CommandRefusedError, run_command
from twod.wsgi.exc import ConfigurationError, Problem


class Probe(Command):
    name = "probe"
    summary = "Do what a test wants"
    description = """
    And nothing else."""

    def __init__(self, work: Callable[[Namespace], int]) -> None:
        super().__init__("twod")
        self.work = work

    def add_options(self, parser):
        parser.add_argument("--size", type=int, default=1)

    def run(self, options: Namespace) -> int:
        return self.work(options)


def fail(error: Exception) -> Callable[[Namespace], int]:
    def work(options: Namespace) -> int:
        raise error

    return work


def test_options_may_stand_between_the_words() -> None:
    found = []
    assert run_command(Probe(lambda options: found.append(options) or 3), ["x.ini", "--size", "5", "y"]) == 3
    assert found == [Namespace(arguments=["x.ini", "y"], size=5)]


def test_help_names_the_program_and_what_it_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        Probe(fail(ZeroDivisionError())).call(["--help"])
    assert ended.value.code == 0
    out = capsys.readouterr().out
    assert out.startswith(
        "usage: twod probe [options] CONFIG_FILE[#NAME]\n\nDo what a test wants.\n\nAnd nothing else.\n"
    )


def test_without_an_ini_it_asks_for_one(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(Probe(fail(ZeroDivisionError())), ["--size=2"]) == 2
    assert capsys.readouterr().err == "twod probe: no ini given (twod probe CONFIG_FILE[#NAME])\n"


@pytest.mark.parametrize(
    ("error", "status", "message"),
    [
        (CommandRefusedError("cannot", 4), 4, "cannot\n"),
        (
            ConfigurationError([Problem("x.ini", 2, "app:main", "A", "wrong")]),
            1,
            "twod probe: x.ini:2 [app:main] A: wrong\n",
        ),
    ],
)
def test_what_the_user_can_mend_is_one_message(
    error: Exception, status: int, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run_command(Probe(fail(error)), ["x.ini"]) == status
    assert capsys.readouterr().err == message


@pytest.mark.parametrize("error", [KeyError("a"), OSError(5, "broken"), ValueError("b")])
def test_errors_in_code_stay_as_they_are(error: Exception) -> None:
    with pytest.raises(type(error)) as raised:
        run_command(Probe(fail(error)), ["x.ini"])
    assert raised.value is error
