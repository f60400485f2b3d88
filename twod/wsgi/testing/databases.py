"""Test databases, and a block on all other databases."""

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
    """An attempt of a test, or of a module imported for it, to use a database that is not a test database."""


class Databases:
    """The databases of one run of tests, blocked until test databases have replaced them."""

    def __init__(self, config_uri: str) -> None:
        """Prepare the databases of an ini.

        :param config_uri: the ini that the settings come from.
        """
        self._config_uri = config_uri
        self._are_made = False

    def close_way(self) -> None:
        """Block all access to the databases of the ini, which a running site may be using."""
        connection_created.connect(self._refuse)

    def open_way(self) -> None:
        """Allow connections again."""
        connection_created.disconnect(self._refuse)

    def _refuse(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        connection.close()
        raise DatabaseAccessError(
            f"the database {connection.alias!r} of {self._config_uri} is blocked: no test database is set up"
            " (yet, or because of --no-db)"
        )

    @contextmanager
    def make(self, *, worker: str | None, keep: bool, verbosity: int) -> Iterator[None]:
        """Create the test databases for the ``with`` block, and destroy them at its end.

        :param worker: the id of this process in pytest-xdist; None if there is only one process.
        :param keep: use existing test databases, and keep them at the end.
        :param verbosity: the verbosity of Django, 0 to 3.
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
        """Roll back all changes to the test databases at the end of the ``with`` block."""
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
        # An SQLite database in memory without a name is private to the process.
        if name and name != ":memory:" and "mode=memory" not in str(name):
            test["NAME"] = f"{name}_{worker}"


def _holds_data(connection: BaseDatabaseWrapper) -> bool:
    """Return whether a connection has its own database, and is neither Django's dummy nor a mirror of another one."""
    return connection.vendor != "unknown" and connection.settings_dict["TEST"]["MIRROR"] is None


@contextmanager
def _roll_back(alias: str) -> Iterator[None]:
    atomic = transaction.atomic(using=alias)
    # Django's TestCase sets the same mark, which allows durable blocks inside.
    atomic._from_testcase = True  # type: ignore[attr-defined]
    with atomic:
        yield
        transaction.set_rollback(True, using=alias)


@contextmanager
def kept_connections() -> Iterator[None]:
    """Keep the connection, and so the transaction, of a test open when a request of the test ends."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
