"""The base class of PasteScript commands that load an ini: it checks the whole file first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from paste.script.command import BadCommand, Command

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.starting.service import check_first
from twod.wsgi.ini_logging import configure_logging


class CheckedCommand(Command):
    """A PasteScript command that takes an ini first, and checks it before anything is loaded.

    The messages are those of ``paster settings --check``.
    """

    def run(self, args: list[str]) -> int:
        """Run the command, or print its help; PasteScript's ``request`` would send ``--help`` to the application."""
        self.min_args_error = f"Expected: {self._prog_name()} {self.usage}"
        if args[:1] in (["-h"], ["--help"]):
            Command.parse_args(self, ["--help"])
        return cast("int", super().run(args))

    def check_ini_first(self, given: Mapping[str, str], server: str | None = None) -> None:
        """Print warnings about the ini, and raise its errors.

        :param given: variables from the command line.
        :param server: the server that will be loaded; None for no server.
        """
        check_first(self.config_uri, given, server)

    @property
    def config_uri(self) -> str:
        """The ini, with the name of the application if an option gives one."""
        path, name = split_config_uri(self.args[0])
        name = self.application or name
        return f"{path}#{name}" if name else path

    @property
    def application(self) -> str | None:
        """The name of the application from an option."""
        named: str | None = getattr(self.options, "app_name", None) or getattr(self.options, "section_name", None)
        return named.rpartition(":")[2] if named else None

    def logging_file_config(self, config_file: str) -> None:
        """Apply the ini's logging; its errors name file and line."""
        configure_logging(config_file)


def refuse_command(name: str, message: str) -> BadCommand:
    """Return the error for a failed command, with exit status 1."""
    return BadCommand(f"paster {name}: {message}", exit_code=1)
