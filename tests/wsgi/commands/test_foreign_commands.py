"""Commands that other distributions have."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from twod.wsgi.commands import foreign_commands
from twod.wsgi.commands.command_line import run_command_line
from twod.wsgi.commands.foreign_commands import run_foreign_command
from twod.wsgi.commands.pastescript.adapters import MigrateBuildoutAdapter


def install(monkeypatch: pytest.MonkeyPatch, *values: str) -> None:
    entries = [EntryPoint(f"greet{number or ''}", value, "twod.commands") for number, value in enumerate(values)]
    monkeypatch.setattr(foreign_commands, "entry_points", lambda group: entries)


class Greet:
    summary = "Greet somebody"

    def __init__(self, front: str) -> None:
        self.front = front

    def call(self, arguments: list[str]) -> int:
        print(self.front, *arguments)  # noqa: T201 - its work
        return 3


def test_a_command_of_another_distribution_is_listed_and_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch, f"{__name__}:Greet", "nobody.has.this:Command")
    assert run_command_line(["help"]) == 0
    assert ["greet", "Greet", "somebody"] in [line.split() for line in capsys.readouterr().out.splitlines()]
    assert run_command_line(["greet", "you"]) == 3
    assert capsys.readouterr().out == "twod you\n"
    # Its module cannot be imported.
    assert run_command_line(["greet1"]) == 2


def test_a_distribution_that_is_not_there_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    install(monkeypatch)
    assert run_command_line(["migrate-buildout", "x.cfg"]) == 1
    assert capsys.readouterr().err == (
        "twod: migrate-buildout is a command of twod.recipe, which is not installed in this Python; "
        "run it in the Python that runs bin/buildout, or install twod.recipe here\n"
    )


def test_the_command_for_buildouts_is_that_of_the_recipe(
    tmp_path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "buildout.cfg").write_text("[buildout]\nparts =\n")
    monkeypatch.chdir(tmp_path)
    assert run_foreign_command("migrate-buildout", "twod", []) == 0
    assert MigrateBuildoutAdapter("migrate-buildout").run(["buildout.cfg"]) == 0
    assert capsys.readouterr().out == "There is nothing to change.\n" * 2
