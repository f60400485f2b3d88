"""Errors of a preparation that the operator can fix, raised as problems of the ini with their places."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError
from django.db import Error as DatabaseFault
from django.db import connections

from twod.wsgi.config.activation import find_active, locating_errors
from twod.wsgi.config.raised import describe_error, note_raised
from twod.wsgi.exc import ConfigurationError, Problem


def refuse_setting(name: str, message: str) -> NoReturn:
    """Raise a problem at the place of the option that a setting comes from.

    :raises twod.wsgi.exc.ConfigurationError: always.
    """
    loaded = find_active()
    problem = Problem(None, None, None, name, message) if loaded is None else loaded.locate(name, message)
    raise ConfigurationError([problem])


def reach_database(alias: str) -> None:
    """Connect to a database.

    :raises twod.wsgi.exc.ConfigurationError: if the database cannot be reached, or its driver cannot be loaded.
    """
    with locating_database_errors(alias):
        connections[alias].ensure_connection()


@contextmanager
def locating_database_errors(alias: str) -> Iterator[None]:
    """Turn errors of a database during the ``with`` block into problems of the setting ``DATABASES``.

    :raises twod.wsgi.exc.ConfigurationError: for each error of the database.
    """
    try:
        with locating_errors(ImproperlyConfigured):
            yield
    except DatabaseFault as error:
        note_raised(error)
        refuse_setting("DATABASES", f"cannot use the database {alias!r}: {describe_error(error)}")


@contextmanager
def locating_command_errors(name: str, *kinds: type[Exception]) -> Iterator[None]:
    """Turn errors that a management command reports during the ``with`` block into problems of a setting.

    Other errors, such as those of the site's own migrations, keep their traceback.

    :param name: the setting that the command works on.
    :param kinds: further exceptions that the operator can fix, although the command does not report them itself.
    :raises twod.wsgi.exc.ConfigurationError: for each such error.
    """
    try:
        with locating_errors(ImproperlyConfigured):
            yield
    except Exception as error:
        if isinstance(error, ConfigurationError) or not isinstance(error, (CommandError, *kinds)):
            raise
        note_raised(error)
        refuse_setting(name, describe_error(error) if kinds and isinstance(error, kinds) else str(error))
