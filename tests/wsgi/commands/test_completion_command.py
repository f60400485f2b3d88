"""``twod completion``: code for three shells."""

from __future__ import annotations

import sys

import pytest

from twod.wsgi.commands.command_line import run_command_line
from twod.wsgi.commands.completion_command import SHELLS


@pytest.mark.parametrize("shell", SHELLS)
def test_code_for_both_programs_is_printed(capsys, shell):
    assert run_command_line(["completion", shell]) == 0
    printed = capsys.readouterr().out
    assert "_ARGCOMPLETE" in printed
    assert "twod" in printed
    assert "paster" in printed


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "twod completion: no shell given; the shells are: bash, zsh, fish\n"),
        (["tcsh"], "twod completion: expected one of bash, zsh, fish, got 'tcsh'\n"),
        (["bash", "zsh"], "twod completion: expected one of bash, zsh, fish, got 'bash zsh'\n"),
    ],
)
def test_other_words_are_refused(capsys, words, message):
    assert run_command_line(["completion", *words]) == 2
    assert capsys.readouterr().err == message


def test_without_argcomplete_the_cure_is_told(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "argcomplete.shell_integration", None)
    assert run_command_line(["completion", "bash"]) == 1
    assert 'pip install "twod.wsgi[completion]"' in capsys.readouterr().err


def test_program_without_argcomplete_runs_on(capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "argcomplete", None)
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    assert run_command_line(["--version"]) == 0
