"""Databases for tests, and the block on all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connections, transaction
from django.db.backends.signals import connection_created
from django.test.utils import setup_databases, teardown_databases

from twod.wsgi.exc import TwodError

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class DatabaseAccessError(TwodError, RuntimeError):
    """A test, or what is imported for it, reached for a database that is not a test database."""


class Databases:
    """The databases of one run of tests: out of reach until test databases have taken their place."""

    def __init__(self, config_uri: str) -> None:
        """Make them.

        :param config_uri: the ini whose settings are in force.
        """
        self._config_uri = config_uri
        self._are_made = False

    def close_way(self) -> None:
        """Block all access to the databases of the ini, which the site may be using."""
        connection_created.connect(self._refuse)

    def open_way(self) -> None:
        """Allow connections again."""
        connection_created.disconnect(self._refuse)

    def _refuse(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.close()
        raise DatabaseAccessError(
            f"the database {connection.alias!r} of {self._config_uri} is out of reach: no test database is set up"
            " (yet, or because of --no-db)"
        )

    @contextmanager
    def make(self, *, worker: str | None, keep: bool, verbosity: int) -> Iterator[None]:
        """Set the test databases up, and tear them down.

        :param worker: the process of pytest-xdist that they are for; None when there is one process only.
        :param keep: use the existing ones, and do not remove them.
        :param verbosity: Django's, 0 to 3.
        """
        if worker is not None:
            _name_after(worker)
        self.open_way()
        made = setup_databases(verbosity, interactive=False, keepdb=keep)
        self._are_made = True
        try:
            yield
        finally:
            self._are_made = False
            if not keep:
                teardown_databases(made, verbosity)
            self.close_way()

    @contextmanager
    def rolled_back(self) -> Iterator[None]:
        """Undo at the end all changes to the test databases, if there are any."""
        with ExitStack() as stack:
            for alias in connections if self._are_made else ():
                if _holds_data(connections[alias]):
                    stack.enter_context(_roll_back(alias))
            yield


def _name_after(worker: str) -> None:
    """Rename the test databases, so that each process has separate ones."""
    for alias in connections:
        connection = connections[alias]
        test = connection.settings_dict["TEST"]
        name = test["NAME"] or ("" if connection.vendor == "sqlite" else f"test_{connection.settings_dict['NAME']}")
        # An SQLite database in memory, when it has no name, belongs to the process alone.
        if name and name != ":memory:" and "mode=memory" not in str(name):
            test["NAME"] = f"{name}_{worker}"


def _holds_data(connection: BaseDatabaseWrapper) -> bool:
    """Return whether it is a database, and not the placeholder for no database, nor the mirror of another one."""
    return connection.vendor != "unknown" and connection.settings_dict["TEST"]["MIRROR"] is None


@contextmanager
def _roll_back(alias: str) -> Iterator[None]:
    atomic = transaction.atomic(using=alias)
    # Django's TestCase marks its own in the same way, which allows durable blocks inside.
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with atomic:
        yield
        transaction.set_rollback(True, using=alias)


@contextmanager
def kept_connections() -> Iterator[None]:
    """Keep a request from closing the connection, and with it the transaction, of the test that makes it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
