"""A plugin beside pytest-django, for ``--no-db``: its fixture replaces the one that makes databases."""

from __future__ import annotations

import pytest

from twod.wsgi.testing.databases import DatabaseAccessError


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Fail instead of making databases."""
    raise DatabaseAccessError("this test needs a database, and --no-db says that there are none")
