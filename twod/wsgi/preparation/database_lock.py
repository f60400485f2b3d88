"""A lock in or beside a database that lets only one process at a time migrate it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connections

from twod.wsgi.preparation.database_file import find_database_file
from twod.wsgi.preparation.exclusion import ExclusiveLock
from twod.wsgi.preparation.file_lock import FileLock

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

#: The number of the advisory lock. PostgreSQL keeps such numbers separately for each database.
_POSTGRES_KEY = int.from_bytes(b"twod.app")

#: Seconds without a statement after which MySQL may close the connection with the lock: one day.
_MYSQL_SILENCE = 86400


def find_database_lock(alias: str) -> ExclusiveLock | None:
    """Return the lock of a database; None for a database in memory or an engine that twod has no lock for.

    :param alias: an alias of Django's ``DATABASES``.
    :raises django.core.exceptions.ImproperlyConfigured: if the driver of the database cannot be loaded.
    """
    connection = connections[alias]
    if connection.vendor == "postgresql":
        return PostgresLock(connection)
    if connection.vendor == "mysql":
        return MySqlLock(connection)
    file = find_database_file(alias)
    return FileLock(file.with_name(f"{file.name}.setup-app")) if file else None


class PostgresLock:
    """An advisory lock of PostgreSQL, held by a transaction on a separate connection.

    A session lock could outlive the process behind pgbouncer, which gives the server's connection to the next client
    after each transaction. The connection that migrates cannot hold the lock, because a migration may end its
    transaction or close the connection.
    """

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = _copy(connection)

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now.

        :raises django.db.DatabaseError: if the database cannot be reached.
        """
        self._connection.rollback()
        self._connection.set_autocommit(False)
        with self._connection.cursor() as cursor:
            # At this isolation level an idle transaction holds no snapshot that other processes would wait for.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            # Set only those that exist: older versions of PostgreSQL lack some of these settings.
            cursor.execute(
                "SELECT set_config(name, '0', true) FROM pg_settings WHERE name IN"
                " ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')"
            )
            cursor.execute(f"SELECT pg_try_advisory_xact_lock({_POSTGRES_KEY})")
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        """Close the connection, which releases the lock."""
        self._connection.close()


class MySqlLock:
    """A named lock of MySQL or MariaDB, held by a separate connection."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = _copy(connection)
        # Lock names are shared by all databases of a server and have at most 64 characters.
        database = hashlib.sha256(str(connection.settings_dict["NAME"]).encode()).hexdigest()
        self._name = f"twod.setup-app.{database[:32]}"

    def try_to_take(self) -> bool:
        """Return whether this process has the lock now.

        :raises django.db.DatabaseError: if the database cannot be reached.
        """
        with self._connection.cursor() as cursor:
            cursor.execute(f"SET SESSION wait_timeout = {_MYSQL_SILENCE}")
            cursor.execute("SELECT GET_LOCK(%s, 0)", [self._name])
            return bool(cursor.fetchone()[0])

    def release(self) -> None:
        """Close the connection, which releases the lock."""
        self._connection.close()


def _copy(connection: BaseDatabaseWrapper) -> BaseDatabaseWrapper:
    """Return a separate connection to the same database."""
    own = connection.copy()
    # Do not take this connection from a pool: the pool may have only one, and the migrations need it.
    own.settings_dict.get("OPTIONS", {}).pop("pool", None)
    return own
