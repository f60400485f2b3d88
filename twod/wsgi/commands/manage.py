"""Any of Django's management commands under one ini: ``paster manage x.ini migrate`` and ``bin/manage-ENV migrate``."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from twod.inifile.config_uri import split_config_uri
from twod.wsgi.config import configure
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import configure_logging


def run_management_command(config_uri: str | os.PathLike[str], argv: Sequence[str] | None = None) -> None:
    """Run the management command of the command line with the settings and the logging of an ini.

    Exit status and signals are those of ``manage.py``; an ini that cannot be loaded is reported on stderr, with exit
    status 1.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    :param argv: name of the program and its arguments; None means ``sys.argv``.
    """
    argv = list(sys.argv if argv is None else argv)
    program = argv[0] = Path(argv[0]).name
    if _is_given_other_settings(argv[1:]):
        sys.exit(f"{program}: --settings has no effect here, since the settings come from {os.fspath(config_uri)}")
    try:
        configure(config_uri)
    except ConfigurationError as error:
        sys.exit(f"{program}: {error}")
    configure_logging(split_config_uri(config_uri)[0])
    # The import loads none of the site's code, but it is not needed when the ini cannot be loaded.
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(argv)


def _is_given_other_settings(arguments: Sequence[str]) -> bool:
    """Return whether the arguments make Django take its settings from a module."""
    return any(argument.partition("=")[0] == "--settings" for argument in arguments)
