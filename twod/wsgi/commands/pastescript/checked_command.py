"""The commands of PasteScript that load an ini, with a check of the whole file before anything is loaded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from paste.script.command import BadCommand, Command

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.starting.service import check_first
from twod.wsgi.ini_logging import configure_logging


class CheckedCommand(Command):
    """A command of PasteScript's whose first argument is an ini, and which checks that ini first.

    What is wrong with the ini is said in the words of ``paster settings --check``.
    """

    def run(self, args: list[str]) -> int:
        """Run the command, or print its help; ``request`` would pass ``--help`` on to the application."""
        self.min_args_error = f"Expected: {self._prog_name()} {self.usage}"
        if args[:1] in (["-h"], ["--help"]):
            Command.parse_args(self, ["--help"])
        return cast("int", super().run(args))

    def check_ini_first(self, given: Mapping[str, str], server: str | None = None) -> None:
        """Report what is doubtful in the ini, and raise what is wrong.

        :param given: variables from the command line.
        :param server: the server that is going to be loaded; None when none is.
        """
        check_first(self.config_uri, given, server)

    @property
    def config_uri(self) -> str:
        """The ini, and the application in it that an option may name."""
        path, name = split_config_uri(self.args[0])
        name = self.application or name
        return f"{path}#{name}" if name else path

    @property
    def application(self) -> str | None:
        """The name of an application that an option gives."""
        named: str | None = getattr(self.options, "app_name", None) or getattr(self.options, "section_name", None)
        return named.rpartition(":")[2] if named else None

    def logging_file_config(self, config_file: str) -> None:
        """Apply the ini's logging; an error in its sections is one with their place."""
        configure_logging(config_file)


def refuse_command(name: str, message: str) -> BadCommand:
    """Return the error of a command that cannot go on, for exit status 1."""
    return BadCommand(f"paster {name}: {message}", exit_code=1)
