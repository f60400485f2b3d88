"""The program ``twod``: runs the commands of twod.wsgi without PasteScript."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from importlib import import_module
from importlib.metadata import version

from twod.inifile.nearest import hint_at_nearest
from twod.wsgi.commands.command import MISUSED, Command, run_command
from twod.wsgi.commands.foreign_commands import ELSEWHERE, find_foreign_commands, run_foreign_command

_FRONT = "twod"
#: A shell sets this variable to request completions.
ASKED = "_ARGCOMPLETE"

#: The class of each command, imported on first use; the help lists the commands in this order.
_COMMANDS = {
    "serve": "twod.wsgi.commands.starting.serve_command:ServeCommand",
    "settings": "twod.wsgi.commands.inspection.settings_command:SettingsCommand",
    "routes": "twod.wsgi.commands.inspection.routes_command:RoutesCommand",
    "doctor": "twod.wsgi.commands.doctor.doctor_command:DoctorCommand",
    "manage": "twod.wsgi.commands.manage:ManageCommand",
    "run": "twod.wsgi.commands.interpreter:RunCommand",
    "setup-app": "twod.wsgi.commands.setup_app:SetupAppCommand",
    "release": "twod.wsgi.commands.releasing.release_commands:ReleaseCommand",
    "releases": "twod.wsgi.commands.releasing.release_commands:ReleasesCommand",
    "rollback": "twod.wsgi.commands.releasing.release_commands:RollbackCommand",
    "secret-key": "twod.wsgi.commands.rotation.secret_key_command:SecretKeyCommand",
    "completion": "twod.wsgi.commands.completion_command:CompletionCommand",
    "migrate-ini": "twod.wsgi.commands.migrate_command:MigrateIniCommand",
    "migrate-settings": "twod.wsgi.commands.migrate_settings_command:MigrateSettingsCommand",
}

#: The exit status that a shell reports for a program ended by Ctrl-C.
_INTERRUPTED = 130


def run_command_line(arguments: Sequence[str] | None = None) -> int:
    """Run the sub-command of the command line, and return the exit status.

    :param arguments: the arguments of the program; None for those of this process.
    """
    if ASKED in os.environ:
        answer_completion(_FRONT)
    name, *rest = (sys.argv[1:] if arguments is None else arguments) or ["help"]
    if name == "--version":
        sys.stdout.write(f"{version('twod.wsgi')}\n")
        return 0
    if name == "help" and rest:
        name, rest = rest[0], ["--help"]
    if name in ("help", "-h", "--help"):
        sys.stdout.write(_make_help())
        return 0
    if name in ELSEWHERE or (name not in _COMMANDS and name in find_foreign_commands()):
        return run_foreign_command(name, _FRONT, rest)
    if name not in _COMMANDS:
        hint = hint_at_nearest(name, _COMMANDS) or f"; the commands are: {', '.join(sorted(_COMMANDS))}"
        sys.stderr.write(f"{_FRONT}: unknown command {name!r}{hint}\n")
        return MISUSED
    try:
        return run_command(find_command(name)(_FRONT), rest)
    except KeyboardInterrupt:
        if name not in ("serve", "setup-app"):
            raise
        return _INTERRUPTED  # Only while "serve" starts; a running server handles Ctrl-C itself.


def answer_completion(front: str, others: Sequence[str] = ()) -> None:
    """Print completions for the shell, and end the process.

    :param front: the program that the user types.
    :param others: names of commands in addition to those of ``twod``.
    """
    from twod.wsgi.commands.word_completion import answer_shell  # noqa: PLC0415 - rarely needed

    answer_shell(front, {name: partial(find_command, name) for name in _COMMANDS}, others)


def find_command(name: str) -> type[Command]:
    """Return the class of a command."""
    module, _, attribute = _COMMANDS[name].partition(":")
    found: type[Command] = getattr(import_module(module), attribute)
    return found


def _make_help() -> str:
    summaries = {name: find_command(name).summary for name in _COMMANDS}
    summaries |= {name: command.summary for name, command in find_foreign_commands().items()}
    width = max(map(len, summaries))
    lines = [f"  {name:{width}}  {summary}" for name, summary in summaries.items()]
    return (
        f"Usage: {_FRONT} COMMAND CONFIG_FILE[#NAME] [ARGUMENTS]\n\n"
        "Run a Django site from an ini.\n\nCommands:\n" + "\n".join(lines) + "\n\n"
        f"'{_FRONT} help COMMAND' explains a command; '{_FRONT} --version' prints the version.\n"
    )
