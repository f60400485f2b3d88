"""Completions for ``twod`` and ``paster``: commands, options, inis, applications and settings."""

from __future__ import annotations

import os
from argparse import Action, ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from twod.inifile.keys import Key, write_key
from twod.inifile.pastedeploy.deployment import APP_ROLE
from twod.inifile.reading import IniReader
from twod.wsgi.commands.command import Command
from twod.wsgi.commands.completion_command import SHELLS, CompletionCommand
from twod.wsgi.config.django_settings.catalogue import KINDS
from twod.wsgi.config.survey import survey_uri
from twod.wsgi.config.trace.below import find_below, list_parts, split_name
from twod.wsgi.exc import ConfigurationError

#: Options that take an ini, and options that take the name of a setting.
_INI_OPTIONS = ("--diff",)
_SETTING_OPTIONS = ("--reveal",)


def answer_shell(front: str, commands: Mapping[str, Callable[[], type[Command]]], others: Iterable[str] = ()) -> None:
    """Print completions for the shell and end the process; do nothing if argcomplete is not installed.

    :param front: the program, ``twod`` or ``paster``.
    :param commands: by name, a function that returns the class of the command.
    :param others: names of further commands with unknown options.
    """
    try:
        import argcomplete  # noqa: PLC0415 - an optional dependency
    except ImportError:
        return
    if "_ARGCOMPLETE" in os.environ:
        _keep_hashes()
    parser = make_front_parser(front, commands, others)
    argcomplete.autocomplete(
        parser,
        always_complete_options=False,
        default_completer=complete_word,  # type: ignore[arg-type] # a plain function is accepted too
    )


def _keep_hashes() -> None:
    """Prevent argcomplete from taking the ``#`` in ``prod.ini#shop`` for the start of a comment."""
    from argcomplete.packages import _shlex  # noqa: PLC0415 - an optional dependency

    class Lexer(_shlex.shlex):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            super().__init__(*arguments, **named)  # type: ignore[no-untyped-call] # it has no annotations
            self.commenters = ""

    _shlex.shlex = Lexer  # type: ignore[misc] # a class in the place of a class


def make_front_parser(
    front: str, commands: Mapping[str, Callable[[], type[Command]]], others: Iterable[str] = ()
) -> ArgumentParser:
    """Return a parser for a complete command line; the parameters are those of :func:`answer_shell`."""
    parser = ArgumentParser(prog=front)
    found = parser.add_subparsers()
    for name, find in commands.items():
        own = find()(front).make_parser()
        found.add_parser(name, parents=[own], add_help=False, usage=own.usage)
    for name in others:
        found.add_parser(name)
    helped = found.add_parser("help")
    helped.add_argument("command", nargs="?", choices=[*commands, *others])
    return parser


def complete_word(prefix: str, action: Action, parser: ArgumentParser, parsed_args: Namespace) -> list[str]:
    """Return the completions for an argument of a command: inis, settings or files.

    :param action: the argument to complete.
    :param parser: the parser of the command.
    """
    from argcomplete.completers import FilesCompleter  # noqa: PLC0415 - an optional dependency

    if any(option in action.option_strings for option in _INI_OPTIONS):
        return complete_ini(prefix)
    if any(option in action.option_strings for option in _SETTING_OPTIONS):
        return complete_setting(prefix, parsed_args)
    if action.dest == "arguments" and (parser.usage or "").endswith(f" {CompletionCommand.usage}"):
        return list(SHELLS)
    is_ini_first = action.dest == "arguments" and "CONFIG_FILE" in (parser.usage or "")
    if is_ini_first and not getattr(parsed_args, "arguments", None):
        return complete_ini(prefix)
    if is_ini_first and "SETTING" in (parser.usage or ""):
        return complete_setting(prefix, parsed_args)
    found: list[str] = list(FilesCompleter()(prefix))
    return found


def complete_ini(prefix: str) -> list[str]:
    """Return inis and folders; after ``x.ini#``, the names of the applications in that ini."""
    if "#" in prefix:
        path = prefix.partition("#")[0]
        return [f"{path}#{name}" for name in _list_applications(path)]
    folder = prefix.rpartition("/")[0]
    start = f"{folder}/" if "/" in prefix else ""
    try:
        entries = list(Path(start or ".").iterdir())
    except OSError:
        return []
    names = [f"{entry.name}/" if entry.is_dir() else entry.name for entry in entries]
    return sorted(f"{start}{name}" for name in names if name.endswith((".ini", "/")) and not name.startswith("."))


def _list_applications(path: str) -> list[str]:
    try:
        file = IniReader().read(os.path.abspath(path))  # noqa: PTH100 - keep symlinks
    except ConfigurationError:
        return []
    return [name for name in map(APP_ROLE.find_name, file.sections) if name is not None]


def complete_setting(prefix: str, parsed_args: Namespace) -> list[str]:
    """Return the names of the settings in the typed ini; after a dot, the names of their parts."""
    words = getattr(parsed_args, "arguments", None) or [""]
    loaded = survey_uri(words[0]).loaded if words[0] else None
    container = prefix.rpartition(".")[0]
    if loaded is None:
        return [] if container else sorted(KINDS)
    if not container:
        return sorted(loaded.defaults.keys() | loaded.values.keys())
    path = split_name(container)
    if path is None:
        return []
    parts = list_parts(find_below(loaded.find_value(path[0]), path[1:]))
    return [write_key(Key(path[0], (*path[1:], key))) for key, _ in parts]
