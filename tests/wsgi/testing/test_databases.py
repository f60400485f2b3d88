"""Databases of a run of tests: out of reach until they are made. That they are made is in tests/processes."""

from __future__ import annotations

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.db.backends.signals import connection_created

from twod.wsgi.testing.databases import DatabaseAccessError, Databases, kept_connections


class Connection:
    """A connection to a database that was just made."""

    alias = "orders"
    is_closed = False

    def close(self) -> None:
        self.is_closed = True


def connect() -> Connection:
    connection = Connection()
    connection_created.send(sender=Connection, connection=connection)
    return connection


def test_a_connection_is_closed_and_refused_with_its_name_and_the_ini() -> None:
    databases = Databases("prod.ini#shop")
    databases.close_way()
    try:
        with pytest.raises(DatabaseAccessError, match=r"the database 'orders' of prod\.ini#shop is blocked"):
            connect()
    finally:
        databases.open_way()
    assert not connect().is_closed


def test_without_test_databases_there_is_nothing_to_roll_back() -> None:
    with Databases("prod.ini").rolled_back():
        pass


def closes_connections(signal: object) -> bool:
    return close_old_connections in [receiver() for _, receiver, *_ in signal.receivers]  # type: ignore[attr-defined]


def test_requests_leave_connections_open_as_long_as_the_block_lasts() -> None:
    signals = (request_started, request_finished)
    with kept_connections():
        assert not any(map(closes_connections, signals))
    assert all(map(closes_connections, signals))
