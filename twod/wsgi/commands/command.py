"""A command of ``twod`` and ``paster``: its options and its messages, whichever of the two runs it."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from textwrap import dedent
from typing import ClassVar

from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini

#: The exit status of a command line that cannot be understood.
MISUSED = 2


class CommandRefusedError(Exception):
    """A command cannot do what it is asked for, for a reason that the user can mend.

    :param message: the whole line for the user.
    :param status: the exit status.
    """

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class Command(ABC):
    """A sub-command; subclasses say what it is called and what it does.

    :param front: the program that it is a sub-command of, for messages: ``twod`` or ``paster``.
    """

    #: As it is typed.
    name: ClassVar[str]
    #: What it does, in a line without a full stop.
    summary: ClassVar[str]
    #: Its arguments, for messages.
    usage: ClassVar[str] = "CONFIG_FILE[#NAME]"
    #: More about it, for ``--help``.
    description: ClassVar[str] = ""

    def __init__(self, front: str) -> None:
        self.front = front
        self.program = f"{front} {self.name}"

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with the words behind its name, and return the exit status.

        :raises CommandRefusedError: when it cannot be run.
        """
        options = self.make_parser().parse_intermixed_args(arguments)
        if not options.arguments:
            raise self.ask_for_ini()
        return self.run(options)

    def make_parser(self) -> ArgumentParser:
        """Return the parser of the words behind the command's name; ``arguments`` are those that are no options."""
        parser = ArgumentParser(
            prog=self.program,
            usage=f"%(prog)s [options] {self.usage}",
            description=f"{self.summary}.\n{dedent(self.description)}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        parser.add_argument("arguments", nargs="*", help=SUPPRESS)  # the usage has them
        self.add_options(parser)
        return parser

    def add_options(self, parser: ArgumentParser) -> None:  # noqa: B027 - many commands have none
        """Add the command's own options."""

    @abstractmethod
    def run(self, options: Namespace) -> int:
        """Do the work, and return the exit status.

        :param options: ``arguments`` among them is not empty.
        """

    def ask_for_ini(self) -> CommandRefusedError:
        """Return the error of a command line without an ini."""
        return CommandRefusedError(f"Which ini? ({self.program} {self.usage})", MISUSED)

    def refuse(self, message: str) -> CommandRefusedError:
        """Return the error of a command that cannot go on, with the program's name."""
        return CommandRefusedError(f"{self.program}: {message}")

    def refuse_writing(self, error: OSError) -> CommandRefusedError:
        """Return the error of a command that writes all of its files or none, and could not write one of them."""
        file = f": {os.path.relpath(error.filename)}" if error.filename else ""
        return self.refuse(f"nothing was written: {error.strerror or error}{file}")


def run_command(command: Command, arguments: Sequence[str]) -> int:
    """Run a command, print what is wrong with the ini or the command line on stderr, and return the exit status."""
    try:
        return command.call(arguments)
    except CommandRefusedError as error:
        sys.stderr.write(f"{error}\n")
        return error.status
    except INI_ERRORS as error:
        if not is_about_ini(error):
            raise
        sys.stderr.write(f"{command.program}: {error}\n")
        return 1
