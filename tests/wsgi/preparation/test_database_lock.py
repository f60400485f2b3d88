"""The lock of each kind of database. tests/servers/test_setup_app.py has real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections

from twod.wsgi.config import configure
from twod.wsgi.preparation.database_lock import MySqlLock, PostgresLock, find_database_lock
from twod.wsgi.preparation.file_lock import FileLock


class FakeConnection:
    """A connection that records what is asked of it; so do its copies, in the same list."""

    def __init__(self, vendor: str, settings_dict: dict[str, Any], answer: int) -> None:
        self.vendor = vendor
        self.settings_dict = settings_dict
        self.answer = answer
        self.calls: list[str] = []

    def copy(self) -> FakeConnection:
        own = FakeConnection(self.vendor, dict(self.settings_dict), self.answer)
        own.calls = self.calls
        self.own = own
        return own

    def rollback(self) -> None:
        self.calls.append("rollback")

    def set_autocommit(self, autocommit: bool) -> None:
        self.calls.append(f"autocommit {autocommit}")

    def close(self) -> None:
        self.calls.append("close")

    @contextmanager
    def cursor(self) -> Iterator[FakeConnection]:
        yield self

    def execute(self, sql: str, parameters: list[str] | None = None) -> None:
        self.calls.append(" ".join([sql, *(parameters or ())]))

    def fetchone(self) -> tuple[int]:
        return (self.answer,)


@pytest.mark.parametrize("answer", [0, 1])
def test_postgresql_is_asked_in_a_transaction_without_a_lasting_snapshot(answer: int) -> None:
    connection = FakeConnection("postgresql", {"NAME": "shop", "OPTIONS": {"pool": True}}, answer)
    lock = PostgresLock(connection)
    assert lock.try_to_take() is bool(answer)
    first, second, isolation, _, asked = connection.calls
    assert (first, second) == ("rollback", "autocommit False")
    assert isolation == "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"
    assert asked == f"SELECT pg_try_advisory_xact_lock({int.from_bytes(b'twod.app')})"
    lock.release()
    assert connection.calls[-1] == "close"


def test_a_pool_is_left_to_the_migrations() -> None:
    connection = FakeConnection("postgresql", {"NAME": "shop", "OPTIONS": {"pool": True}}, 1)
    PostgresLock(connection)
    assert connection.own.settings_dict["OPTIONS"] == {}


@pytest.mark.parametrize("answer", [0, 1])
def test_mysql_is_asked_by_a_name_of_each_database(answer: int) -> None:
    asked = []
    for database in ("shop", "s" * 64):
        connection = FakeConnection("mysql", {"NAME": database, "OPTIONS": {}}, answer)
        assert MySqlLock(connection).try_to_take() is bool(answer)
        asked.append(connection.calls[-1].removeprefix("SELECT GET_LOCK(%s, 0) "))
    assert len(set(asked)) == 2
    assert all(name.startswith("twod.setup-app.") and len(name) <= 64 for name in asked)


@pytest.mark.parametrize(
    ("vendor", "kind"), [("postgresql", PostgresLock), ("mysql", MySqlLock), ("oracle", type(None))]
)
def test_each_kind_of_database_has_its_lock(monkeypatch: pytest.MonkeyPatch, vendor: str, kind: type[object]) -> None:
    monkeypatch.setattr(connections._connections, "other", FakeConnection(vendor, {"NAME": "shop"}, 1), raising=False)
    assert isinstance(find_database_lock("other"), kind)


@pytest.mark.usefixtures("_unconfigured")
def test_sqlite_is_locked_by_a_file_beside_it(write: Callable[[str, str], Path], tmp_path: Path) -> None:
    write(
        "site.ini",
        "[app:main]\nuse = egg:twod.wsgi\nSECRET_KEY = k\nDATABASES.default = sqlite:///%(here)s/db\n",
    )
    configure("site.ini")
    lock = find_database_lock("default")
    assert isinstance(lock, FileLock)
    assert lock.try_to_take()
    assert (tmp_path / "db.setup-app").exists()
    lock.release()
    assert {path.name for path in tmp_path.iterdir()} == {"site.ini"}
