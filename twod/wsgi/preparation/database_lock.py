"""A lock in, or beside, a database, so that one process at a time migrates it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connections

from twod.wsgi.preparation.database_file import find_database_file
from twod.wsgi.preparation.exclusion import ExclusiveLock
from twod.wsgi.preparation.file_lock import FileLock

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

#: PostgreSQL's advisory locks are numbers, and each database has its own.
_POSTGRES_KEY = int.from_bytes(b"twod.app")

#: Seconds of silence after which MySQL may close the connection that has the lock: a day.
_MYSQL_SILENCE = 86400


def find_database_lock(alias: str) -> ExclusiveLock | None:
    """Return the lock of a database; None if it needs none, as in memory, or twod knows none for its kind.

    :param alias: of Django's ``DATABASES``.
    :raises django.core.exceptions.ImproperlyConfigured: when the driver cannot be loaded.
    """
    connection = connections[alias]
    if connection.vendor == "postgresql":
        return PostgresLock(connection)
    if connection.vendor == "mysql":
        return MySqlLock(connection)
    file = find_database_file(alias)
    return FileLock(file.with_name(f"{file.name}.setup-app")) if file else None


class PostgresLock:
    """An advisory lock that a transaction on a connection of its own holds.

    A session's lock would outlive the process behind pgbouncer, which lends the server's connection to the next client
    after each transaction. The lock cannot be held by the connection that migrates: a migration may end its
    transaction, or close it.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = _copy(connection)

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now.

        :raises django.db.DatabaseError: when the database cannot be asked.
        """
        self._connection.rollback()
        self._connection.set_autocommit(False)
        with self._connection.cursor() as cursor:
            # As long as the transaction is idle, it has no snapshot then that others would have to wait for.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            # Not every version has all of them.
            cursor.execute(
                "SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN"
                " ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')"
            )
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({_POSTGRES_KEY})")
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        """Close the connection, and the lock goes with it."""
        self._connection.close()


class MySqlLock:
    """A named lock of MySQL or MariaDB, which a connection of its own holds."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = _copy(connection)
        # The names are those of the whole server, and have at most 64 characters.
        database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()
        self._name = f"twod.setup-app.{database[:32]}"

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now.

        :raises django.db.DatabaseError: when the database cannot be asked.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(f"SET SESSION wait_timeout = {_MYSQL_SILENCE}")
            cursor.execute("SELECT GET_LOCK(%s, 0)", [self._name])
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        """Close the connection, and the lock goes with it."""
        self._connection.close()


def _copy(connection: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Return a connection of its own to the same database."""
    own = connection.copy()
    # A pool may have just the one connection that the migrations need.
    own.settings_dict.get("OPTIONS", {}).pop("pool", None)
    return own
