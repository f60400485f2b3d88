"""``bin/manage-ENV``: any of Django's management commands under one ini."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management import execute_from_command_line

from twod.wsgi.config import configure
from twod.wsgi.exc import ConfigurationError
from twod.wsgi.loading import configure_logging

if TYPE_CHECKING:
    from collections.abc import Sequence


def main(config_uri: str | os.PathLike[str], argv: Sequence[str] | None = None) -> None:
    """Run the management command of the command line with the settings and the logging of an ini.

    Exit status and signals are those of ``manage.py``; an ini that cannot be loaded is told on stderr, with exit
    status 1.

    :param config_uri: path of an ini, with an optional ``#NAME``.
    :param argv: name of the program and its arguments; None means ``sys.argv``.
    """
    argv = list(sys.argv if argv is None else argv)
    try:
        configure(config_uri)
    except ConfigurationError as error:
        sys.exit(f"{Path(argv[0]).name}: {error}")
    configure_logging(os.fspath(config_uri).removeprefix("config:").partition("#")[0])
    execute_from_command_line(argv)
