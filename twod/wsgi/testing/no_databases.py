"""A plugin beside pytest-django, for ``--no-db``: a fixture of ours takes the place of that which makes databases."""

from __future__ import annotations

import pytest

from twod.wsgi.testing.databases import DatabaseAccessError


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Refuse to make databases."""
    raise DatabaseAccessError("this test needs a database, and --no-db says that there are none")
