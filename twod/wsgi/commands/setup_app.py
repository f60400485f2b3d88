"""``setup-app``: set up the databases and static files of an application, or print the outstanding work."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, Namespace
from functools import partial
from optparse import Values
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from twod.inifile.config_uri import split_config_uri
from twod.inifile.durations import read_duration
from twod.inifile.problems import shorten_path
from twod.wsgi.commands.command import MISUSED, Command, CommandRefusedError
from twod.wsgi.commands.starting.service import check_first
from twod.wsgi.config import configure
from twod.wsgi.config.activation import set_up_django
from twod.wsgi.exc import BadValueError
from twod.wsgi.loading import configure_logging
from twod.wsgi.preparation.outstanding import list_outstanding
from twod.wsgi.preparation.site_preparation import prepare_site
from twod.wsgi.preparation.steps import Steps

#: The options, with keyword arguments that argparse and optparse have in common.
SETUP_OPTIONS: tuple[tuple[tuple[str, ...], dict[str, Any]], ...] = (
    (
        ("--name", "--app-name"),
        {"dest": "section_name", "metavar": "NAME", "help": "the application to set up (default: main)"},
    ),
    (
        ("--database",),
        {
            "dest": "databases",
            "metavar": "ALIAS",
            "action": "append",
            "help": "migrate this database of DATABASES; repeatable (default: default)",
        },
    ),
    (("--no-migrate",), {"action": "store_true", "help": "do not migrate the databases"}),
    (("--no-static",), {"action": "store_true", "help": "do not collect static files"}),
    (("--wait",), {"metavar": "TIME", "default": "10m", "help": "time to wait for another setup-app (default: 10m)"}),
    (("--check",), {"action": "store_true", "help": "only list the outstanding work; exit status 1 if there is any"}),
)


class SetupAppCommand(Command):
    """The command ``setup-app``, which works on the Django application that a name in the ini leads to."""

    name = "setup-app"
    summary = "Migrate the databases and collect the static files of a site"
    description = """
    You can run it at any time, and on several machines at once: they wait for each other.
    """

    def add_options(self, parser: ArgumentParser) -> None:
        for names, facts in SETUP_OPTIONS:
            parser.add_argument(*names, **facts)
        parser.add_argument("-v", "--verbose", action="count", default=0, help="print more; repeatable")
        parser.add_argument("-q", "--quiet", action="count", default=0, help="print less")

    def run(self, options: Namespace) -> int:
        """Set up the application, or print the outstanding work.

        :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini.
        """
        if options.arguments[1:]:
            raise CommandRefusedError(f"{self.program}: expected one ini, got {options.arguments[1]!r} too", MISUSED)
        path, name = split_config_uri(options.arguments[0])
        named = (options.section_name or "").rpartition(":")[2]
        config_uri = f"{path}#{named or name or 'main'}"
        check_first(config_uri, {})
        configure_logging(path)
        steps = read_steps(options, self.program)._replace(
            verbosity=max(0, min(1 + options.verbose - options.quiet, 3))
        )
        if options.check:
            return check_application(config_uri, steps)
        set_up_application(config_uri, steps, self.front)
        return 0


def read_steps(options: Namespace | Values, program: str) -> Steps:
    """Return the steps that the options select.

    :param options: the parsed ``SETUP_OPTIONS``.
    :param program: name of the program, for messages.
    :raises twod.wsgi.commands.command.CommandRefusedError: if an option has a wrong value, or excludes another one.
    """
    try:
        wait = read_duration(options.wait)
    except BadValueError as error:
        raise CommandRefusedError(f"{program}: --wait: {error}", MISUSED) from None
    if options.no_migrate and options.databases:
        message = f"{program}: --no-migrate and --database exclude each other; remove one of them"
        raise CommandRefusedError(message, MISUSED)
    databases = () if options.no_migrate else tuple(dict.fromkeys(options.databases or [DEFAULT_DB_ALIAS]))
    return Steps(databases, not options.no_static, wait)


def set_up_application(config_uri: str, steps: Steps, front: str) -> None:
    """Migrate the databases and collect the static files; then print how to create the first user.

    :param config_uri: the ini, with the name in it that leads to the application.
    :param front: the program that the user has called, for messages.
    :raises twod.wsgi.exc.ConfigurationError: with all errors in the ini, or in the databases and folders that it
        names.
    """
    configure(config_uri)
    set_up_django()
    prepare_site(steps, partial(_tell, f"{front} setup-app"))
    if steps.verbosity and DEFAULT_DB_ALIAS in steps.databases and not somebody_can_sign_in():
        print(f"No user can log in yet. To create an administrator: {make_user_command(config_uri)}")  # noqa: T201


def check_application(config_uri: str, steps: Steps) -> int:
    """Print the outstanding work without doing it; return the exit status, which is 1 if there is any.

    :raises twod.wsgi.exc.ConfigurationError: as for :func:`set_up_application`.
    """
    configure(config_uri)
    set_up_django()
    found = list_outstanding(steps)
    if steps.verbosity:
        print("\n".join(found or ["There is nothing to do."]))  # noqa: T201
    return 1 if found else 0


def _tell(program: str, message: str) -> None:
    print(f"{program}: {message}", file=sys.stderr, flush=True)  # noqa: T201


def make_user_command(config_uri: str) -> str:
    """Return the command that creates the first user; the ini's path is relative if it is below the current folder."""
    filename, name = split_config_uri(config_uri)
    return (
        f"{sys.argv[0]} manage {shorten_path(filename)}{'' if name in (None, 'main') else f'#{name}'} createsuperuser"
    )


def somebody_can_sign_in() -> bool:
    """Return whether Django's user model has any user; True if Django's log-in is not used."""
    if not apps.is_installed("django.contrib.auth"):
        return True
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - importable only after Django's set-up

    try:
        return get_user_model()._default_manager.exists()  # noqa: SLF001 - documented by Django
    except DatabaseError:
        # A user model of the project, with a table that no migration makes.
        return True
