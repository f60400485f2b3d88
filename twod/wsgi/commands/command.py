"""The base class of the commands of ``twod`` and ``paster``: options and messages."""

from __future__ import annotations

import os
import sys
from abc import ABC, abstractmethod
from argparse import SUPPRESS, ArgumentParser, Namespace, RawDescriptionHelpFormatter
from collections.abc import Sequence
from textwrap import dedent
from typing import ClassVar

from twod.wsgi.commands.ini_errors import INI_ERRORS, is_about_ini

#: The exit status for a command line with a mistake.
MISUSED = 2


class CommandRefusedError(Exception):
    """The failure of a command for a reason that the user can fix.

    :param message: the complete line for the user.
    :param status: the exit status.
    """

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.status = status


class Command(ABC):
    """A sub-command; subclasses define its name, its options and its work.

    :param front: the program that has the sub-command, for messages: ``twod`` or ``paster``.
    """

    #: The name that the user types.
    name: ClassVar[str]
    #: A line of help, without a full stop.
    summary: ClassVar[str]
    #: Its arguments, for messages.
    usage: ClassVar[str] = "CONFIG_FILE[#NAME]"
    #: More text for ``--help``.
    description: ClassVar[str] = ""

    def __init__(self, front: str) -> None:
        self.front = front
        self.program = f"{front} {self.name}"

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command with its arguments, and return the exit status.

        :raises CommandRefusedError: if the command fails for a reason that the user can fix.
        """
        options = self.make_parser().parse_intermixed_args(arguments)
        if not options.arguments:
            raise self.ask_for_ini()
        return self.run(options)

    def make_parser(self) -> ArgumentParser:
        """Return the parser of the command's arguments; ``arguments`` are those that are not options."""
        parser = ArgumentParser(
            prog=self.program,
            usage=f"%(prog)s [options] {self.usage}",
            description=f"{self.summary}.\n{dedent(self.description)}",
            formatter_class=RawDescriptionHelpFormatter,
        )
        parser.add_argument("arguments", nargs="*", help=SUPPRESS)  # The usage line lists them.
        self.add_options(parser)
        return parser

    def add_options(self, parser: ArgumentParser) -> None:  # noqa: B027 - optional
        """Add the options that only this command has."""

    @abstractmethod
    def run(self, options: Namespace) -> int:
        """Do the work, and return the exit status.

        :param options: the parsed options; ``arguments`` is not empty.
        """

    def ask_for_ini(self) -> CommandRefusedError:
        """Return the error of a command line without an ini."""
        return CommandRefusedError(f"{self.program}: no ini given ({self.program} {self.usage})", MISUSED)

    def refuse(self, message: str) -> CommandRefusedError:
        """Return an error with the program's name before the message."""
        return CommandRefusedError(f"{self.program}: {message}")

    def refuse_writing(self, error: OSError) -> CommandRefusedError:
        """Return the error for a file that could not be written, by a command that writes all its files or no file."""
        file = f": {os.path.relpath(error.filename)}" if error.filename else ""
        cure = "; choose another name, or delete the file" if isinstance(error, FileExistsError) else ""
        return self.refuse(f"nothing was written: {error.strerror or error}{file}{cure}")


def run_command(command: Command, arguments: Sequence[str]) -> int:
    """Run a command and return the exit status; print errors of the ini or the command line to stderr."""
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
