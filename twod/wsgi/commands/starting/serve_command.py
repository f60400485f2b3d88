"""``twod serve x.ini``: serve the application of an ini with the server of the same ini."""

from __future__ import annotations

import os
import sys
from argparse import SUPPRESS, ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from twod.inifile.problems import shorten_path
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError, run_command
from twod.wsgi.commands.starting.service import Service
from twod.wsgi.serving.end.end_signals import exiting_cleanly


class ServeCommand(Command):
    """The command ``serve``, which stays in the foreground; systemd or another supervisor runs it in the background."""

    name = "serve"
    summary = "Serve the application of an ini with the server of its [server:main]"
    usage = "CONFIG_FILE[#NAME] [NAME=VALUE...]"
    description = """
    Checks the whole file first, and reports all errors. NAME=VALUE sets a variable of
    PasteDeploy, which the ini uses as %(NAME)s."""
    #: The message for a word after the ini that is no variable.
    expected_words: ClassVar[str] = "expected NAME=VALUE after the ini"

    def add_options(self, parser: ArgumentParser) -> None:
        parser.add_argument("-n", "--app-name", metavar="NAME", help="the application to serve (default: main)")
        parser.add_argument(
            "--server-name", default="main", metavar="NAME", help="the server in the ini (default: main)"
        )
        parser.add_argument("--reload", action="store_true", help="restart the server when a file of the site changes")
        parser.add_argument(
            "--reload-interval",
            type=read_interval,
            default=1,
            metavar="SECONDS",
            help="time between two checks for changes (default: 1)",
        )
        parser.add_argument("--daemon", action="store_true", help=SUPPRESS)
        parser.add_argument("-q", "--quiet", action="store_true", help="do not print the ini and the address")

    def run(self, options: Namespace) -> int:
        """Serve until the server ends.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        """
        if options.daemon:
            message = "--daemon is not supported; let systemd or another supervisor run the server, or use paster serve"
            raise CommandRefusedError(f"{self.program}: {message}", MISUSED)
        ini, *words = options.arguments
        variables = self.read_variables(words)
        service = Service(self.front, ini, options.app_name, options.server_name, variables, self.program)
        # A signal may arrive before the server handles signals.
        with exiting_cleanly():
            if options.reload:
                from twod.wsgi.commands.starting.reloading import serve_reloading  # noqa: PLC0415 - only for --reload

                serve_reloading(service, options.reload_interval, is_quiet=options.quiet)
            else:
                service.check()
                service.serve(is_quiet=options.quiet)
        return 0

    def read_variables(self, words: list[str]) -> dict[str, str]:
        """Return PasteDeploy's variables from the command line.

        :raises twod.wsgi.commands.command.CommandRefusedError: for a word that is not ``NAME=VALUE``.
        """
        for word in words:
            if "=" not in word[1:]:
                raise CommandRefusedError(f"{self.program}: {self.expected_words}, got {word!r}", MISUSED)
        return {name: value for name, _, value in (word.partition("=") for word in words)}


class EnvironmentServeCommand(ServeCommand):
    """The command ``serve`` for one ini.

    :param program: its name in messages.
    :param ini: path of the ini.
    """

    usage = "[NAME=VALUE...]"
    expected_words = "expected NAME=VALUE, because this program has its ini"

    def __init__(self, program: str, ini: str) -> None:
        super().__init__("paster")
        self.program = program
        self._ini = ini

    def call(self, arguments: Sequence[str]) -> int:
        """Serve the ini."""
        return super().call([self._ini, *arguments])


def serve_environment(ini: str | os.PathLike[str]) -> int:
    """Serve an ini with its server, and return the exit status; ``bin/serve-prod`` calls it.

    :param ini: path of the ini.
    """
    program, *arguments = sys.argv
    return run_command(EnvironmentServeCommand(Path(program).name, shorten_path(ini)), arguments)


def read_interval(text: str) -> float:
    """Return the seconds between two checks of the files.

    :raises argparse.ArgumentTypeError: if the text is not a positive number.
    """
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0
    if not 0 < seconds < float("inf"):
        raise ArgumentTypeError(f"expected a number of seconds greater than 0, got {text!r}")
    return seconds
