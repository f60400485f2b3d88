"""Django's management commands with the settings of an ini: ``twod manage x.ini migrate``, ``bin/manage migrate``."""

from __future__ import annotations

import os
import sys
from argparse import Namespace
from collections.abc import Sequence
from pathlib import Path

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.config import configure
from twod.wsgi.config.activation import locating_errors, set_up_django
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.ini_logging import configure_logging


def run_management_command(config_uri: str | os.PathLike[str], argv: Sequence[str] | None = None) -> None:
    """Run a management command with the settings and the logging of an ini.

    Exit status and signals are those of ``manage.py``. If the ini cannot be loaded, print the error to stderr and
    exit with status 1.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    :param argv: name of the program and its arguments; None for ``sys.argv``.
    """
    argv = list(sys.argv if argv is None else argv)
    program = argv[0] = Path(argv[0]).name
    if _is_given_other_settings(argv[1:]):
        sys.exit(f"{program}: remove --settings, because the settings come from {os.fspath(config_uri)}")
    try:
        configure(config_uri)
        configure_logging(split_config_uri(config_uri)[0])
        if argv[1:2] == ["health"] and not _has_own_command("health"):
            from twod.wsgi.commands.health_command import run_health_command  # noqa: PLC0415 - rarely needed

            sys.exit(run_health_command(config_uri, program, argv[2:]))
        _execute(argv)
    except ConfigurationError as error:
        sys.exit(f"{program}: {error}")


def _execute(argv: Sequence[str]) -> None:
    """Run the command.

    :raises twod.wsgi.exc.ConfigurationError: if Django cannot be set up, or rejects the configuration later.
    """
    # These imports load none of the site's code, but take time, which is wasted if the ini has errors.
    from django.apps import apps  # noqa: PLC0415
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    try:
        execute_from_command_line(list(argv))
    except (Exception, SystemExit) as error:
        if apps.ready and not isinstance(error, ImproperlyConfigured):
            raise  # The command itself failed; Django prints the error, as it does for manage.py.
        with locating_errors():
            raise


def _has_own_command(name: str) -> bool:
    """Return whether an application of the site has a management command with a name.

    :raises twod.wsgi.exc.ConfigurationError: if Django cannot be set up.
    """
    from django.core.management import get_commands  # noqa: PLC0415 - as in _execute

    set_up_django()
    return name in get_commands()


def _is_given_other_settings(arguments: Sequence[str]) -> bool:
    """Return whether the arguments name a settings module."""
    return any(argument.partition("=")[0] == "--settings" for argument in arguments)


class ManageCommand(Command):
    """The command ``manage``, which takes an ini and then the arguments of ``manage.py``."""

    name = "manage"
    summary = "Run one of Django's management commands with the settings of an ini"
    usage = "CONFIG_FILE[#NAME] COMMAND [ARGUMENTS]"

    def call(self, arguments: Sequence[str]) -> int:
        """Run the command; an option before the ini, such as ``--help``, belongs to this command."""
        if arguments[:1] and not arguments[0].startswith("-"):
            config_uri, *rest = arguments
            run_management_command(config_uri, [f"{self.program} {Path(config_uri).name}", *rest])
            return 0
        if arguments[:1] and arguments[0] not in ("-h", "--help", "--"):
            message = f"{self.program}: expected an ini before the options, got {arguments[0]!r} ({self.usage})"
            raise CommandRefusedError(message, MISUSED)
        return super().call(arguments)

    def run(self, options: Namespace) -> int:
        """Run the command given after ``--``."""
        return self.call(options.arguments)
