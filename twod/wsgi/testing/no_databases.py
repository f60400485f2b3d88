"""A plugin for ``--no-db`` with pytest-django: its fixture replaces the one that creates databases."""

from __future__ import annotations

import pytest

from twod.wsgi.testing.databases import DatabaseAccessError


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Fail instead of creating databases."""
    raise DatabaseAccessError("this test needs a database, but --no-db is set")
